import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { type ClosedDays, type ClosedSettings, closedAround, usualHolidays } from './closed-days.ts'

interface OftenAndWhen {
  /** How much reaches one contact at most, over all plays, on a day and in seven days. */
  readonly perDay: number
  readonly perWeek: number
  /** Minutes of the day between which mails leave. */
  readonly opensAt: number
  readonly closesAt: number
  /** ISO: Monday is 1. */
  readonly businessDays: readonly number[]
}

/** When and how often contacts are written to, with the days that are closed. */
export interface Limits extends OftenAndWhen {
  readonly closed: ClosedDays
}

export interface MessageSettings extends OftenAndWhen, ClosedSettings {
  /** Mails per minute, of all processes together. */
  readonly perMinute: number
  readonly version: number
}

/** The settings; there always are some. */
export async function messageSettings(db: Db | Tx): Promise<MessageSettings> {
  const row = await db
    .selectFrom('messages.settings')
    .select(['per_day', 'per_week', 'opens_at', 'closes_at', 'business_days', 'per_minute', 'holidays', 'version'])
    .select(sql<string[]>`closed_days::text[]`.as('closed_days'))
    .executeTakeFirstOrThrow()
  return {
    perDay: row.per_day,
    perWeek: row.per_week,
    opensAt: row.opens_at,
    closesAt: row.closes_at,
    businessDays: row.business_days,
    holidays: row.holidays === 'by_time_zone' ? await usualHolidays(db) : row.holidays,
    closedDays: row.closed_days,
    perMinute: row.per_minute,
    version: row.version,
  }
}

/** The settings with the days that are closed from now on. */
export async function messageLimits(db: Db | Tx): Promise<MessageSettings & Limits> {
  const settings = await messageSettings(db)
  return { ...settings, closed: await closedAround(nowDate(), settings) }
}
