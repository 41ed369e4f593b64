import { transact } from '../../platform/db.ts'
import type { Job } from '../../platform/jobs.ts'
import type { Services } from '../../web/services.ts'
import { failAbandoned } from './abandoned.ts'
import { asBacktest, backtestJob, backtestTopic } from './backtest/job.ts'
import { asTraining, riskTopic, trainJob } from './learning/training.ts'
import { expireOverrides } from './overrides.ts'
import { addUpCounts } from './overview/counts.ts'
import { recomputationJobs } from './recomputation.ts'
import { forgetRemoved } from './scoring/recompute.ts'

const expire: Job<Services> = {
  name: 'health.expire',
  cron: '* * * * *',
  async run(services) {
    await transact(services.db, tx => expireOverrides(tx))
  },
}

/** Whoever looks at what will never end is told, and finds the button again. */
const tidy: Job<Services> = {
  name: 'health.tidy',
  cron: '* * * * *',
  async run({ db, live }) {
    if (await failAbandoned(db, asTraining)) await live.publish(db, [riskTopic])
    if (await failAbandoned(db, asBacktest)) await live.publish(db, [backtestTopic])
  },
}

const addUp: Job<Services> = {
  name: 'health.add_up',
  cron: '* * * * *',
  run: ({ db }) => addUpCounts(db),
}

const forget: Job<Services> = {
  name: 'health.forget',
  cron: '43 3 * * *',
  run: ({ db }) => forgetRemoved(db),
}

export const healthJobs: readonly Job<Services>[] = [
  ...recomputationJobs,
  expire,
  tidy,
  addUp,
  forget,
  trainJob,
  backtestJob,
]
