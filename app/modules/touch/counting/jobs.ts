import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Job } from '../../../platform/jobs.ts'
import type { Services } from '../../../web/services.ts'
import { companySettings } from '../../identity/index.ts'
import { presentMonth } from '../months.ts'
import { countTouches, touchTopic } from './count.ts'

const settleSeconds = 2

/** Also by itself, since tasks are closed and messages leave all the time. */
const count: Job<Services> = {
  name: 'touch.count',
  cron: '*/30 * * * *',
  run: (services, _payload, signal) => countTouches(services, signal),
}

export const touchJobs: readonly Job<Services>[] = [count]

/**
 * Has months counted again in a moment, after a model was changed: this one, and those in which the present models are expected
 * of a time before them. Asked several times in between it happens once.
 */
export async function requestCount(tx: Tx, services: Services): Promise<void> {
  const at = nowDate()
  const present = presentMonth((await companySettings(tx)).timeZone)
  await sql`
    insert into touch.month (month, asked_at) values (${present}, ${at})
    on conflict (month) do update set asked_at = excluded.asked_at`.execute(tx)
  await sql`update touch.month set settled = false where afterwards`.execute(tx)
  const runAt = new Date(at.getTime() + settleSeconds * 1000)
  await services.jobs.enqueue(tx, count.name, {}, { key: count.name, queue: count.name, runAt })
  await services.live.publish(tx, [touchTopic])
}
