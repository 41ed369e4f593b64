import { sql } from 'kysely'
import { now } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { attachedPartitions, firstDay, monthOfPartition, monthsFrom } from './partitions.ts'

const rowsAtOnce = 20_000

/**
 * Drops the events of months that ended more than `keepMonths` months ago, with their receipts. Counts of days and signs of
 * life stay. Taking a partition out waits for nobody who reads other months; an interrupted run goes on at the next.
 * Returns the first days of the months that were dropped.
 */
export async function dropOldEvents(db: Db, keepMonths: number, signal?: AbortSignal): Promise<readonly string[]> {
  const [present = 0] = monthsFrom(now().epochMilliseconds, 0)
  const oldest = present - keepMonths
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
  for (const name of await detachedTables(db)) {
    await emptyTable(db, name, signal)
    if (!signal?.aborted) await sql`drop table ${sql.id('events', name)}`.execute(db)
  }
  return dropped
}

async function detachedTables(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'events' and tablename like 'dropped\\_event\\_%'`.execute(
    db,
  )
  return rows.map(row => row.name)
}

/** Deletes the rows with their receipts, a few at a time, so that nothing waits long. */
async function emptyTable(db: Db, name: string, signal?: AbortSignal): Promise<void> {
  const table = sql.id('events', name)
  for (let left = true; left && !signal?.aborted; ) {
    const { rows } = await sql<{ count: number }>`
      with gone as (
        delete from ${table} where ctid = any(array(select ctid from ${table} limit ${rowsAtOnce})) returning message
      ),
      receipts as (delete from events.receipt r using gone where r.message = gone.message)
      select count(*) as count from gone`.execute(db)
    left = (rows[0]?.count ?? 0) > 0
  }
}
