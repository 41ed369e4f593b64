import type { Db, Tx } from '../../../platform/db.ts'

/** When and how often contacts are written to. */
export interface Limits {
  /** How much reaches one contact at most, over all plays, on a day and in seven days. */
  readonly perDay: number
  readonly perWeek: number
  /** Minutes of the day between which mails leave. */
  readonly opensAt: number
  readonly closesAt: number
  /** ISO: Monday is 1. */
  readonly businessDays: readonly number[]
}

export interface MessageSettings extends Limits {
  /** Mails per minute, of all processes together. */
  readonly perMinute: number
  readonly version: number
}

/** The settings; there always are some. */
export async function messageSettings(db: Db | Tx): Promise<MessageSettings> {
  const row = await db.selectFrom('messages.settings').selectAll().executeTakeFirstOrThrow()
  return {
    perDay: row.per_day,
    perWeek: row.per_week,
    opensAt: row.opens_at,
    closesAt: row.closes_at,
    businessDays: row.business_days,
    perMinute: row.per_minute,
    version: row.version,
  }
}
