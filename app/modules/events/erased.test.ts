import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { openStage, signInAs } from '../../../test/cast.ts'
import { imported } from '../../../test/support/imports.ts'
import { forgetEvents, openTracking } from '../../../test/support/tracking.ts'
import { href, paths } from '../../paths.ts'
import { nowDate } from '../../platform/clock.ts'
import { lock, transact } from '../../platform/db.ts'
import { erasureLock } from '../customers/index.ts'
import { intakeOf } from './intake/intake.ts'

const stage = await openStage()
const { db } = stage.services
const { batch } = await openTracking(stage)

const identify = (userId: string, traits: object = {}) => ({ type: 'identify', userId, traits })
const group = (userId: string, groupId: string, traits: object = {}) => ({ type: 'group', userId, groupId, traits })
const contacts = () =>
  db.selectFrom('customers.contact').select(['external_id', 'name', 'email']).orderBy('external_id').execute()

/** Erases the contact as a person does it, by the form. */
async function erase(userId: string, more: Record<string, string> = {}): Promise<void> {
  const { id } = await db
    .selectFrom('customers.contact')
    .select('id')
    .where('external_id', '=', userId)
    .executeTakeFirstOrThrow()
  const response = await stage.app.request(href(paths.contactErasure, { id }), {
    method: 'POST',
    headers: { cookie: await signInAs(stage, 'admin'), 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ sure: 'on', ...more }),
  })
  expect(response.status).toBe(303)
}

/** All that is kept of people and accounts, as text. */
async function kept(): Promise<string> {
  const { rows } = await sql<{ all: string }>`
    select concat((select jsonb_agg(c) from customers.contact c), (select jsonb_agg(a) from customers.account a),
      (select jsonb_agg(r) from events.refusal r)) as all`.execute(db)
  return rows[0]?.all ?? ''
}

beforeEach(() => forgetEvents(stage))

describe('what was refused', () => {
  const refused = async () =>
    (await db.selectFrom('events.refusal').select('content').orderBy('id').execute()).map(({ content }) => content)

  it('goes with the person by an id, the name or the address, and the rest stays', async () => {
    await batch(identify('u1', { name: '林 修', email: 'osamu@farm.example' }), group('u1', 'farm'))
    const wrong = (more: object) => ({ type: 'unheard', ...more })
    await batch(
      { type: 'track', userId: 'u1' },
      wrong({ userId: 'x', traits: { email: 'Osamu@farm.example' } }),
      wrong({ userId: 'x', event: '林修に電話' }),
      wrong({ userId: 'x', traits: { name: '林　修' } }),
      wrong({ userId: 'u10' }),
      wrong({ userId: 'x', traits: { name: '林 花子' } }),
    )
    await intakeOf(stage.services).watch.flush()
    expect(await refused()).toHaveLength(6)
    await erase('u1')
    expect(await refused()).toHaveLength(2)
    expect(await kept()).not.toMatch(/林　?修|osamu/i)
  })

  it('goes when no event was ever taken, too', async () => {
    await db.deleteFrom('events.calendar').execute()
    await sql`insert into customers.contact (external_id, name) values ('x"1', '林 修')`.execute(db)
    await sql`
      insert into customers.contact_identity (kind, value, contact_id)
      select 'user', external_id, id from customers.contact`.execute(db)
    await sql`
      insert into events.refusal (received_at, code, content)
      values (${nowDate()}, 'x', ${JSON.stringify({ userId: 'x"1' })})`.execute(db)
    await erase('x"1')
    expect(await refused()).toEqual([])
  })
})

