import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { cast, openStage } from '../../../test/cast.ts'
import { transact } from '../../platform/db.ts'
import { prepareJobs } from '../../platform/jobs.ts'
import { events } from '../events/index.ts'
import { loadJob } from './job.ts'
import { currentLoading, removeSample, requestSample } from './loading.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
await prepareJobs(services.database)
await events.start?.(services)
const admin = { kind: 'staff', id: cast.admin.id } as const

async function count(table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(db)
  return rows[0]?.count ?? 0
}

describe('the sample company', () => {
  it('comes in whole, with scores that differ and enough cancellations to learn from', async () => {
    await transact(db, tx => requestSample(tx, services, admin))
    await loadJob.run(services, {}, new AbortController().signal)
    expect(await currentLoading(db)).toMatchObject({ status: 'done', error: null })
    expect(await count('customers.account')).toBe(240)
    expect(await count('customers.cancellation')).toBeGreaterThan(30)
    const bands = await db
      .selectFrom('health.score')
      .select(({ fn }) => ['band', fn.countAll<number>().as('count')])
      .groupBy('band')
      .execute()
    for (const band of ['good', 'care', 'bad']) expect(bands.map(row => row.band)).toContain(band)
    expect(await count('health.score_day')).toBeGreaterThan(2000)
  }, 120_000)

  it('goes in one step, and leaves nothing behind', async () => {
    await transact(db, tx => removeSample(tx, services, admin))
    for (const table of [
      'customers.account',
      'customers.contact',
      'events.event',
      'events.usage_day',
      'events.sign_of_life',
      'health.score',
      'health.score_day',
      'health.risk_day',
      'today.reference',
      'today.portfolio',
      'today.candidate',
    ]) {
      expect([table, await count(table)]).toEqual([table, 0])
    }
    expect(await currentLoading(db)).toBeUndefined()
  })
})
