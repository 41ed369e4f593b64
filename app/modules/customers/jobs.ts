import { transact } from '../../platform/db.ts'
import type { Job } from '../../platform/jobs.ts'
import type { Services } from '../../web/services.ts'
import { system } from '../activity/index.ts'
import { findDuplicates } from './accounts/duplicates.ts'
import { endSubscriptions, moveRenewalsOn } from './subscriptions/subscription.ts'

/** Looks for pairs that may be the same, every night and when somebody asks. */
export const duplicateJob: Job<Services> = {
  name: 'customers.find_duplicates',
  cron: '20 17 * * *',
  run: services => transact(services.db, findDuplicates),
}

/** Ends subscriptions whose announced end has come. */
export const endingJob: Job<Services> = {
  name: 'customers.end_subscriptions',
  cron: '*/5 * * * *',
  run: async services => {
    while ((await transact(services.db, tx => endSubscriptions(tx, system))) > 0);
  },
}

/** Hourly, because the company's midnight may be at any hour of UTC. */
export const renewalJob: Job<Services> = {
  name: 'customers.move_renewals_on',
  cron: '3 * * * *',
  run: async services => {
    while ((await transact(services.db, moveRenewalsOn)) > 0);
  },
}
