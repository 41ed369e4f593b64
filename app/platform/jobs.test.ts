import { sql } from 'kysely'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { testDatabase } from '../../test/support/postgres.ts'
import { transact } from './db.ts'
import { watchPresence } from './job-presence.ts'
import { type Job, jobs, prepareJobs, startWorker } from './jobs.ts'
import { log } from './log.ts'

const database = await testDatabase()
await prepareJobs(database)

describe('jobs', () => {
  it('exist exactly if the transaction that asked for them commits, and run once', async () => {
    const ran: unknown[] = []
    const job: Job<string> = { name: 'test.note', run: async (services, payload) => void ran.push([services, payload]) }
    await transact(database.db, tx => jobs.enqueue(tx, 'test.note', { n: 1 }))
    const failing = transact(database.db, async tx => {
      await jobs.enqueue(tx, 'test.note', { n: 2 })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    const worker = await startWorker(database, [job], 'services')
    await expect.poll(() => ran.length, { timeout: 5000 }).toBe(1)
    await worker.stop()
    expect(ran).toEqual([['services', { n: 1 }]])
  })

  it('are told in the log with their name, how long they took and how they ended, without what they were handed', async () => {
    const [info, error] = [vi.spyOn(log, 'info'), vi.spyOn(log, 'error')]
    onTestFinished(() => void vi.restoreAllMocks())
    const good: Job<string> = { name: 'test.good', run: async () => undefined }
    const bad: Job<string> = { name: 'test.bad', run: () => Promise.reject(new Error('no luck')) }
    await jobs.enqueue(database.db, 'test.good', { link: 'himitsu' })
    await jobs.enqueue(database.db, 'test.bad', { link: 'himitsu' }, { attempts: 1 })
    const worker = await startWorker(database, [good, bad], 'services')
    await expect.poll(() => [info.mock.calls.length, error.mock.calls.length], { timeout: 5000 }).toEqual([1, 1])
    await worker.stop()
    const told = { id: expect.anything(), ms: expect.any(Number), attempt: 1 }
    expect(info.mock.calls).toEqual([[{ job: 'test.good', ...told }, 'job done']])
    expect(error.mock.calls).toEqual([
      [{ job: 'test.bad', ...told, err: expect.objectContaining({ message: 'no luck' }) }, 'job failed'],
    ])
    expect(JSON.stringify([info.mock.calls, error.mock.calls])).not.toContain('himitsu')
  })

  it('with the same key replace each other while they wait', async () => {
    await jobs.enqueue(database.db, 'test.once', { n: 1 }, { key: 'one', runAt: new Date(Date.now() + 60_000) })
    await jobs.enqueue(database.db, 'test.once', { n: 2 }, { key: 'one', runAt: new Date(Date.now() + 60_000) })
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from graphile_worker.jobs where task_identifier = 'test.once'`.execute(database.db)
    expect(rows[0]?.count).toBe(1)
  })
})

describe('jobs of a worker that was killed', async () => {
  const watcher = await watchPresence(database)
  afterAll(() => watcher.stop())

  it('are left to it while it works, however long', async () => {
    let finish: () => void = () => undefined
    const long: Job<string> = { name: 'test.long', run: () => new Promise(resolve => (finish = () => resolve())) }
    await jobs.enqueue(database.db, 'test.long')
    const worker = await startWorker(database, [long], 'services')
    const held = () =>
      sql<{ locked_by: string }>`
        update graphile_worker._private_jobs set locked_at = now() - interval '1 hour'
        where locked_by is not null returning locked_by`.execute(database.db)
    await expect.poll(async () => (await held()).rows.length, { timeout: 5000 }).toBe(1)
    // A worker says that it lives while it takes its first job, not before.
    const livingOnes = () =>
      sql`select from pg_locks where locktype = 'advisory' and mode = 'ShareLock' and granted
          and database = (select oid from pg_database where datname = current_database())`.execute(database.db)
    await expect.poll(async () => (await livingOnes()).rows.length).toBe(1)
    expect(await watcher.releaseDead()).toEqual([])
    finish()
    await worker.stop()
  })

  it('are given back, and those of a living one are not', async () => {
    const living = await watchPresence(database)
    await living.hold('worker-living')
    for (const worker of ['worker-living', 'worker-dead']) {
      await jobs.enqueue(database.db, 'test.held', { worker })
      await sql`
        update graphile_worker._private_jobs set locked_by = ${worker}, locked_at = now() - interval '1 minute'
        where payload->>'worker' = ${worker}`.execute(database.db)
    }
    expect(await watcher.releaseDead()).toEqual(['worker-dead'])
    await living.stop()
    await expect.poll(() => watcher.releaseDead(), { timeout: 3000 }).toEqual(['worker-living'])
  })
})
