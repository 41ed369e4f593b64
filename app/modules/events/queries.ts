import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import type { RefusalCode } from './intake/message.ts'

/** Something that arrived a moment ago, for the live page. */
export interface Arrival {
  readonly id: number
  readonly receivedAt: Date
  readonly occurredAt: Date
  readonly type: string
  readonly name: string
  readonly person: string | null
  readonly contactId: number
  readonly accountId: number
  readonly account: string | null
  readonly key: string | null
}

/** Something that was refused, for the live page. */
export interface RefusedItem {
  readonly id: number
  readonly receivedAt: Date
  readonly code: RefusalCode
  readonly type: string | null
  readonly name: string | null
  readonly messageId: string | null
  readonly content: string | null
  readonly more: number
  readonly key: string | null
}

/** What the live page is narrowed to. */
export interface ArrivalFilter {
  readonly keyId?: number | undefined
  /** Part of the event's name (or, for refused ones, of the reason's code). */
  readonly name?: string | undefined
}

const shown = 50

/** The newest arrivals, newest first. */
export async function recentArrivals(db: Db, filter: ArrivalFilter): Promise<readonly Arrival[]> {
  const { rows } = await sql<Arrival>`
    select a.id, a.received_at as "receivedAt", a.occurred_at as "occurredAt", a.type, a.name, a.person,
           a.contact_id as "contactId", a.account_id as "accountId", f.name as account, k.name as key
    from events.arrival a
    left join customers.account_fact f on f.account_id = a.account_id
    left join events.write_key k on k.id = a.write_key_id
    where ${arrivalsThat(filter)}
    order by a.id desc limit ${shown}`.execute(db)
  return rows
}

/** How many arrived after the one with this id. */
export async function countArrivals(db: Db, filter: ArrivalFilter, afterId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from events.arrival a where a.id > ${afterId} and ${arrivalsThat(filter)}`.execute(db)
  return rows[0]?.count ?? 0
}

function arrivalsThat({ keyId, name }: ArrivalFilter) {
  return sql`(${keyId ?? null}::bigint is null or a.write_key_id = ${keyId ?? null})
    and (${name ?? null}::text is null or position(lower(${name ?? ''}) in lower(a.name)) > 0)`
}

/** The newest refusals, newest first. */
export async function recentRefusals(db: Db, filter: ArrivalFilter): Promise<readonly RefusedItem[]> {
  const { rows } = await sql<RefusedItem>`
    select r.id, r.received_at as "receivedAt", r.code, r.type, r.name, r.message_id as "messageId", r.content, r.more,
           k.name as key
    from events.refusal r left join events.write_key k on k.id = r.write_key_id
    where ${refusalsThat(filter)}
    order by r.id desc limit ${shown}`.execute(db)
  return rows
}

/** How many were refused after the one with this id. */
export async function countRefusals(db: Db, filter: ArrivalFilter, afterId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select coalesce(sum(1 + r.more), 0)::bigint as count from events.refusal r
    where r.id > ${afterId} and ${refusalsThat(filter)}`.execute(db)
  return rows[0]?.count ?? 0
}

function refusalsThat({ keyId, name }: ArrivalFilter) {
  return sql`(${keyId ?? null}::bigint is null or r.write_key_id = ${keyId ?? null})
    and (${name ?? null}::text is null or position(lower(${name ?? ''}) in lower(coalesce(r.name, '') || ' ' || r.code)) > 0)`
}

/** One event of an account. */
export interface AccountEvent {
  readonly message: string
  readonly at: Date
  readonly receivedAt: Date
  readonly type: string
  readonly name: string
  readonly contactId: number
  readonly anonymousId: string | null
  readonly properties: Record<string, unknown>
  readonly sample: boolean
}

/** A place in an account's list of events. */
export interface EventPlace {
  readonly at: Date
  readonly message: string
}

/** Events of an account, newest first, strictly before `before`; with `name` only those of that name. */
export async function accountEvents(
  db: Db,
  accountId: number,
  range: { readonly before?: EventPlace | undefined; readonly name?: string | undefined; readonly limit: number },
): Promise<readonly AccountEvent[]> {
  const { before, name, limit } = range
  const { rows } = await sql<AccountEvent>`
    select message, occurred_at as at, received_at as "receivedAt", type, name, contact_id as "contactId",
           anonymous_id as "anonymousId", properties, sample
    from events.event
    where account_id = ${accountId}
      ${before ? sql`and (occurred_at, message) < (${before.at}, ${before.message}::uuid)` : sql``}
      ${name ? sql`and name = ${name}` : sql``}
    order by occurred_at desc, message desc limit ${limit}`.execute(db)
  return rows
}

/** How many events of an account there are; with `name` only those of that name. */
export async function countAccountEvents(db: Db, accountId: number, name?: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from events.event
    where account_id = ${accountId} ${name ? sql`and name = ${name}` : sql``}`.execute(db)
  return rows[0]?.count ?? 0
}

/** Names of events that an account ever sent, most frequent first. */
export async function accountEventNames(db: Db, accountId: number): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from events.usage_day where account_id = ${accountId}
    group by name order by sum(count) desc, name limit 200`.execute(db)
  return rows.map(row => row.name)
}

/** One day on which an account did something. */
export interface DayOfUse {
  readonly day: string
  /** What was done, the most frequent first. */
  readonly names: readonly { readonly name: string; readonly count: number }[]
  /** How many known contacts did it. */
  readonly people: number
  readonly lastAt: Date
}

/**
 * The days on which an account did something, newest first: those whose last event lies before `before`, as far back as 400
 * days before the last sign of life.
 */
export async function daysOfUse(
  db: Db,
  accountId: number,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<readonly DayOfUse[]> {
  const { rows } = await sql<DayOfUse>`
    with use as materialized (
      select day, contact_id, name, count, last_at from events.usage_day
      where account_id = ${accountId} and day <= ${before}::timestamptz::date + 1
        and day > least(${before}::timestamptz::date,
          (select last_day from events.sign_of_life where account_id = ${accountId})) - 400
    ),
    days as (
      select day, count(distinct contact_id) filter (where contact_id > 0) as people, max(last_at) as last_at
      from use group by day having max(last_at) < ${before} order by max(last_at) desc limit ${limit}
    ),
    named as (select day, name, sum(count) as count from use join days using (day) group by day, name)
    select day, people, last_at as "lastAt",
      jsonb_agg(jsonb_build_object('name', name, 'count', count) order by count desc, name) as names
    from days join named using (day) group by day, people, last_at order by last_at desc`.execute(db)
  return rows
}

/** What a contact did lately, in all of its accounts together. */
export interface ContactUse {
  readonly days: number
  readonly lastAt: Date
  /** The most frequent first; at most 8. */
  readonly names: readonly { readonly name: string; readonly count: number }[]
}

/** What a contact did since a day of the company; undefined when nothing. */
export async function contactUse(db: Db, contactId: number, since: string): Promise<ContactUse | undefined> {
  const { rows } = await sql<{ name: string; count: number; days: number; lastAt: Date }>`
    with used as (
      select day, name, count, last_at from events.usage_day where contact_id = ${contactId} and day >= ${since}::date
    )
    select name, sum(count) as count, (select count(distinct day) from used) as days,
           (select max(last_at) from used) as "lastAt"
    from used group by name order by sum(count) desc, name limit 8`.execute(db)
  const [first] = rows
  return first && { days: first.days, lastAt: first.lastAt, names: rows.map(({ name, count }) => ({ name, count })) }
}
