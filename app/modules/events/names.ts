import { type RawBuilder, sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'

const looked = { accounts: 50, rows: 300, days: 28, shown: 200 } as const

/**
 * Names of events to choose from, the most frequent of the last 28 days first; at most 200. Looks at the oldest and the newest
 * 50 accounts and at what arrived a moment ago, so a rare name may be missing: let people type others.
 */
export async function eventNames(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    with named as (
      select u.name, u.count from (${someAccounts}) a, lateral (
        select name, count from events.usage_day where account_id = a.account_id and day >= ${since()}
        order by day desc limit ${looked.rows}
      ) u
      union all select name, 1 from events.arrival where name <> ''
      union all select name, 0 from events.watched
    )
    select name from named group by name order by sum(count) desc, name limit ${looked.shown}`.execute(db)
  return rows.map(row => row.name)
}

/** Keys of the properties that such events had lately, in some of the accounts that sent them; the most frequent first. */
export async function propertyKeys(db: Db, name: string): Promise<readonly string[]> {
  const { rows } = await sql<{ key: string }>`
    with senders as (
      select account_id from (${someAccounts}) a
      union select account_id from events.arrival where name = ${name} and account_id > 0
    ),
    days as (
      select s.account_id, u.last_at from senders s, lateral (
        select last_at from events.usage_day
        where account_id = s.account_id and day >= ${since()} and name = ${name} order by day desc limit 1
      ) u order by u.last_at desc limit 40
    ),
    lately as (
      select e.properties from days d, lateral (
        select properties from events.event
        where account_id = d.account_id and occurred_at <= d.last_at and occurred_at > d.last_at - interval '1 day'
          and name = ${name}
        order by occurred_at desc limit 5
      ) e
    )
    select key from lately, jsonb_object_keys(properties) key where length(key) <= 200
    group by key order by count(*) desc, key limit ${looked.shown}`.execute(db)
  return rows.map(row => row.key)
}

const someAccounts: RawBuilder<unknown> = sql`
  (select account_id from events.sign_of_life order by account_id desc limit ${looked.accounts})
  union (select account_id from events.sign_of_life order by account_id limit ${looked.accounts})`

function since(): RawBuilder<unknown> {
  return sql`(${nowDate()}::timestamptz::date - ${looked.days}::int)`
}
