import { nowDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { endedJobs } from '../../platform/jobs.ts'

/** Work that people ask for and that one table tells the state of: what stands there while it is under way. */
export interface Asked {
  readonly table: 'health.risk_model' | 'health.backtest'
  readonly underWay: 'training' | 'running'
  /** Name of its job; the job of row 7 has the key `name:7`. */
  readonly job: string
}

/** The key of the job that works for a row. */
export function jobKey({ job }: Asked, id: number): string {
  return `${job}:${id}`
}

/**
 * Ends what is under way in the table but will never be finished, because its job was interrupted as often as it may be
 * tried: it has failed, and can be asked for again. Returns whether there was any.
 */
export async function failAbandoned(db: Db | Tx, asked: Asked): Promise<boolean> {
  const { table, underWay } = asked
  const open = await db.selectFrom(table).select('id').where('status', '=', underWay).execute()
  if (open.length === 0) return false
  const ended = await endedJobs(
    db,
    open.map(({ id }) => jobKey(asked, id)),
  )
  const lost = open.map(({ id }) => id).filter(id => ended.has(jobKey(asked, id)))
  if (lost.length === 0) return false
  await db
    .updateTable(table)
    .set({ status: 'failed', progress: 1, finished_at: nowDate() })
    .where('id', 'in', lost)
    .where('status', '=', underWay)
    .execute()
  return true
}
