import { sql } from 'kysely'
import { now } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { noteDropping } from './calendar.ts'
import { attachedPartitions, firstDay, monthOfPartition, monthsFrom } from './partitions.ts'

const rowsAtOnce = 20_000

/**
 * Drops the events of months that ended more than `keepMonths` months ago, and the receipts of what was received before
 * those that are kept. Counts of days and signs of life stay. Taking a partition out waits for nobody who reads other
 * months; an interrupted run goes on at the next. Returns the first days of the months that were dropped.
 */
export async function dropOldEvents(db: Db, keepMonths: number, signal?: AbortSignal): Promise<readonly string[]> {
  const [present = 0] = monthsFrom(now().epochMilliseconds, 0)
  const oldest = present - keepMonths
  await noteDropping(db, firstDay(oldest))
  const dropped: string[] = []
  for (const name of await attachedPartitions(db, 'event')) {
    const month = monthOfPartition(name)
    if (signal?.aborted || (month !== undefined && month >= oldest)) continue
    if (month === undefined) {
      await emptyTable(db, name, signal)
      continue
    }
    await sql`alter table events.event detach partition ${sql.id('events', name)} concurrently`.execute(db)
    await sql`alter table ${sql.id('events', name)} rename to ${sql.id(`dropped_${name}`)}`.execute(db)
    dropped.push(firstDay(month))
  }
  for (const name of await detachedTables(db)) await sql`drop table ${sql.id('events', name)}`.execute(db)
  await dropReceipts(db, firstDay(oldest), signal)
  return dropped
}

async function detachedTables(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'events' and tablename like 'dropped\\_event\\_%'`.execute(
    db,
  )
  return rows.map(row => row.name)
}

/** Deletes the rows a few at a time, so that nothing waits long. */
async function emptyTable(db: Db, name: string, signal?: AbortSignal): Promise<void> {
  const table = sql.id('events', name)
  for (let left = true; left && !signal?.aborted; ) {
    const { numAffectedRows } = await sql`
      delete from ${table} where ctid = any(array(select ctid from ${table} limit ${rowsAtOnce}))`.execute(db)
    left = (numAffectedRows ?? 0n) > 0n
  }
}

/**
 * Deletes the receipts, day by day, that no kept event can belong to: an event lies at most a day after it was received.
 * So an event that came long after it happened is not counted again when it comes once more, although it is gone.
 */
async function dropReceipts(db: Db, firstKept: string, signal?: AbortSignal): Promise<void> {
  while (!signal?.aborted) {
    const { numAffectedRows } = await sql`
      delete from events.receipt where received_on = (
        select received_on from events.receipt where received_on < ${firstKept}::date - 1 limit 1
      )`.execute(db)
    if (!numAffectedRows) return
  }
}
