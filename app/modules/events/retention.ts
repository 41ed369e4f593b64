import { sql } from 'kysely'
import { now } from '../../platform/clock.ts'
import { type Db, type Tx, transact } from '../../platform/db.ts'
import { noteDropping } from './calendar.ts'
import {
  attachedPartitions,
  finishDetaching,
  firstDay,
  lockPartitions,
  monthsFrom,
  spanOfPartition,
} from './partitions.ts'

const rowsAtOnce = 20_000

/**
 * Drops the events of months that ended more than `keepMonths` months ago, and the receipts of what was received before
 * those that are kept. Counts of days and signs of life stay. Taking a partition out waits for nobody who reads other
 * months; an interrupted run goes on at the next. Returns the first days of the months or years
 * that were dropped as a whole.
 */
export async function dropOldEvents(db: Db, keepMonths: number, signal?: AbortSignal): Promise<readonly string[]> {
  const [present = 0] = monthsFrom(now().epochMilliseconds, 0)
  const oldest = present - keepMonths
  await noteDropping(db, firstDay(oldest))
  await finishDropping(db)
  const dropped: string[] = []
  for (const name of await attachedPartitions(db, 'event')) {
    const span = spanOfPartition(name)
    if (signal?.aborted || (span && span.from >= oldest)) continue
    if (!span || span.until > oldest) {
      await emptyTable(db, name, firstDay(oldest), signal)
      continue
    }
    await sql`alter table events.event detach partition ${sql.id('events', name)} concurrently`.execute(db)
    dropped.push(firstDay(span.from))
  }
  await finishDropping(db)
  await dropReceipts(db, firstDay(oldest), signal)
  return dropped
}

/** Drops the months that are taken out, also halfway. */
export async function finishDropping(db: Db): Promise<void> {
  await finishDetaching(db)
  await transact(db, async tx => {
    await lockPartitions(tx)
    for (const name of await detachedTables(tx)) await sql`drop table ${sql.id('events', name)}`.execute(tx)
  })
}

async function detachedTables(tx: Tx): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c
    where c.relnamespace = 'events'::regnamespace and c.relkind = 'r' and c.relname ~ '^event_[0-9]{4}(_[0-9]{2})?$'
      and not exists (select from pg_inherits i where i.inhrelid = c.oid)`.execute(tx)
  return rows.map(row => row.name)
}

/** Deletes the rows from before a day, a few at a time, so that nothing waits long. */
async function emptyTable(db: Db, name: string, until: string, signal?: AbortSignal): Promise<void> {
  const table = sql.id('events', name)
  for (let left = true; left && !signal?.aborted; ) {
    const { numAffectedRows } = await sql`
      delete from ${table} where ctid = any(array(
        select ctid from ${table} where occurred_at < ${until}::timestamp at time zone 'UTC' limit ${rowsAtOnce}
      ))`.execute(db)
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
