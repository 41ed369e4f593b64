import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import { type Calendar, dayOf, firstHeard } from './calendar.ts'
import { publishHeard, tellHeard } from './heard/heard.ts'

/** Events that went from one account or person to another, grouped as they are counted. */
export interface Moved {
  readonly old_account_id: number
  readonly old_contact_id: number
  readonly account_id: number
  readonly contact_id: number
  /** Null while a recount will count them under another day. */
  readonly day: string | null
  readonly name: string
  readonly count: number
  /** Null when all of them are of clocks that stand still. */
  readonly first_at: Date | null
  readonly last_at: Date
}

/**
 * Moves the events that `target` selects and their counts and signs of life with them. `target` gives rows `(account_id,
 * occurred_at, message, contact_id, new_account_id, new_contact_id)`, locked. Whatever else is stored at the same time,
 * counts stay the sum of the events, because both change by the same amount. Who waits for such events is told of those that
 * only now find their person or account. With `strip`, what was in the events goes.
 */
export async function moveEvents(
  tx: Tx,
  calendar: Calendar,
  target: RawBuilder<unknown>,
  { strip = false }: { readonly strip?: boolean } = {},
): Promise<readonly Moved[]> {
  const { rows } = await sql<Moved & { heard: boolean }>`
    with target as (${target}),
    moved as (
      update events.event e set account_id = t.new_account_id, contact_id = t.new_contact_id ${strip ? stripped : sql``}
      from target t
      where e.account_id = t.account_id and e.occurred_at = t.occurred_at and e.message = t.message
      returning t.account_id as old_account_id, t.contact_id as old_contact_id, e.account_id, e.contact_id, e.name,
                e.occurred_at, e.message, e.anonymous_id, e.sample,
                case when e.name = any(array(select name from events.watched)) then e.properties end as properties
    ),
    found as (
      select * from moved
      where (old_account_id = 0 and account_id > 0) or (old_contact_id = 0 and contact_id > 0)
    ),
    heard as (${tellHeard(sql`found`, calendar)})
    select old_account_id, old_contact_id, account_id, contact_id, ${dayOf(sql`occurred_at`, calendar)} as day, name,
           count(*) as count, ${firstHeard(sql`occurred_at`)} as first_at, max(occurred_at) as last_at,
           exists (select from heard) as heard
    from moved group by 1, 2, 3, 4, 5, 6`.execute(tx)
  if (rows[0]?.heard) await publishHeard(tx)
  await moveUsage(tx, rows)
  await addSigns(tx, calendar, rows)
  return rows
}

const stripped = sql`, anonymous_id = null, properties = '{}', context = null`

async function moveUsage(tx: Tx, moved: readonly Moved[]): Promise<void> {
  const counts = moved.flatMap(
    ({ old_account_id, old_contact_id, account_id, contact_id, day, name, count, last_at }) => {
      if (!day) return []
      const left = { account_id: old_account_id, contact_id: old_contact_id, day, name, count: -count, last_at }
      return [left, { account_id, contact_id, day, name, count, last_at }]
    },
  )
  await addUsage(tx, counts)
}

export interface Count {
  readonly account_id: number
  readonly day: string
  readonly contact_id: number
  readonly name: string
  /** Negative where events left. */
  readonly count: number
  readonly last_at: Date
}

/** Adds to the counts of days; a count that comes down to nothing is removed. */
export async function addUsage(tx: Tx, counts: readonly Count[]): Promise<void> {
  if (counts.length === 0) return
  const { rows } = await sql<Count>`
    insert into events.usage_day as u (account_id, day, contact_id, name, count, last_at)
    select account_id, day, contact_id, name, sum(count), max(last_at)
    from unnest(
      ${counts.map(one => one.account_id)}::bigint[], ${counts.map(one => one.day)}::date[],
      ${counts.map(one => one.contact_id)}::bigint[], ${counts.map(one => one.name)}::text[],
      ${counts.map(one => one.count)}::bigint[], ${counts.map(one => one.last_at)}::timestamptz[]
    ) as d (account_id, day, contact_id, name, count, last_at)
    group by account_id, day, contact_id, name
    order by account_id, day, contact_id, name
    on conflict (account_id, day, contact_id, name)
    do update set count = u.count + excluded.count, last_at = greatest(u.last_at, excluded.last_at)
    returning account_id, day, contact_id, name, count, last_at`.execute(tx)
  const empty = rows.filter(row => row.count === 0)
  if (empty.length === 0) return
  await sql`
    delete from events.usage_day u
    using unnest(
      ${empty.map(one => one.account_id)}::bigint[], ${empty.map(one => one.day)}::date[],
      ${empty.map(one => one.contact_id)}::bigint[], ${empty.map(one => one.name)}::text[]
    ) as e (account_id, day, contact_id, name)
    where (u.account_id, u.day, u.contact_id, u.name) = (e.account_id, e.day, e.contact_id, e.name)
      and u.count = 0`.execute(tx)
}

async function addSigns(tx: Tx, calendar: Calendar, moved: readonly Moved[]): Promise<void> {
  const alive = moved.filter(row => row.account_id > 0 && row.account_id !== row.old_account_id)
  if (alive.length === 0) return
  await sql`
    insert into events.sign_of_life as s (account_id, first_at, last_at, last_day)
    select account_id, min(first_at), max(last_at), (max(last_at) at time zone ${calendar.timeZone})::date
    from unnest(
      ${alive.map(row => row.account_id)}::bigint[], ${alive.map(row => row.first_at)}::timestamptz[],
      ${alive.map(row => row.last_at)}::timestamptz[]
    ) as m (account_id, first_at, last_at)
    group by account_id order by account_id
    on conflict (account_id) do update
    set first_at = least(s.first_at, excluded.first_at), last_at = greatest(s.last_at, excluded.last_at),
        last_day = greatest(s.last_day, excluded.last_day)`.execute(tx)
}
