import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import { imported } from '../../../../test/support/imports.ts'
import { openTracking } from '../../../../test/support/tracking.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { createAccount } from '../accounts/create.ts'
import { mergeAccounts } from '../accounts/merge.ts'
import { createContact } from '../contacts/create.ts'
import { eraseContact } from '../contacts/erase.ts'
import { addMembership } from '../contacts/membership.ts'
import { setTraits } from '../traits/set.ts'
import { readTimeline } from './reader.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const { batch } = await openTracking(stage)
const by = { kind: 'staff', id: cast.csm.id } as const
const end = new Date('2027-01-01T00:00:00Z')

const accountId = async (externalId = 'farm') =>
  (
    await db
      .selectFrom('customers.account')
      .select('id')
      .where('external_id', '=', externalId)
      .executeTakeFirstOrThrow()
  ).id
const group = (userId: string, timestamp: string, traits: object = {}) => ({
  type: 'group',
  userId,
  groupId: 'farm',
  traits,
  timestamp,
})
const identify = (userId: string, name: string) => ({ type: 'identify', userId, traits: { name } })

/** The timeline as lines: day and time, text, what it is filled with, note. */
async function lines(id: number, { before = end, limit = 50 } = {}) {
  const entries = await readTimeline(db, id, { before, limit })
  return entries.map(({ at, text, values, note }) =>
    [at.toISOString().slice(0, 16), text.split(':')[1], values?.contact || values?.name || '', note ?? '']
      .filter(Boolean)
      .join(' | '),
  )
}

beforeEach(async () => {
  await sql`truncate customers.account, customers.contact, customers.trait, customers.import, activity.entry,
    events.receipt, events.anonymous_membership cascade`.execute(db)
  setClock(Temporal.Instant.from('2026-11-20T00:00:00Z'))
})
afterEach(() => setClock(undefined))

describe('what comes in by itself stands in the timeline', () => {
  test('the first sign of an account and who joined, one line a day of the company, by event time', async () => {
    await batch(
      identify('u1', '山田'),
      identify('u2', '佐藤'),
      identify('u3', '鈴木'),
      group('u1', '2026-03-01T01:00:00Z'),
      group('u2', '2026-03-01T20:00:00Z'),
      group('u3', '2026-03-02T05:00:00Z'),
      group('u1', '2026-03-05T01:00:00Z'),
    )
    // 20:00 UTC is the next day in Tokyo.
    expect(await lines(await accountId())).toEqual([
      '2026-03-02T05:00 | timeline.joinedMany | 佐藤 | 佐藤 · 鈴木',
      '2026-03-01T01:00 | timeline.joinedOne | 山田',
      '2026-03-01T01:00 | timeline.firstHeard',
    ])
  })

  test('no line twice on two pages, and none after a person was erased', async () => {
    const people = Array.from({ length: 8 }, (_, i) => `u${i}`)
    await batch(
      ...people.flatMap((id, i) => [
        identify(id, `人${i}`),
        group(id, `2026-03-0${1 + (i >> 1)}T0${1 + (i % 2)}:00:00Z`),
      ]),
    )
    const id = await accountId()
    const all = await lines(id)
    expect(all).toHaveLength(5)
    const paged: string[] = []
    for (let before = end; paged.length < 20; ) {
      const [entry] = await readTimeline(db, id, { before, limit: 1 })
      if (!entry) break
      paged.push(...(await lines(id, { before, limit: 1 })))
      before = entry.at
    }
    expect(paged).toEqual(all)
    const { id: gone } = await db
      .selectFrom('customers.contact')
      .select('id')
      .where('external_id', '=', 'u7')
      .executeTakeFirstOrThrow()
    await transact(db, tx => eraseContact(tx, [], by, gone))
    expect((await lines(id)).join()).not.toContain('人7')
  })

  test('from a file: that it came from there; by hand: only what is on record', async () => {
    await imported(services, 'id,name\nfarm,養殖場\n')
    await imported(services, 'user id,name,account id\nu1,山田,farm\n', { subject: 'contacts' })
    const texts = (await readTimeline(db, await accountId(), { before: end, limit: 9 })).map(entry => entry.text)
    expect(texts.toSorted()).toEqual(['customers:timeline.firstImported', 'customers:timeline.joinedOne'])
    const own = await transact(db, tx => createAccount(tx, by, { name: '手入力', kind: 'business', stage: 'active' }))
    const farm = await accountId()
    const contact = await transact(db, tx => createContact(tx, by, farm, { name: '田中' }))
    await transact(db, tx => addMembership(tx, by, { contactId: contact, accountId: own }))
    const byHand = (await readTimeline(db, own, { before: end, limit: 9 })).map(entry => entry.text)
    expect(byHand.toSorted()).toEqual(['customers:activity.account_created', 'customers:activity.membership_added'])
    await transact(db, tx => mergeAccounts(tx, [], by, { fromId: own, intoId: farm }))
    const merged = (await lines(farm)).filter(line => line.includes('joined'))
    expect(merged).toHaveLength(1)
  })

  test('changes of the name and of traits, one line a day, the latest of each; counters and times are left out', async () => {
    const first = {
      name: '養殖場',
      region: '東',
      seats: 5,
      logins: 1,
      seen: '2026-03-01T00:00:00Z',
      vip: false,
      old: 'x',
    }
    await batch(
      group('u1', '2026-03-01T00:00:00Z', first),
      group('u1', '2026-03-02T00:00:00Z', { ...first, logins: 2, seen: '2026-03-02T00:00:00Z' }),
      group('u1', '2026-04-01T01:00:00Z', { ...first, region: '西', seats: 8, logins: 3 }),
      group('u1', '2026-04-01T02:00:00Z', { ...first, region: '西', seats: 8, logins: 4, vip: true, old: null }),
      group('u1', '2026-04-03T02:00:00Z', {
        ...first,
        name: '海の養殖場',
        region: '西',
        seats: 8,
        logins: 5,
        vip: true,
        old: null,
      }),
    )
    const id = await accountId()
    const changes = async () => (await lines(id)).filter(line => /traitsChanged|renamed/.test(line))
    expect(await changes()).toEqual([
      '2026-04-03T02:00 | timeline.renamed | 海の養殖場',
      '2026-04-01T02:00 | timeline.traitsChanged | old: – · vip: ✓ · region: 西 · seats: 8',
    ])
    await batch(group('u1', '2026-04-09T00:00:00Z', { region: '北' }))
    expect((await changes())[0]).toBe('2026-04-09T00:00 | timeline.traitsChanged | region: 北')
    const account = await db.selectFrom('customers.account').select('version').where('id', '=', id).executeTakeFirst()
    const owner = { subject: 'account', id, version: account?.version ?? 0 } as const
    await transact(db, tx => setTraits(tx, by, owner, { region: '南' }))
    expect((await changes()).join()).not.toContain('region')
    expect((await lines(id))[0]).toContain('activity.traits_set')
  })

  test('messages that say nothing new write nothing for it', async () => {
    await batch(identify('u1', '山田'), group('u1', '2026-03-01T00:00:00Z', { region: '東' }))
    const count = async () =>
      (await sql<{ n: number }>`select count(*) as n from activity.entry`.execute(db)).rows[0]?.n
    const before = await count()
    await batch(
      group('u1', '2026-03-02T00:00:00Z', { region: '東' }),
      group('u1', '2026-03-02T01:00:00Z', { region: '西' }),
    )
    expect(await count()).toBe(before)
  })
})
