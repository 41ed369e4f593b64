import { type RawBuilder, sql } from 'kysely'
import { type Db, lock, lockShared, type Tx, transact } from '../../platform/db.ts'
import { findCompany } from '../identity/index.ts'

/** In which time zone days are counted, and how far a change of it has come. */
export interface Calendar {
  readonly timeZone: string
  /** While days are being counted anew: the zone that still holds before `countedFrom`. */
  readonly previousZone: string | null
  readonly countedFrom: string | null
  /** Days up to this one may have lost events, so their counts stay as they are; null when none were ever dropped. */
  readonly keptFrom: string | null
  /** Somebody waits for events by their names. Read along with the rest, since every slice asks, and mostly nobody does. */
  readonly awaited: boolean
}

/** Keeps days as they are until `tx` ends: a recount waits. Returns the calendar, made when there is none. */
export async function holdCalendar(tx: Tx, defaultZone: string): Promise<Calendar> {
  return (await holdPresentCalendar(tx)) ?? (await createCalendar(tx, defaultZone))
}

/** The same without making one: undefined before the first event. */
export async function holdPresentCalendar(tx: Tx): Promise<Calendar | undefined> {
  await lockShared(tx, 'events.calendar')
  return readCalendar(tx)
}

/** Waits until nobody counts, and lets nobody count until `tx` ends. */
export async function claimCalendar(tx: Tx): Promise<Calendar | undefined> {
  await lock(tx, 'events.calendar')
  return readCalendar(tx)
}

/** The calendar, or undefined before the first event. */
export async function readCalendar(db: Db | Tx): Promise<Calendar | undefined> {
  const row = await db
    .selectFrom('events.calendar')
    .selectAll()
    .select(eb => eb.exists(eb.selectFrom('events.watched').select('name')).as('awaited'))
    .executeTakeFirst()
  return (
    row && {
      timeZone: row.time_zone,
      previousZone: row.previous_zone,
      countedFrom: row.counted_from,
      keptFrom: row.kept_from,
      awaited: Boolean(row.awaited),
    }
  )
}

/** Notes that events before this day are about to be dropped: for ever, whatever is kept or arrives later. */
export async function noteDropping(db: Db, keptFrom: string): Promise<void> {
  await transact(db, async tx => {
    await claimCalendar(tx)
    await sql`update events.calendar set kept_from = greatest(kept_from, ${keptFrom}::date)`.execute(tx)
  })
}

async function createCalendar(tx: Tx, defaultZone: string): Promise<Calendar> {
  const company = await findCompany(tx)
  const timeZone = company?.timeZone ?? defaultZone
  await tx
    .insertInto('events.calendar')
    .values({ time_zone: timeZone, months_done: 0, months_total: 0 })
    .onConflict(conflict => conflict.column('one').doNothing())
    .execute()
  return (await readCalendar(tx)) ?? { timeZone, previousZone: null, countedFrom: null, keptFrom: null, awaited: false }
}

/**
 * SQL for the day under which an event is counted, from the column `at`; null for one that a recount under way has
 * removed from its old day and will count under the new one.
 */
export function dayOf(at: RawBuilder<unknown>, calendar: Calendar): RawBuilder<string | null> {
  const day = (zone: string) => sql<string>`(${at} at time zone ${zone})::date`
  const { timeZone, previousZone, countedFrom } = calendar
  if (!previousZone || !countedFrom) return day(timeZone)
  return sql<string | null>`case
    when ${day(timeZone)} >= ${countedFrom}::date then ${day(timeZone)}
    when ${day(previousZone)} < ${countedFrom}::date then ${day(previousZone)}
  end`
}

/**
 * SQL aggregate of when something was first heard, by events at `at`. Times before the year 2000 are of devices whose clock
 * stands still: such events count, but say nothing about when anybody began; null when there are no others.
 */
export function firstHeard(at: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`min(${at}) filter (where ${at} >= timestamptz '2000-01-01 00:00Z')`
}
