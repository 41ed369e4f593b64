import { type RawBuilder, sql } from 'kysely'
import { startOfDay } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { TouchSource } from '../../../web/module.ts'
import { shifted } from './outcome.ts'

/** How long before the day on which it showed whether they stay a person was last at some accounts, and how many stayed. */
export interface TimingBand {
  /** At least one day more than the band before it, and at most so many; null: longer ago, or nobody was. */
  readonly within: number | null
  readonly accounts: number
  readonly stayed: number
}

/** Days before, at most; longer ago is the last band. */
export const timingBands = [14, 30, 60, 90] as const
const longest = timingBands[3]

/** Accounts whose contract came up for renewal, or ended, within so many days. */
export const lookBackDays = 365
/** Whoever still has a contract so long after a renewal stayed: by then it is known who did not. */
export const settledDays = 30

/**
 * When people were last there before contracts came up for renewal or ended, at the last look; all bands, the shortest time first.
 * Nothing when there was no such contract.
 */
export async function timingOfTouches(db: Db): Promise<readonly TimingBand[]> {
  const known = await db.selectFrom('effects.touch_timing').select(['within', 'accounts', 'stayed']).execute()
  if (known.length === 0) return []
  return [...timingBands, null].map(
    within => known.find(band => band.within === within) ?? { within, accounts: 0, stayed: 0 },
  )
}

interface Calendar {
  readonly day: string
  readonly timeZone: string
}

/**
 * Looks at when people were last at accounts before the day on which it showed whether they stay: each account once, on the day its
 * last contract ended, else on its last renewal. What happened on that day itself is left out: which was first is not known.
 * An association: people choose whom they meet, and whoever says that they leave is called.
 */
export async function lookAtTiming(
  tx: Tx,
  sources: readonly TouchSource[],
  { day: today, timeZone }: Calendar,
): Promise<void> {
  const last = shifted(today, -settledDays)
  const first = shifted(last, 1 - lookBackDays)
  await tx.deleteFrom('effects.touch_timing').execute()
  await sql`
    with ${cameUp(first, last, timeZone)},
    met as (
      select c.account_id, min(c.day - t.day) as days from came_up c
      join (${touchDays(sources, shifted(first, -longest), timeZone)}) t
        on t.account_id = c.account_id and t.day < c.day and t.day >= c.day - ${longest}::int
      group by c.account_id
    ),
    banded as (
      select (select min(b) from unnest(${[...timingBands]}::int[]) b where m.days <= b) as within, c.stayed
      from came_up c left join met m on m.account_id = c.account_id
    )
    insert into effects.touch_timing (within, accounts, stayed)
    select within, count(*), count(*) filter (where stayed) from banded group by within`.execute(tx)
}

/**
 * The common tables up to `came_up`: account_id, the day on which its last contract ended or was renewed, and whether it stayed.
 * A contract that is renewed by itself keeps the date it was given, so renewals are whole periods before and after it.
 */
function cameUp(first: string, last: string, timeZone: string): RawBuilder<unknown> {
  return sql`
    contract as materialized (
      select account_id, coalesce(started_on, '-infinity') as started, renews_on,
             coalesce((cancelled_at at time zone ${timeZone})::date, 'infinity') as ended,
             case period when 'month' then 1 when 'year' then 12 end as months
      from customers.subscription_fact
    ),
    standing as (
      select account_id, bool_or(started <= ${last}::date and ended > ${last}::date) as runs,
             max(ended) filter (where ended <= ${last}::date) as ended
      from contract group by account_id
    ),
    renewed as (
      select c.account_id, max(latest.day) as day
      from contract c
      cross join lateral (
        select floor((12 * (extract(year from ${last}::date) - extract(year from renews_on))
               + extract(month from ${last}::date) - extract(month from renews_on)) / months)::int as periods
      ) since
      cross join lateral (
        select max(one) as day from (
          select (renews_on + make_interval(months => months * (periods - back)))::date as one from generate_series(0, 1) back
        ) around where one <= ${last}::date
      ) latest
      where c.started < latest.day and c.ended > latest.day and latest.day >= ${first}::date
        and c.started <= ${last}::date and c.ended > ${last}::date
      group by c.account_id
    ),
    came_up as materialized (
      select account_id, ended as day, false as stayed from standing where not runs and ended >= ${first}::date
      union all
      select r.account_id, r.day, bool_or(
        c.started <= r.day + ${settledDays}::int and c.ended > r.day + ${settledDays}::int)
      from renewed r join contract c on c.account_id = r.account_id group by r.account_id, r.day
    )`
}

/** The days on which people were at accounts, for this one customer and not led by a program. */
function touchDays(sources: readonly TouchSource[], since: string, timeZone: string): RawBuilder<unknown> {
  if (sources.length === 0) return sql`select null::bigint as account_id, null::date as day where false`
  return sql.join(
    sources.map(
      ({ relation }) => sql`
        select distinct account_id, (at at time zone ${timeZone})::date as day from ${sql.table(relation)}
        where kind = 'high' and touched and at >= ${startOfDay(since, timeZone)}`,
    ),
    sql` union all `,
  )
}
