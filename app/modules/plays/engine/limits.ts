import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { transactAgain } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { messageSettings } from '../../messages/index.ts'

/** Why an enrollment waits until somebody may be written to. */
const limited = ['capped_day', 'capped_week', 'quiet_hours', 'not_business_day', 'holiday', 'closed_day'] as const

/** When somebody changed how often and when contacts are written to, those who wait for it are looked at again at once. */
export async function noticeLimits(services: Services): Promise<void> {
  const { version } = await messageSettings(services.db)
  const { limits_version: seen } = await services.db
    .selectFrom('plays.setting')
    .select('limits_version')
    .executeTakeFirstOrThrow()
  if (seen === version) return
  await transactAgain(services.db, async tx => {
    await sql`
      update plays.enrollment
      set wake_at = case when wake_at is not null then ${nowDate()}::timestamptz end,
          held_wake_at = case when held_wake_at is not null then ${nowDate()}::timestamptz end
      where waiting = any(${[...limited]}::text[]) and ended_at is null
        and (wake_at is not null or held_wake_at is not null)`.execute(tx)
    await tx.updateTable('plays.setting').set({ limits_version: version }).execute()
  })
}
