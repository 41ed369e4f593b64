import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { cast, openStage } from '../../../test/cast.ts'
import { wayTo } from '../../../test/support/crowded.ts'
import { putAccounts } from '../../../test/support/today.ts'
import type { Tx } from '../../platform/db.ts'
import { removeJob } from './removal.ts'

const { services } = await openStage()
const { db, offers } = services
const running = new AbortController().signal

beforeEach(async () => {
  await putAccounts(db, [{ name: 'みなと', owner: cast.csm.id, monthly: 100_000, score: 20 }])
  await sql`update customers.account set sample = true`.execute(db)
  await sql`
    insert into tasks.task (account_id, title, due_at, sample)
    select id, '電話する', now(), true from customers.account`.execute(db)
  await sql`insert into sample.loading (status, stage) values ('waiting', 'removal')`.execute(db)
})

const left = async () => {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from customers.account) + (select count(*) from sample.loading) as count`.execute(db)
  return rows[0]?.count
}

test('needs no connection that those may have who wait for what it takes away', async () => {
  const waiting: Promise<unknown>[] = []
  const { pool } = services.database
  const sampleRemovals = offers.sampleRemovals.map(remove => async (tx: Tx) => {
    await remove(tx)
    const { rows } = await sql`select from tasks.task`.execute(tx)
    if (rows.length > 0 || waiting.length > 0) return
    for (let n = 0; n < pool.options.max; n++) waiting.push(sql`update tasks.task set minutes = 5`.execute(db))
    // One connection is ours.
    await expect.poll(() => pool.waitingCount).toBe(1)
  })
  await removeJob.run({ ...services, offers: { ...offers, sampleRemovals } }, {}, running)
  await Promise.all(waiting)
  expect(waiting).toHaveLength(pool.options.max)
  expect(await left()).toBe(0)
})

test('goes on where there is no connection to tell of it', async () => {
  const way = await wayTo(services.database.url)
  way.fill()
  await removeJob.run({ ...services, database: { ...services.database, url: way.url } }, {}, running)
  expect(await left()).toBe(0)
})
