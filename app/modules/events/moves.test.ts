import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { openStage, signInAs } from '../../../test/cast.ts'
import { erasedPerson } from '../../../test/support/erased.ts'
import { forgetEvents, openTracking } from '../../../test/support/tracking.ts'
import { href, paths } from '../../paths.ts'
import { transact } from '../../platform/db.ts'
import { joinAccounts, markChanged, refreshAccounts } from '../customers/index.ts'
import { intakeOf, takeItems } from './intake/intake.ts'
import { forgetPerson, moveAccount, moveContact, removeSampleEvents } from './moves.ts'
import { needsRecount, recount, recountProgress } from './recount.ts'
import { attachToAccounts } from './settle.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const { batch } = await openTracking(stage)
const zone = 'Asia/Tokyo'

const track = (userId: string, event: string, more: object = {}) => ({ type: 'track', userId, event, ...more })
const group = (userId: string, groupId: string) => ({ type: 'group', userId, groupId })

async function idOf(table: 'account' | 'contact', externalId: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select id from ${sql.id('customers', table)} where external_id = ${externalId}`.execute(db)
  if (!rows[0]) throw new Error(`no ${table} ${externalId}`)
  return rows[0].id
}

/** Counts by account, contact and name, from days and from events: they must always agree. */
async function totals() {
  const read = async (from: ReturnType<typeof sql>) => {
    const { rows } = await sql<{ key: string; count: number }>`
      select concat_ws(' ', account_id, contact_id, name) as key, sum(count) as count from (${from}) s group by 1`.execute(
      db,
    )
    return Object.fromEntries(rows.map(row => [row.key, row.count]))
  }
  const usage = await read(sql`select account_id, contact_id, name, count from events.usage_day`)
  const events = await read(sql`select account_id, contact_id, name, 1 as count from events.event`)
  expect(usage).toEqual(events)
  return usage
}

beforeEach(() => forgetEvents(stage))

describe('late news', () => {
  it('a contact who is given an account by hand takes earlier events along', async () => {
    await batch({ type: 'identify', userId: 'hana' }, track('hana', 'Fed'), track('hana', 'Fed'), group('ken', 'farm'))
    const [farm, hana] = [await idOf('account', 'farm'), await idOf('contact', 'hana')]
    expect(await totals()).toEqual({ [`0 ${hana} Fed`]: 2 })
    await transact(db, tx => joinAccounts(tx, [{ contactId: hana, accountId: farm, at: new Date('2026-01-01') }]))
    await transact(db, tx => attachToAccounts(tx, zone, [farm]))
    expect(await totals()).toEqual({ [`${farm} ${hana} Fed`]: 2 })
    const sign = await db.selectFrom('events.sign_of_life').selectAll().execute()
    expect(sign.map(row => row.account_id)).toEqual([farm])
    expect(await db.selectFrom('events.unattached').selectAll().execute()).toEqual([])
  })

  it('is offered to the worker that follows changed accounts', async () => {
    await batch(track('hana', 'Fed'), group('ken', 'farm'))
    const [farm, hana] = [await idOf('account', 'farm'), await idOf('contact', 'hana')]
    await transact(db, tx => joinAccounts(tx, [{ contactId: hana, accountId: farm, at: new Date('2026-01-01') }]))
    await transact(db, tx => markChanged(tx, [farm]))
    await refreshAccounts(services)
    expect(await totals()).toEqual({ [`${farm} ${hana} Fed`]: 1 })
  })
})

describe('merging', () => {
  it('accounts moves events, counts of days (also those without events any more) and signs of life', async () => {
    await batch(
      group('a', 'one'),
      group('b', 'two'),
      track('a', 'Fed'),
      track('b', 'Fed', { timestamp: '2026-10-01T00:00:00Z' }),
    )
    const [one, two, a, b] = [
      await idOf('account', 'one'),
      await idOf('account', 'two'),
      await idOf('contact', 'a'),
      await idOf('contact', 'b'),
    ]
    await sql`insert into events.usage_day values (${two}, '1999-05-05', ${b}, 'Old', 3, '1999-05-05')`.execute(db)
    await transact(db, tx => moveAccount(tx, { fromId: two, intoId: one }))
    const { rows } = await sql<{ account_id: number; contact_id: number; name: string; count: number }>`
      select account_id, contact_id, name, count from events.usage_day order by name, contact_id`.execute(db)
    expect(rows).toEqual([
      { account_id: one, contact_id: a, name: 'Fed', count: 1 },
      { account_id: one, contact_id: b, name: 'Fed', count: 1 },
      { account_id: one, contact_id: b, name: 'Old', count: 3 },
    ])
    const [sign] = await db.selectFrom('events.sign_of_life').selectAll().execute()
    expect([sign?.account_id, sign?.first_at?.toISOString()]).toEqual([one, '2026-10-01T00:00:00.000Z'])
  })

  it('accounts knows when the one was first heard, whatever a clock of the other said', async () => {
    const at = { still: '1970-01-01T00:00:00Z', real: '2026-10-01T00:00:00Z' }
    for (const [from, into] of [
      ['still', 'real'],
      ['real', 'still'],
    ] as const) {
      await forgetEvents(stage)
      for (const who of [from, into]) await batch(group(who, who), track(who, 'Fed', { timestamp: at[who] }))
      const [fromId, intoId] = [await idOf('account', from), await idOf('account', into)]
      await transact(db, tx => moveAccount(tx, { fromId, intoId }))
      const signs = await db.selectFrom('events.sign_of_life').select(['account_id', 'first_at']).execute()
      expect(signs).toEqual([{ account_id: intoId, first_at: new Date(at.real) }])
    }
  })

  it('contacts moves events, and those without an account to the one they have together', async () => {
    await batch(track('old', 'Fed'), group('new', 'farm'), track('new', 'Fed'))
    const [from, into, farm] = [
      await idOf('contact', 'old'),
      await idOf('contact', 'new'),
      await idOf('account', 'farm'),
    ]
    await transact(db, tx => moveContact(tx, { fromId: from, intoId: into }))
    expect(await totals()).toEqual({ [`${farm} ${into} Fed`]: 2 })
  })

  it('by alias moves what the former id did', async () => {
    await batch(track('before', 'Fed'), group('after', 'farm'))
    await batch({ type: 'alias', userId: 'after', previousId: 'before' }, track('before', 'Saved'))
    const [after, farm] = [await idOf('contact', 'after'), await idOf('account', 'farm')]
    expect(await totals()).toEqual({ [`${farm} ${after} Fed`]: 1, [`${farm} ${after} Saved`]: 1 })
  })
})

describe('erasure', () => {
  it('leaves counts of the account, and nothing that says whose they were or what was in them', async () => {
    await batch(
      { type: 'identify', userId: 'eri', anonymousId: 'visitor-e', traits: { name: 'Eri' } },
      group('eri', 'farm'),
      track('eri', 'Fed', { properties: { note: 'private' }, context: { page: { url: 'https://x.example/eri' } } }),
      { type: 'track', anonymousId: 'visitor-e', event: 'Fed', properties: { note: 'private' } },
      track('other', 'Fed', { properties: { note: 'stays' } }),
    )
    await batch({ type: 'track', userId: 'eri', junk: 'has no event' })
    await intakeOf(services).watch.flush()
    const [contactId, farm] = [await idOf('contact', 'eri'), await idOf('account', 'farm')]
    const ids = { userIds: ['eri'], anonymousIds: ['visitor-e'], accountIds: [farm] }
    await transact(db, tx => forgetPerson(tx, erasedPerson({ contactId, ...ids })))
    const other = await idOf('contact', 'other')
    expect(await totals()).toEqual({ [`${farm} 0 Fed`]: 2, [`0 ${other} Fed`]: 1 })
    const { rows } = await sql<{ text: string }>`
      select row_to_json(e)::text as text from events.event e
      union all select row_to_json(a)::text from events.arrival a
      union all select row_to_json(r)::text from events.refusal r
      union all select row_to_json(u)::text from events.usage_day u`.execute(db)
    const text = rows.map(row => row.text).join('\n')
    expect(text).not.toMatch(/eri|visitor-e|private/)
    expect(text).toContain('stays')
  })

  it('keeps a suppressed person out, with a reason and without a note of who it was', async () => {
    await batch(
      { type: 'identify', userId: 'gone', anonymousId: 'visitor-g' },
      group('gone', 'farm'),
      track('gone', 'Fed'),
    )
    const [contactId, farm] = [await idOf('contact', 'gone'), await idOf('account', 'farm')]
    const response = await stage.app.request(href(paths.contactErasure, { id: contactId }), {
      method: 'POST',
      headers: { cookie: await signInAs(stage, 'admin'), 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ sure: 'on' }),
    })
    expect(response.status).toBe(303)
    expect(await totals()).toEqual({ [`${farm} 0 Fed`]: 1 })
    const reply = await batch(
      track('gone', 'Fed'),
      { type: 'alias', userId: 'x', previousId: 'gone' },
      track('here', 'Fed'),
    )
    expect(reply).toMatchObject({
      accepted: 1,
      refused: [
        { index: 0, code: 'suppressed' },
        { index: 1, code: 'suppressed' },
      ],
    })
    await intakeOf(services).watch.flush()
    const rows = await db.selectFrom('events.refusal').selectAll().execute()
    expect(rows.map(({ content, message_id, name }) => [content, message_id, name])).toEqual([
      [null, null, null],
      [null, null, null],
    ])
  })
})

describe('the sample company', () => {
  it('is taken through the same way, marked, and removed without touching what is real', async () => {
    await takeItems(
      services,
      [group('s', 'sample-farm'), track('s', 'Fed'), { type: 'track', anonymousId: 'v', event: 'Fed' }],
      {
        call: undefined,
        context: undefined,
        sentAt: undefined,
        receivedAt: Date.now(),
        keyId: null,
        sample: true,
        suspicious: true,
      },
    )
    await batch(group('r', 'real-farm'), track('r', 'Fed'), { type: 'track', anonymousId: 'w', event: 'Fed' })
    await sql`update customers.account set sample = true where external_id = 'sample-farm'`.execute(db)
    const [real, r] = [await idOf('account', 'real-farm'), await idOf('contact', 'r')]
    await transact(db, tx => removeSampleEvents(tx))
    expect(await totals()).toEqual({ [`${real} ${r} Fed`]: 1, '0 0 Fed': 1 })
    const { rows } = await sql<{ count: number }>`select count(*) as count from events.receipt`.execute(db)
    // Two events of each and the calls that leave only a receipt.
    expect(rows[0]?.count).toBe(4)
  })

  it('takes only its own events from an account that is real', async () => {
    await batch(group('r', 'real-farm'), track('r', 'Fed'), track('r', 'Fed'))
    await sql`
      update events.event set sample = true
      where message = (select message from events.event order by message limit 1)`.execute(db)
    const [real, r] = [await idOf('account', 'real-farm'), await idOf('contact', 'r')]
    await transact(db, tx => removeSampleEvents(tx))
    expect(await totals()).toEqual({ [`${real} ${r} Fed`]: 1 })
  })
})

describe('another time zone', () => {
  it('counts all days anew, also for events that arrive meanwhile', async () => {
    const at = ['2026-01-31T16:00:00Z', '2026-02-01T02:00:00Z', '2026-06-30T23:00:00Z', '1999-12-31T15:30:00Z']
    await batch(group('a', 'farm'), ...at.map(timestamp => track('a', 'Fed', { timestamp })))
    const days = async () => {
      const { rows } = await sql<{ day: string; count: number }>`
        select day::text, sum(count) as count from events.usage_day group by day order by day`.execute(db)
      return Object.fromEntries(rows.map(row => [row.day, row.count]))
    }
    expect(await days()).toEqual({ '2000-01-01': 1, '2026-02-01': 2, '2026-07-01': 1 })
    expect(await needsRecount(db)).toBe(false)
    await sql`update identity.company set time_zone = 'America/Los_Angeles'`.execute(db)
    expect(await needsRecount(db)).toBe(true)
    const arriving = Array.from({ length: 20 }, (_, i) => batch(track('a', 'Fed', { timestamp: at[i % 3] })))
    await recount(db)
    await Promise.all(arriving)
    expect(await days()).toEqual({ '1999-12-31': 1, '2026-01-31': 1 + 1 + 7 + 7, '2026-06-30': 1 + 6 })
    expect(await needsRecount(db)).toBe(false)
    const progress = await recountProgress(db)
    expect(progress?.done).toBe(progress?.total)
    const [sign] = await db.selectFrom('events.sign_of_life').selectAll().execute()
    expect(sign?.last_day).toBe('2026-06-30')
    await sql`update identity.company set time_zone = ${zone}`.execute(db)
    await recount(db)
    expect(await days()).toEqual({ '2000-01-01': 1, '2026-02-01': 16, '2026-07-01': 7 })
  })
})
