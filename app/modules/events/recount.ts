import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import { type Db, type Tx, transact } from '../../platform/db.ts'
import { publish } from '../../platform/live.ts'
import { markAllChanged } from '../customers/index.ts'
import { findCompany } from '../identity/index.ts'
import { claimCalendar, readCalendar } from './calendar.ts'
import { attachedPartitions, firstDay, spanOfPartition } from './partitions.ts'

/** The topic that tells of the progress of a recount. */
export const recountTopic = 'events.recount'

/** How far a recount is; undefined when none ever ran. */
export interface RecountProgress {
  readonly timeZone: string
  readonly begunAt: Date
  readonly finishedAt: Date | null
  readonly done: number
  readonly total: number
}

/** Progress of the present or last recount. */
export async function recountProgress(db: Db): Promise<RecountProgress | undefined> {
  const row = await db.selectFrom('events.calendar').selectAll().executeTakeFirst()
  if (!row?.begun_at) return undefined
  return {
    timeZone: row.time_zone,
    begunAt: row.begun_at,
    finishedAt: row.finished_at,
    done: row.months_done,
    total: row.months_total,
  }
}

/** Whether days are counted in another time zone than the company's, or a recount was interrupted. */
export async function needsRecount(db: Db): Promise<boolean> {
  const [company, calendar] = [await findCompany(db), await readCalendar(db)]
  return !!company && !!calendar && (company.timeZone !== calendar.timeZone || calendar.previousZone !== null)
}

/**
 * Counts all days anew in the company's time zone, month by month, newest first. Events keep coming: only while one month
 * is counted do they wait. Interrupted, it goes on where it was. Counts of days whose events were dropped stay as they are.
 */
export async function recount(db: Db, signal?: AbortSignal): Promise<void> {
  await beginRecount(db)
  const spans = (await attachedPartitions(db, 'usage_day')).map(name => spanOfPartition(name))
  const newestFirst = spans.sort((a, b) => (b?.from ?? 0) - (a?.from ?? 0))
  for (const span of newestFirst) {
    if (signal?.aborted) return
    const from = span ? firstDay(span.from) : '0001-01-01'
    const until = span ? firstDay(span.until) : '2000-01-01'
    await transact(db, async tx => {
      const calendar = await claimCalendar(tx)
      if (!calendar?.countedFrom || calendar.countedFrom <= from) return
      await countDays(tx, calendar.timeZone, { from, until, floor: calendar.keptFrom ?? '0001-01-01' })
      await tx
        .updateTable('events.calendar')
        .set(eb => ({ counted_from: from, months_done: eb('months_done', '+', 1) }))
        .execute()
      await publish(tx, [recountTopic])
    })
  }
  await endRecount(db)
}

async function beginRecount(db: Db): Promise<void> {
  await transact(db, async tx => {
    const calendar = await claimCalendar(tx)
    const company = await findCompany(tx)
    if (!calendar || !company || calendar.previousZone || calendar.timeZone === company.timeZone) return
    const partitions = await attachedPartitions(tx, 'usage_day')
    const end = Math.max(2000 * 12, ...partitions.flatMap(name => spanOfPartition(name)?.until ?? []))
    await tx
      .updateTable('events.calendar')
      .set({
        time_zone: company.timeZone,
        previous_zone: calendar.timeZone,
        counted_from: firstDay(end),
        begun_at: nowDate(),
        finished_at: null,
        months_done: 0,
        months_total: partitions.length,
      })
      .execute()
    await publish(tx, [recountTopic])
  })
}

interface Days {
  readonly from: string
  readonly until: string
  /** Days up to this one may have lost events, so their counts stay. */
  readonly floor: string
}

async function countDays(tx: Tx, zone: string, { from, until, floor }: Days): Promise<void> {
  await sql`
    delete from events.usage_day where day >= ${from}::date and day < ${until}::date and day > ${floor}::date`.execute(
    tx,
  )
  await sql`
    insert into events.usage_day (account_id, day, contact_id, name, count, last_at)
    select account_id, day, contact_id, name, count(*), max(occurred_at)
    from (
      select account_id, contact_id, name, occurred_at, (occurred_at at time zone ${zone})::date as day
      from events.event
      where occurred_at >= ${from}::timestamp at time zone 'UTC' - interval '15 hours'
        and occurred_at < ${until}::timestamp at time zone 'UTC' + interval '15 hours'
    ) e
    where day >= ${from}::date and day < ${until}::date and day > ${floor}::date
    group by account_id, day, contact_id, name`.execute(tx)
}

async function endRecount(db: Db): Promise<void> {
  await transact(db, async tx => {
    const calendar = await claimCalendar(tx)
    if (!calendar?.previousZone) return
    await sql`
      update events.sign_of_life set last_day = (last_at at time zone ${calendar.timeZone})::date`.execute(tx)
    // What is derived from days (scores, segments) was computed from those of the other zone.
    await markAllChanged(tx)
    await tx
      .updateTable('events.calendar')
      .set({ previous_zone: null, counted_from: null, finished_at: nowDate() })
      .execute()
    await publish(tx, [recountTopic])
  })
}