describe('what is written down after an erasure', () => {
  const flush = () => intakeOf(stage.services).watch.flush()
  const refusals = () =>
    db.selectFrom('events.refusal').select(['code', 'content', 'message_id']).orderBy('id').execute()
  const arrivals = () => db.selectFrom('events.arrival').select(['name', 'person']).orderBy('id').execute()
  const wrong = (more: object) => ({ type: 'unheard', ...more })
  const hidden = (code: string) => ({ code, content: null, message_id: null })

  it('has nothing of what was refused for another reason and is about the person', async () => {
    await batch(identify('yamada-1', { name: '山田 花子', email: 'Yamada@minato.example' }))
    await erase('yamada-1')
    const timestamp = new Date(nowDate().getTime() + 3 * 86_400_000).toISOString()
    await batch(
      { ...identify('yamada-1', { name: '山田 花子' }), timestamp, messageId: 'of yamada-1' },
      { type: 'track', userId: 'yamada-1', properties: { name: '山田 花子' } },
      { type: 'track', anonymousId: 'yamada-1x', properties: { to: [{ mail: ' ｙamada@minato.example' }] } },
      wrong({ user_id: 'yamada-1' }),
      wrong({ properties: { note: '山田花子さん（yamada@minato.example）に電話' } }),
      wrong({ filler: 'x'.repeat(5000), event: 'mail to yamada@minato.example' }),
      wrong({ userId: 'yamada-10', properties: { mail: 'yamada@minato.example.com' } }),
    )
    await flush()
    expect(await refusals()).toEqual([
      hidden('in_future'),
      hidden('no_event'),
      hidden('no_event'),
      ...[1, 2, 3].map(() => hidden('unknown_type')),
      { code: 'unknown_type', content: expect.stringContaining('yamada-10'), message_id: null },
    ])
    expect(await kept()).not.toMatch(/山田|yamada@minato.example[^.]/i)
  })

  it('takes a short number for an id only where ids stand', async () => {
    await batch(identify('42', { name: '林' }))
    await erase('42')
    await batch(wrong({ userId: 42 }), wrong({ userId: 'x', properties: { count: 42 } }))
    await flush()
    expect((await refusals()).map(row => row.content)).toEqual([null, expect.stringContaining('"count":42')])
  })

  it('has nothing of what came just before it', async () => {
    await batch(
      identify('u1', { email: 'one@farm.example' }),
      { type: 'track', userId: 'u1', event: 'Fed' },
      { type: 'track', userId: 'u2', event: 'Fed' },
      wrong({ userId: 'u1' }),
    )
    await erase('u1')
    await flush()
    expect(await arrivals()).toEqual([{ name: 'Fed', person: 'u2' }])
    expect(await refusals()).toEqual([hidden('unknown_type')])
  })

  it('waits while somebody is being erased', async () => {
    await batch({ type: 'track', userId: 'u1', event: 'Fed' })
    const { flushes } = await transact(db, async tx => {
      await lock(tx, erasureLock)
      const waiting = [flush(), flush()]
      await wait(200)
      expect(await arrivals()).toEqual([])
      return { flushes: waiting }
    })
    await Promise.all(flushes)
    expect(await arrivals()).toEqual([{ name: 'Fed', person: 'u1' }])
  })

  it('shows items with more in them than can be asked for without their content', async () => {
    await batch(identify('u1'))
    const many = Array.from({ length: 100 }, (_, item) =>
      wrong({ list: Array.from({ length: 100 }, (_, n) => 100_000 + item * 100 + n) }),
    )
    await batch(...many)
    await flush()
    expect((await refusals()).filter(row => row.content === null)).toEqual([])
    await erase('u1')
    await db.deleteFrom('events.refusal').execute()
    await batch(...many)
    await flush()
    const shown = (await refusals()).map(row => row.content !== null)
    expect([shown.length, shown[0], shown.at(-1)]).toEqual([100, true, false])
  })
})

