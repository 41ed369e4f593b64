import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import { carers, type Role } from '../../web/access.ts'
import type { DaySource } from '../../web/day-source.ts'
import type { ByKind } from './mix.ts'
import { lastDayOf, type Month } from './months.ts'

/** How a month was counted. */
export interface MonthState {
  readonly month: Month
  /** Null before it was counted for the first time. */
  readonly countedAt: Date | null
  /** Somebody changed a model since. */
  readonly asked: boolean
  readonly settled: boolean
  readonly afterwards: boolean
}

/** How this month was counted; of one that was never asked for, that it was not. */
export async function monthState(db: Db, month: Month): Promise<MonthState> {
  const row = await db.selectFrom('touch.month').selectAll().where('month', '=', month).executeTakeFirst()
  return {
    month,
    countedAt: row?.counted_at ?? null,
    asked: row?.asked_at != null,
    settled: row?.settled ?? false,
    afterwards: row?.afterwards ?? false,
  }
}

/** What a month came to at the accounts of a model. */
export interface ModelMonth {
  readonly modelId: number
  readonly accounts: number
  /** Of these, where a person was. */
  readonly reached: number
  /** Under way in a play at some time. */
  readonly enrolled: number
  readonly touches: ByKind
  /** What was expected of a hundred touches; null when nobody said. */
  readonly shares: ByKind | null
  /** Minutes of people: expected in all, as they said, and estimated where nobody said. */
  readonly expected: number
  readonly said: number
  readonly estimated: number
}

/** What a month came to, by model. */
export async function modelMonths(db: Db, month: Month): Promise<ReadonlyMap<number, ModelMonth>> {
  const { rows } = await sql<ModelMonth>`
    select model_id as "modelId", sum(accounts)::int as accounts, sum(reached)::int as reached, sum(enrolled)::int as enrolled,
           json_build_object('high', sum(high), 'low', sum(low), 'tech', sum(tech), 'community', sum(community)) as touches,
           case when bool_and(high_share is not null) then json_build_object(
             'high', max(high_share), 'low', max(low_share), 'tech', max(tech_share), 'community', max(community_share)
           ) end as shares,
           sum(accounts::bigint * minutes_each) as expected, sum(said) as said, sum(estimated) as estimated
    from touch.model_month where month = ${month} group by model_id`.execute(db)
  return new Map(rows.map(row => [row.modelId, row]))
}

/** The time that people have for customers in a month. */
export interface Capacity {
  readonly people: number
  readonly minutes: number
  /** Of them, who never said what their week is like. */
  readonly unsaid: number
}

/**
 * The time of everybody who works with customers by role, or looks after an account; undefined when no module knows of working
 * time.
 */
export async function capacityOf(db: Db, day: DaySource | undefined, month: Month): Promise<Capacity | undefined> {
  if (!day) return undefined
  const roles: readonly Role[] = carers.kind === 'roles' ? carers.roles : []
  const { rows } = await sql<{ id: string }>`
    select p.id from identity.person p
    where p.present and (
      p.roles && ${[...roles]}::text[]
      -- In the order of an index: "exists" would read all accounts for whoever has none.
      or (select a.account_id from customers.account_fact a where a.owner_id = p.id order by a.name limit 1) is not null
    )`.execute(db)
  const ids = rows.map(row => row.id)
  const times = [...(await day.minutesBetween(db, ids, { from: month, to: lastDayOf(month) })).values()]
  return {
    people: times.length,
    minutes: times.reduce((sum, time) => sum + time.minutes, 0),
    unsaid: times.filter(time => !time.said).length,
  }
}

/** Names of all segments of accounts by id. */
export async function segmentNames(db: Db): Promise<ReadonlyMap<number, string>> {
  const rows = await db
    .selectFrom('segments.segment_fact')
    .select(['segment_id', 'name'])
    .where('about', '=', 'account')
    .orderBy('name')
    .orderBy('segment_id')
    .execute()
  return new Map(rows.map(row => [row.segment_id, row.name]))
}

/** How many accounts belong to each model now, as last counted. */
export async function accountsByModel(db: Db): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ model_id: number; accounts: number }>`
    select model_id, sum(accounts)::int as accounts from touch.model_month
    where month = (select max(month) from touch.month where counted_at is not null) group by model_id`.execute(db)
  return new Map(rows.map(row => [row.model_id, row.accounts]))
}
