import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Job } from '../../platform/jobs.ts'
import type { Services } from '../../web/services.ts'
import { passedOverDays } from './running/passed-over.ts'

const batchSize = 10_000

/** Who was passed over is told for a while; and what was seen of the health of those who have none any more is no use. */
const forget: Job<Services> = {
  name: 'plays.forget',
  cron: '23 3 * * *',
  async run({ db }, _payload, signal) {
    const before = new Date(nowDate().getTime() - passedOverDays * 86_400_000)
    for (let gone = batchSize; gone >= batchSize && !signal.aborted; ) {
      const { numAffectedRows } = await sql`
        delete from plays.passed_over where ctid = any(array(
          select ctid from plays.passed_over where at < ${before} limit ${batchSize}))`.execute(db)
      gone = Number(numAffectedRows ?? 0)
    }
    await sql`
      delete from plays.health_seen s
      where not exists (select from health.account_health h where h.account_id = s.account_id)`.execute(db)
  },
}

export const playJobs: readonly Job<Services>[] = [forget]
