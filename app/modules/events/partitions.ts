import { sql } from 'kysely'
import { now } from '../../platform/clock.ts'
import { type Db, lock, type Tx, transact } from '../../platform/db.ts'

/** A month by its number: year × 12 + month from 0. */
type Month = number

// Days of any time zone begin at most 14 hours before, and end at most 12 hours after, those of UTC.
const zoneReach = 15 * 60 * 60 * 1000
const firstMonth = 2000 * 12
// What lies further back comes with wrong clocks and old histories: a table for each of its months would make every
// statement over all of them lock hundreds.
const yearsByMonth = 2

/** The months that a partition is for; `until` is the first one after them. */
export interface Span {
  readonly from: Month
  readonly until: Month
}

/** The months whose partitions are known to exist. */
export interface Months {
  /** Makes the partitions for what happened at these times (milliseconds since 1970), if there are none. */
  ensure(moments: readonly number[]): Promise<void>
  /** Believes nothing any more: a partition turned out to be missing. */
  forget(): void
}

/** One per process. Partitions are made ahead by a job, so that it hardly ever has to make one. */
export function createMonths(db: Db): Months {
  const known = new Set<Month>()
  return {
    async ensure(moments) {
      const missing = [...monthsOf(moments)].filter(month => !known.has(month))
      if (missing.length === 0) return
      await createPartitions(db, missing)
      for (const month of missing) known.add(month)
    },
    forget: () => known.clear(),
  }
}

function monthsOf(moments: readonly number[]): Set<Month> {
  const months = new Set<Month>()
  for (const hour of new Set(moments.map(moment => Math.floor(moment / 3_600_000)))) {
    for (const reach of [-zoneReach, 0, zoneReach]) months.add(monthAt(hour * 3_600_000 + reach))
  }
  return new Set([...months].filter(month => month >= firstMonth))
}

function monthAt(moment: number): Month {
  const date = new Date(moment)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/** The month of a time and the `ahead` after it. */
export function monthsFrom(moment: number, ahead: number): readonly Month[] {
  const first = monthAt(moment)
  return Array.from({ length: ahead + 1 }, (_, index) => first + index)
}

/**
 * Makes the partitions of these months, of events and of days; one for all of a year that is long past, unless some of its
 * months have their own. They are made beside and then attached, because that lets
 * readers and writers of the other months go on; in a transaction of its own, so that no slice holds the lock. A month that
 * was taken out, but not dropped yet, comes back with its events.
 */
export async function createPartitions(db: Db, months: readonly Month[]): Promise<void> {
  await finishDetaching(db)
  await transact(db, async tx => {
    await lockPartitions(tx)
    for (const parent of ['event', 'usage_day'] as const) {
      const spans = (await attachedPartitions(tx, parent)).flatMap(name => spanOfPartition(name) ?? [])
      for (const month of [...months].sort((a, b) => a - b)) {
        if (spans.some(span => span.from <= month && month < span.until)) continue
        const span = spanFor(month, spans)
        await createPartition(tx, parent, span)
        spans.push(span)
      }
    }
  })
}

/**
 * Takes out altogether what is out halfway: a process that was killed while it waited to detach a month leaves it where
 * nothing can be stored in it, and no other month can be detached. Where somebody is still at it, it is left to them.
 */
export async function finishDetaching(db: Db): Promise<void> {
  const { rows: halfway } = await sql<{ name: string }>`
    select child.relname as name
    from pg_inherits i join pg_class child on child.oid = i.inhrelid
    where i.inhparent = 'events.event'::regclass and i.inhdetachpending and not exists (
      select from pg_stat_activity a
      where a.datname = current_database() and a.state = 'active' and a.pid <> pg_backend_pid()
        and a.query like 'alter table events.event detach partition%'
    )`.execute(db)
  for (const { name } of halfway) {
    await sql`alter table events.event detach partition ${sql.id('events', name)} finalize`.execute(db)
  }
}

/** Lets nobody else make or drop partitions until `tx` ends. */
export function lockPartitions(tx: Tx): Promise<void> {
  return lock(tx, 'events.partitions')
}

function spanFor(month: Month, others: readonly Span[]): Span {
  const year = Math.floor(month / 12)
  const whole = { from: year * 12, until: year * 12 + 12 }
  const past = year < Math.floor(monthAt(now().epochMilliseconds) / 12) - yearsByMonth
  const free = others.every(({ from, until }) => until <= whole.from || from >= whole.until)
  return past && free ? whole : { from: month, until: month + 1 }
}

async function createPartition(tx: Tx, parent: 'event' | 'usage_day', span: Span): Promise<void> {
  const table = sql.id('events', parent)
  const partition = sql.id('events', partitionName(parent, span))
  const [from, to] = [firstDay(span.from), firstDay(span.until)].map(day =>
    sql.lit(parent === 'event' ? `${day} 00:00:00+00` : day),
  )
  // Days are updated again and again: room on the page keeps those updates off the indexes.
  const room = sql.lit(parent === 'event' ? 100 : 80)
  await sql`create table if not exists ${partition} (like ${table} including defaults including constraints)
    with (fillfactor = ${room})`.execute(tx)
  await sql`alter table ${table} attach partition ${partition} for values from (${from}) to (${to})`.execute(tx)
}

/** Names of the partitions that a table has, without the schema. */
export async function attachedPartitions(db: Db | Tx, parent: 'event' | 'usage_day'): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select child.relname as name
    from pg_inherits i join pg_class child on child.oid = i.inhrelid
    where i.inhparent = ${`events.${parent}`}::regclass
    order by 1`.execute(db)
  return rows.map(row => row.name)
}

/** For example event_2026_11, or event_2015 for a whole year. */
function partitionName(parent: 'event' | 'usage_day', { from, until }: Span): string {
  const day = firstDay(from)
  return `${parent}_${until - from === 12 ? day.slice(0, 4) : day.slice(0, 7).replace('-', '_')}`
}

/** The months of a partition by its name; undefined for the ancient one. */
export function spanOfPartition(name: string): Span | undefined {
  const [, year, month] = /_(\d{4})(?:_(\d{2}))?$/.exec(name) ?? []
  if (year === undefined) return undefined
  const from = Number(year) * 12 + Number(month ?? 1) - 1
  return { from, until: from + (month === undefined ? 12 : 1) }
}

/** The first day of a month as an ISO date. */
export function firstDay(month: Month): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`
}
