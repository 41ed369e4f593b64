import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { TouchSource } from '../../../web/module.ts'
import { boundsOf, type Month } from '../months.ts'
import { type Placing, placedAccounts } from './placed.ts'
import { touchesOf } from './sources.ts'

/**
 * present: the month goes on. late: it is over, and what was expected in it stays. afterwards: it was over before there were
 * models, so that the present ones are expected of it.
 */
export type Mode = 'present' | 'late' | 'afterwards'

/** A month to be counted. */
export interface Counting extends Placing {
  readonly month: Month
  readonly mode: Mode
  readonly timeZone: string
  readonly sources: readonly TouchSource[]
}

/** Counts what was spent at each account in the month. `touch.standing` is up to date. */
export async function countAccounts(tx: Tx, counting: Counting): Promise<void> {
  const { month, mode, sources, otherwise } = counting
  const { from, to } = boundsOf(month, counting.timeZone)
  const person = sql`kind in ('high', 'low')`
  await sql`
    with spent as materialized (
      select account_id, ${counts}, coalesce(sum(minutes) filter (where not estimated), 0)::int as said,
             coalesce(sum(minutes) filter (where estimated), 0)::int as estimated,
             max(at) filter (where ${person}) as last_person_at
      from (${touchesOf(sources, sql`at >= ${from} and at < ${to}`)}) touches
      group by account_id
    ),
    gone as (
      delete from touch.account_month m
      where month = ${month} and not exists (select from spent where spent.account_id = m.account_id)
    )
    insert into touch.account_month as m
      (month, account_id, model_id, high, low, tech, community, said, estimated, last_person_at)
    select ${month}::date, a.account_id, coalesce(s.model_id, ${modelOf(otherwise)}), spent.high, spent.low, spent.tech,
           spent.community, spent.said, spent.estimated, spent.last_person_at
    from spent
    join customers.account_fact a on a.account_id = spent.account_id
    left join touch.standing s on s.account_id = a.account_id
    on conflict (month, account_id) do update
    set model_id = ${mode === 'late' ? sql`m.model_id` : sql`excluded.model_id`}, high = excluded.high, low = excluded.low,
        tech = excluded.tech, community = excluded.community, said = excluded.said, estimated = excluded.estimated,
        last_person_at = excluded.last_person_at
    where (m.model_id, m.high, m.low, m.tech, m.community, m.said, m.estimated, m.last_person_at) is distinct from
      (excluded.model_id, excluded.high, excluded.low, excluded.tech, excluded.community, excluded.said, excluded.estimated,
       excluded.last_person_at)`.execute(tx)
}

const counts = sql`
  (count(*) filter (where touched and kind = 'high'))::int as high,
  (count(*) filter (where touched and kind = 'low'))::int as low,
  (count(*) filter (where touched and kind = 'tech'))::int as tech,
  (count(*) filter (where touched and kind = 'community'))::int as community`

/** Of an account that has left, and so stands nowhere. */
function modelOf(otherwise: number): RawBuilder<unknown> {
  return sql`
    (select coalesce((
       select model.id from touch.model join segments.membership_fact f on f.segment_id = model.segment_id
       where f.account_id = a.account_id and model.archived_at is null order by model.position limit 1
     ), ${otherwise}::bigint))`
}

const spentSums = (month: Month) => sql`
  select m.model_id, a.sample, sum(high) as high, sum(low) as low, sum(tech) as tech, sum(community) as community,
         sum(said) as said, sum(estimated) as estimated, (count(*) filter (where high + low > 0))::int as reached
  from touch.account_month m join customers.account_fact a on a.account_id = m.account_id
  where m.month = ${month} group by m.model_id, a.sample`

/** Adds the accounts of the month up by model. `countAccounts` goes before. */
export async function countModels(tx: Tx, counting: Counting): Promise<void> {
  const { month, mode } = counting
  if (mode === 'late') return addLate(tx, month)
  const { from, to } = boundsOf(month, counting.timeZone)
  await sql`delete from touch.model_month where month = ${month}`.execute(tx)
  await sql`
    with here as materialized (
      select * from (${placedAccounts(counting)}) placed
      where coalesce(customer_since, (created_at at time zone ${counting.timeZone})::date)
            < (${to}::timestamptz at time zone ${counting.timeZone})::date
        and (not cancelled or left_at >= ${to})
    ),
    held as (select model_id, sample, count(*)::int as accounts from here group by model_id, sample),
    enrolled as (
      select here.model_id, here.sample, count(distinct here.account_id)::int as accounts
      from plays.enrollment_fact e join here on here.account_id = e.account_id
      where e.entered_at < ${to} and (e.ended_at is null or e.ended_at >= ${from})
      group by here.model_id, here.sample
    ),
    spent as (${spentSums(month)})
    insert into touch.model_month
      (month, model_id, sample, accounts, reached, enrolled, high, low, tech, community, said, estimated, minutes_each,
       high_share, low_share, tech_share, community_share)
    select ${month}::date, m.id, k.sample, coalesce(held.accounts, 0), coalesce(spent.reached, 0),
           coalesce(enrolled.accounts, 0), coalesce(spent.high, 0), coalesce(spent.low, 0), coalesce(spent.tech, 0),
           coalesce(spent.community, 0), coalesce(spent.said, 0), coalesce(spent.estimated, 0), m.minutes, m.high, m.low,
           m.tech, m.community
    from touch.model m
    cross join (values (false), (true)) k (sample)
    left join held on held.model_id = m.id and held.sample = k.sample
    left join enrolled on enrolled.model_id = m.id and enrolled.sample = k.sample
    left join spent on spent.model_id = m.id and spent.sample = k.sample
    where held.accounts > 0 or spent.model_id is not null`.execute(tx)
}

/** What came in late is added, and what was taken back taken off; who there was, and what was expected, stays as it was when the month ended. */
async function addLate(tx: Tx, month: Month): Promise<void> {
  await sql`
    update touch.model_month known
    set reached = 0, high = 0, low = 0, tech = 0, community = 0, said = 0, estimated = 0
    where month = ${month} and not exists (
      select from (${spentSums(month)}) spent where spent.model_id = known.model_id and spent.sample = known.sample
    )`.execute(tx)
  await sql`
    insert into touch.model_month as known
      (month, model_id, sample, accounts, reached, enrolled, high, low, tech, community, said, estimated, minutes_each,
       high_share, low_share, tech_share, community_share)
    select ${month}::date, m.id, spent.sample, 0, spent.reached, 0, spent.high, spent.low, spent.tech, spent.community,
           spent.said, spent.estimated, m.minutes, m.high, m.low, m.tech, m.community
    from (${spentSums(month)}) spent join touch.model m on m.id = spent.model_id
    on conflict (month, model_id, sample) do update
    set reached = excluded.reached, high = excluded.high, low = excluded.low, tech = excluded.tech,
        community = excluded.community, said = excluded.said, estimated = excluded.estimated`.execute(tx)
}
