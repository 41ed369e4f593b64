import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import type { TouchSource } from '../../web/module.ts'
import { touchesOf } from './counting/sources.ts'
import { boundsOf, type Month } from './months.ts'

/** How an account is met at present. */
export interface AccountTouch {
  readonly modelId: number
  /** In this month: touches by people, touches by programs, minutes as people said, and estimated ones. */
  readonly byPeople: number
  readonly byPrograms: number
  readonly said: number
  readonly estimated: number
  /** When a person was there last; null when no module knows of any. */
  readonly lastPersonAt: Date | null
}

/** How this account is met in the month, read from the sources themselves; undefined without models, or when it has left. */
export async function accountTouch(
  db: Db,
  sources: readonly TouchSource[],
  accountId: number,
  { month, timeZone }: { readonly month: Month; readonly timeZone: string },
): Promise<AccountTouch | undefined> {
  const { from } = boundsOf(month, timeZone)
  const { rows } = await sql<AccountTouch>`
    select m.id as "modelId", spent.*
    from customers.account_fact a
    cross join lateral (
      select m.id from touch.model m
      left join segments.membership_fact s on s.segment_id = m.segment_id and s.account_id = a.account_id
      where m.archived_at is null and (m.segment_id is null or s.account_id is not null)
      order by m.segment_id is null, m.position limit 1
    ) m
    cross join lateral (
      select (count(*) filter (where ${now} and touched and kind in ('high', 'low')))::int as "byPeople",
             (count(*) filter (where ${now} and touched and kind in ('tech', 'community')))::int as "byPrograms",
             coalesce(sum(minutes) filter (where ${now} and not estimated), 0)::int as said,
             coalesce(sum(minutes) filter (where ${now} and estimated), 0)::int as estimated,
             max(at) filter (where kind in ('high', 'low')) as "lastPersonAt"
      from (${touchesOf(sources, sql`account_id = ${accountId}`)}) touches
      cross join (values (${from}::timestamptz)) month (begins)
    ) spent
    where a.account_id = ${accountId} and not a.cancelled`.execute(db)
  return rows[0]
}

const now = sql`at >= month.begins`
