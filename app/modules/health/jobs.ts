import { transact } from '../../platform/db.ts'
import type { Job } from '../../platform/jobs.ts'
import type { Services } from '../../web/services.ts'
import { predictForAll, trainJob } from './learning/training.ts'
import { expireOverrides } from './overrides.ts'
import { recomputeScores, refreshPercentiles } from './scoring/recompute.ts'

/** Changes when the scores of all accounts were computed again. */
export const healthTopic = 'health'

/**
 * Windows slide: what was three weeks ago is four weeks ago tomorrow, also for accounts of which nothing is heard. Hourly,
 * because the company's midnight may be at any hour of UTC; an hour in which no day began writes next to nothing.
 */
const recomputeAll: Job<Services> = {
  name: 'health.recompute',
  cron: '7 * * * *',
  async run(services, _payload, signal) {
    await transact(services.db, tx => refreshPercentiles(tx, services))
    await transact(services.db, tx => recomputeScores(tx, services, 'all'))
    await predictForAll(services, signal)
    await services.live.publish(services.db, [healthTopic])
  },
}

const expire: Job<Services> = {
  name: 'health.expire',
  cron: '* * * * *',
  async run(services) {
    await transact(services.db, tx => expireOverrides(tx))
  },
}

export const healthJobs: readonly Job<Services>[] = [recomputeAll, expire, trainJob]
