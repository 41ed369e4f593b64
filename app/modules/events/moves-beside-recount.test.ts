import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openStage } from '../../../test/cast.ts'
import { erasedPerson } from '../../../test/support/erased.ts'
import { forgetEvents, openTracking } from '../../../test/support/tracking.ts'
import { type Tx, transact } from '../../platform/db.ts'
import { forgetPerson, moveAccount, moveContact, removeSampleEvents } from './moves.ts'
import { recount } from './recount.ts'

const stage = await openStage()
const { db } = stage.services
const { batch } = await openTracking(stage)
const late = { timestamp: '2026-03-31T16:00:00Z' }

const setZone = (zone: string) => sql`update identity.company set time_zone = ${zone}`.execute(db)
const days = async () => {
  const { rows } = await sql<{ account_id: number; contact_id: number; day: string; count: number }>`
    select account_id, contact_id, day::text, count from events.usage_day order by 1, 2, 3`.execute(db)
  return rows.map(row => [row.account_id, row.contact_id, row.day, row.count])
}

async function idOf(table: 'account' | 'contact', externalId: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select id from ${sql.id('customers', table)} where external_id = ${externalId}`.execute(db)
  return rows[0]?.id ?? 0
}

/** Of the recount that waits, or has ended. */
async function recountWaits(recounting: Promise<void>): Promise<boolean> {
  let ended = false
  void recounting.then(() => {
    ended = true
  })
  for (;;) {
    const { rows } =
      await sql`select from pg_locks where locktype = 'advisory' and mode = 'ExclusiveLock' and not granted
      and database = (select oid from pg_database where datname = current_database())`.execute(db)
    if (ended || rows.length > 0) return !ended
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

beforeEach(async () => {
  await forgetEvents(stage)
  await setZone('Asia/Tokyo')
})
afterEach(() => setZone('Asia/Tokyo'))

it.each<[string, (tx: Tx, accounts: number[], contacts: number[]) => Promise<void>]>([
  ['a merge of contacts', (tx, _, [fromId = 0, intoId = 0]) => moveContact(tx, { fromId, intoId })],
  ['a merge of accounts', (tx, [fromId = 0, intoId = 0]) => moveAccount(tx, { fromId, intoId })],
  ['an erasure', (tx, _, [contactId = 0]) => forgetPerson(tx, erasedPerson({ contactId, userIds: ['old'] }))],
  ['a removal of the sample', tx => removeSampleEvents(tx)],
])('days are not counted anew while %s is under way, which counts in those it found', async (_, move) => {
  await batch(
    { type: 'track', userId: 'old', event: 'Fed', ...late },
    { type: 'group', userId: 'new', groupId: 'into' },
    { type: 'group', userId: 'third', groupId: 'from' },
    { type: 'track', userId: 'third', event: 'Fed', ...late },
  )
  await sql`update events.event set sample = true where contact_id = ${await idOf('contact', 'third')}`.execute(db)
  const accounts = [await idOf('account', 'from'), await idOf('account', 'into')]
  const contacts = [await idOf('contact', 'old'), await idOf('contact', 'new')]
  await setZone('America/New_York')
  let moving: Promise<void> | undefined
  let recounting: Promise<void> | undefined
  let waits: boolean | undefined
  // Holds the move up between its look at the calendar and the events that it moves.
  await transact(db, async tx => {
    await sql`select from events.event for update`.execute(tx)
    moving = transact(db, other => move(other, accounts, contacts))
    await expect
      .poll(
        async () => {
          const { rows } = await sql`select from pg_stat_activity where datname = current_database()
            and wait_event_type = 'Lock' and query like '%events.event%'`.execute(db)
          return rows.length
        },
        { timeout: 20_000, interval: 10 },
      )
      .toBe(1)
    recounting = recount(db)
    waits = await recountWaits(recounting)
  })
  await moving
  await recounting
  const { rows } = await sql<{ account_id: number; contact_id: number; count: number }>`
    select account_id, contact_id, count(*) as count from events.event group by 1, 2 order by 1, 2`.execute(db)
  expect(await days()).toEqual(rows.map(row => [row.account_id, row.contact_id, '2026-03-31', row.count]))
  expect(waits).toBe(true)
})
