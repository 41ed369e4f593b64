import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { createSegment } from '../segment.ts'
import { evaluateCrowds, markCrowded } from './crowds.ts'
import { batchSize } from './progress.ts'

const { services } = await openStage()
const { db } = services

beforeEach(async () => {
  setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
  await sql`truncate segments.segment, customers.account, customers.contact restart identity cascade`.execute(db)
  await transact(db, tx =>
    createSegment(
      tx,
      services,
      { kind: 'staff', id: cast.csm.id },
      {
        about: 'contact',
        name: 'everybody at an account',
        description: '',
        condition: {
          kind: 'all',
          of: [
            {
              kind: 'accounts',
              within: true,
              meets: { kind: 'all', of: [{ kind: 'field', field: 'customers.plan', asks: { is: 'same', text: 'q' } }] },
            },
          ],
        },
      },
    ),
  )
})
afterEach(() => setClock(undefined))

/** Accounts 1, 2 … with so many people each, of whom nobody was looked at. */
async function addAccounts(sizes: readonly number[]): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    insert into customers.account (name, plan) select 'a', 'q' from unnest(${sizes}::int[]) returning id`.execute(db)
  const ids = rows.map(row => row.id)
  await sql`
    insert into customers.contact (name) select 'c' from generate_series(1, ${sizes.reduce((sum, n) => sum + n, 0)}::int)`.execute(
    db,
  )
  await sql`
    insert into customers.membership (account_id, contact_id)
    select id, row_number() over () from unnest(${ids}::bigint[], ${sizes}::int[]) of (id, size), generate_series(1, size)`.execute(
    db,
  )
  return ids
}
const mark = (ids: readonly number[]) => transact(db, tx => markCrowded(tx, ids))
const look = () => evaluateCrowds(services, new AbortController().signal)
const waiting = () => db.selectFrom('segments.crowd').selectAll().orderBy('account_id').execute()

/** How many are members, and how many of them each transaction made so. */
async function members() {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from segments.contact_membership group by xmin order by min(contact_id)`.execute(db)
  return { count: rows.reduce((sum, { count }) => sum + count, 0), batches: rows.map(row => row.count) }
}

test('people of many small accounts are looked at together, as many as one transaction takes', async () => {
  const ids = await addAccounts(Array.from({ length: 400 }, () => 6))
  await mark(ids)
  await look()
  expect(await members()).toEqual({ count: 2400, batches: [batchSize, batchSize, 400] })
  expect(await waiting()).toEqual([])
})

test.each([
  ['small ones around a large one', [3, 2500, 3, 3]],
  ['one that fills a batch, and one more', [batchSize, 1]],
  ['some without people', [0, 5, 0, 0, batchSize - 5, 0, 0, 7, 0]],
  ['nobody at all', [0, 0]],
  ['one that is one too large', [batchSize + 1]],
  ['more accounts than a batch has room for', Array.from({ length: batchSize + 20 }, () => 1)],
])('nobody is left out: %s', async (_, sizes) => {
  const ids = await addAccounts(sizes)
  await mark(ids)
  await look()
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const { count, batches } = await members()
  expect(count).toBe(total)
  expect(batches).toHaveLength(Math.ceil(total / batchSize))
  expect(await waiting()).toEqual([])
})

test('somebody at several of them is looked at once', async () => {
  const ids = await addAccounts([10, 10])
  await sql`insert into customers.membership (account_id, contact_id) select 2, id from generate_series(1, 10) id`.execute(
    db,
  )
  await mark(ids)
  await look()
  expect((await members()).batches).toEqual([20])
})

test('interrupted in a batch of many, it goes on with the account where it was', async () => {
  const ids = await addAccounts([5, batchSize, 5])
  await mark(ids)
  const stopping = new AbortController()
  const { live } = services
  // The first batch tells open pages that the segment has changed.
  const publish = live.publish.bind(live)
  const stopsAfterFirst = async (...told: Parameters<typeof publish>) => {
    await publish(...told)
    stopping.abort()
  }
  await expect(
    evaluateCrowds({ ...services, live: { ...live, publish: stopsAfterFirst } as typeof live }, stopping.signal),
  ).rejects.toThrow()
  expect((await members()).count).toBe(batchSize)
  expect(await waiting()).toMatchObject([
    { account_id: 2, marked_at: null, last_contact_id: batchSize },
    { account_id: 3, last_contact_id: 0 },
  ])
  await look()
  expect(await members()).toEqual({ count: batchSize + 10, batches: [batchSize, 10] })
  expect(await waiting()).toEqual([])
})

test('what is marked while its people are looked at waits for the next look, which begins anew', async () => {
  const ids = await addAccounts([5, 5])
  await mark(ids)
  await sql`update segments.crowd set last_contact_id = 8, marked_at = '2026-11-22T03:00:01Z' where account_id = 2`.execute(
    db,
  )
  await look()
  expect((await members()).count).toBe(7)
  expect(await waiting()).toMatchObject([{ account_id: 2, last_contact_id: 0 }])
  setClock(Temporal.Instant.from('2026-11-22T03:01:00Z'))
  // Interrupted and marked before now: who was looked at before the mark has to be looked at again.
  await sql`update segments.crowd set last_contact_id = 9`.execute(db)
  await look()
  expect((await members()).count).toBe(10)
  expect(await waiting()).toEqual([])
})
