import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { openStage } from '../../../test/cast.ts'
import { transact } from '../../platform/db.ts'
import { Conflict } from '../../platform/errors.ts'
import { system } from '../activity/index.ts'
import { requestBacktest } from './backtest/job.ts'
import { healthJobs } from './jobs.ts'
import { requestTraining } from './learning/training.ts'

const { services } = await openStage()
const { db } = services
const tidy = healthJobs.find(job => job.name === 'health.tidy')

beforeEach(() => sql`truncate health.risk_model, health.backtest, graphile_worker._private_jobs cascade`.execute(db))

describe.each([
  {
    what: 'a training',
    request: () => transact(db, async tx => void (await requestTraining(tx, services, system))),
    states: () => db.selectFrom('health.risk_model').select('status').orderBy('id').execute(),
    underWay: 'training',
  },
  {
    what: 'a back-test',
    request: () => transact(db, tx => requestBacktest(tx, services, system)),
    states: () => db.selectFrom('health.backtest').select('status').orderBy('id').execute(),
    underWay: 'running',
  },
])('$what', ({ request, states, underWay }) => {
  /** As the job library counts: a try at each time a worker takes the job, whatever became of the worker. */
  const tried = (attempts: number, lockedAt: Date | null) =>
    sql`update graphile_worker._private_jobs set attempts = ${attempts}, locked_at = ${lockedAt}`.execute(db)

  it('that was interrupted at each try has failed, and can be asked for again', async () => {
    await request()
    await tried(3, null)
    await request()
    expect(await states()).toEqual([{ status: 'failed' }, { status: underWay }])
  })

  it('that was interrupted at each try is ended also when nobody asks, so that pages offer it again', async () => {
    await request()
    await tried(2, null)
    await tidy?.run(services, {}, new AbortController().signal)
    expect(await states()).toEqual([{ status: underWay }])
    await tried(3, null)
    await tidy?.run(services, {}, new AbortController().signal)
    expect(await states()).toEqual([{ status: 'failed' }])
  })

  it('that waits for its next try, or runs for the last time, is under way', async () => {
    await request()
    await tried(2, null)
    await expect(request()).rejects.toThrow(Conflict)
    await tried(3, new Date())
    await expect(request()).rejects.toThrow(Conflict)
    expect(await states()).toEqual([{ status: underWay }])
  })
})
