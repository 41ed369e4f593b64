import { now } from '../../platform/clock.ts'
import type { Job } from '../../platform/jobs.ts'
import type { Services } from '../../web/services.ts'
import { pruneHeard } from './heard/heard.ts'
import { prune } from './intake/watch.ts'
import { createPartitions, monthsFrom } from './partitions.ts'
import { needsRecount, recount } from './recount.ts'
import { dropOldEvents, finishDropping } from './retention.ts'
import { settle } from './settle.ts'

const monthsAhead = 3

/** Makes the partitions of this month and the next ones. */
export function prepareMonths(services: Services): Promise<void> {
  return createPartitions(services.db, monthsFrom(now().epochMilliseconds, monthsAhead))
}

/** What has to be done now and then so that events are kept in order. */
export const jobs: readonly Job<Services>[] = [
  { name: 'events.prepare_months', cron: '17 3 * * *', run: prepareMonths },
  {
    name: 'events.drop_old',
    cron: '37 3 * * *',
    async run(services, _payload, signal) {
      const { eventMonths } = services.config
      if (eventMonths) await dropOldEvents(services.db, eventMonths, signal)
      else await finishDropping(services.db)
    },
  },
  {
    name: 'events.settle',
    cron: '* * * * *',
    async run(services, _payload, signal) {
      await settle(services.db, services.config.timeZone, { signal })
      if (await needsRecount(services.db)) {
        await services.jobs.enqueue(
          services.db,
          'events.recount',
          {},
          { key: 'events.recount', queue: 'events.recount' },
        )
      }
    },
  },
  {
    name: 'events.recount',
    run: (services, _payload, signal) => recount(services.db, signal),
  },
  {
    name: 'events.prune',
    cron: '23 * * * *',
    async run(services) {
      await prune(services.db)
      await pruneHeard(services.db)
    },
  },
]
