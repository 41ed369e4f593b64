import { transact } from '../../platform/db.ts'
import type { Job } from '../../platform/jobs.ts'
import type { Services } from '../../web/services.ts'
import { backtestJob } from './backtest/job.ts'
import { trainJob } from './learning/training.ts'
import { expireOverrides } from './overrides.ts'
import { recomputationJobs } from './recomputation.ts'

const expire: Job<Services> = {
  name: 'health.expire',
  cron: '* * * * *',
  async run(services) {
    await transact(services.db, tx => expireOverrides(tx))
  },
}

export const healthJobs: readonly Job<Services>[] = [...recomputationJobs, expire, trainJob, backtestJob]
