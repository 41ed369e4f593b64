import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import { log } from '../../platform/log.ts'
import { gauge } from '../../web/metrics.ts'
import type { Services } from '../../web/services.ts'

const everySeconds = 15
const countedMost = 100_000

const due = gauge('plays_due', `Enrollments whose time has come, counted up to ${countedMost}`)
const late = gauge('plays_late_seconds', 'For how long the enrollment that waits longest has been due')

/** Tells those who watch the installation whether plays are worked off, until the returned function is called. */
export function measurePlays(services: Services): () => void {
  const timer = setInterval(() => {
    measure(services).catch((error: unknown) => log.warn({ err: error }, 'due enrollments could not be counted'))
  }, everySeconds * 1000)
  timer.unref()
  return () => clearInterval(timer)
}

/** Only looks at those that are due: who waits costs nothing. */
async function measure({ db }: Services): Promise<void> {
  const at = nowDate()
  const { rows } = await sql<{ n: number; first: Date | null }>`
    select count(*)::int as n, min(wake_at) as first
    from (select wake_at from plays.enrollment where wake_at <= ${at} order by wake_at limit ${countedMost}) e`.execute(
    db,
  )
  const [row] = rows
  due.set(row?.n ?? 0)
  late.set(row?.first ? Math.max(0, (at.getTime() - row.first.getTime()) / 1000) : 0)
}