describe('the address of a person who was erased', () => {
  it('does not bring the person back under another userId, however it is written', async () => {
    await batch(identify('u1', { name: '田中', email: 'Tanaka@farm.example' }))
    await erase('u1')
    const reply = await batch(
      identify('u2', { name: '田中', email: 'tanaka@farm.example' }),
      identify('u3', { name: '田中', email: ' ＴＡＮＡＫＡ@Farm.example ' }),
      identify('u4', { name: '鈴木', email: 'suzuki@farm.example' }),
      { type: 'track', userId: 'u4', event: 'Fed' },
    )
    expect(reply).toMatchObject({
      accepted: 2,
      refused: [
        { index: 0, code: 'suppressed' },
        { index: 1, code: 'suppressed' },
      ],
    })
    expect(await contacts()).toEqual([{ external_id: 'u4', name: '鈴木', email: 'suzuki@farm.example' }])
    expect((await kept()).toLowerCase()).not.toContain('tanaka@')
  })

  it('is refused under other names of traits, in traits of an account, and as an id', async () => {
    await batch(identify('u1', { email: 't@farm.example' }), group('u9', 'farm', { name: '養殖場' }))
    await erase('u1')
    const reply = await batch(
      identify('u2', { work_email: 't@farm.example' }),
      group('u9', 'farm', { email: 't@farm.example' }),
      { type: 'track', userId: 't@farm.example', event: 'Fed' },
      { type: 'alias', userId: 'u9', previousId: 'T@farm.example' },
      { type: 'track', anonymousId: 't@farm.example', event: 'Fed' },
      group('u9', 'farm', { name: '海の養殖場' }),
    )
    expect(reply.refused.map(one => [one.index, one.code])).toEqual([0, 1, 2, 3, 4].map(i => [i, 'suppressed']))
    expect(reply.accepted).toBe(1)
    expect(await kept()).not.toContain('t@farm')
  })

  it('that others share stays with those who have it already, and goes to nobody else', async () => {
    await batch(
      identify('u1', { email: 'info@farm.example' }),
      identify('u2', { name: '鈴木', email: 'info@farm.example' }),
      group('u2', 'farm', { contact: 'info@farm.example' }),
      identify('office@farm.example', { email: 'office@farm.example' }),
      identify('u5', { email: 'office@farm.example' }),
    )
    await erase('u1')
    await erase('u5')
    const reply = await batch(
      identify('u2', { name: '鈴木 桜', email: 'Info@farm.example' }),
      group('u2', 'farm', { name: '養殖場', contact: 'info@farm.example' }),
      { type: 'track', userId: 'office@farm.example', event: 'Fed' },
      identify('u3', { email: 'info@farm.example' }),
      group('u2', 'other', { contact: 'info@farm.example' }),
    )
    expect(reply.refused.map(one => one.index)).toEqual([3, 4])
    expect((await contacts()).map(one => one.external_id)).toEqual(['office@farm.example', 'u2'])
    expect((await contacts())[1]?.name).toBe('鈴木 桜')
  })

  it('takes along the id of the account that was this very person, in messages and in files', async () => {
    await batch(identify('u1', { name: '山田' }), group('u1', 'yamada', { name: '山田 花子' }), group('u9', 'farm'))
    const { id: accountId } = await db
      .updateTable('customers.account')
      .set({ kind: 'consumer' })
      .where('external_id', '=', 'yamada')
      .returning('id')
      .executeTakeFirstOrThrow()
    await erase('u1', { 'accounts[]': String(accountId) })
    const reply = await batch(
      group('u9', 'yamada', { name: '山田 花子' }),
      { type: 'track', userId: 'u9', event: 'Fed', context: { groupId: 'yamada' } },
      group('u9', 'farm', { name: '養殖場' }),
    )
    expect(reply.refused.map(one => [one.index, one.code])).toEqual([0, 1].map(i => [i, 'suppressed']))
    const file = await imported(stage.services, 'id,name\nyamada,山田 花子\nfarm,養殖場\n')
    expect(file).toMatchObject({ updated_count: 1, failed_count: 1 })
    expect(await kept()).not.toContain('山田')
  })
})
