import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { countsOnPeople } from '../mix.ts'
import type { TouchModel } from '../models.ts'
import { type Placing, placedAccounts } from './placed.ts'

/** Of all accounts with something at stake, the share that counts as having much. */
const weightyShare = 0.1

/**
 * Brings up to date where each account stands that has not left: its model, and what is at stake there. Amounts are compared as
 * multiples of the median of their currency, as Today compares them.
 */
export async function placeAccounts(tx: Tx, models: readonly TouchModel[], placing: Placing): Promise<void> {
  const byPeople = models.filter(countsOnPeople).map(model => model.id)
  await sql`
    with placed as materialized (${placedAccounts(placing)}),
    usual as (
      select currency, percentile_cont(0.5) within group (order by monthly_amount) as middle
      from placed where not cancelled and monthly_amount > 0 group by currency
    ),
    staked as materialized (
      select p.account_id, p.model_id, coalesce(p.customer_since::timestamptz, p.created_at) as since,
             coalesce(p.monthly_amount / u.middle * r.risk, 0)::real as stake
      from placed p
      left join usual u on u.currency = p.currency
      left join health.account_risk r on r.account_id = p.account_id
      where not p.cancelled
    ),
    -- Of those with as much at stake all or none: where it is the same everywhere, nobody stands out.
    bar as (
      select min(stake) as stake from (
        select stake, count(*) over (order by stake desc range unbounded preceding) as as_much, count(*) over () as of_all
        from staked where stake > 0
      ) ranked
      where as_much <= greatest(1, ceil(of_all * ${weightyShare}::float8))
    ),
    gone as (
      delete from touch.standing s where not exists (select from staked where staked.account_id = s.account_id)
    )
    insert into touch.standing as s (account_id, model_id, alone_since, stake, by_people, weighty)
    select account_id, model_id, since, staked.stake, model_id = any(${byPeople}::bigint[]),
           coalesce(staked.stake > 0 and staked.stake >= bar.stake, false)
    from staked left join bar on true
    on conflict (account_id) do update
    set model_id = excluded.model_id, stake = excluded.stake, by_people = excluded.by_people, weighty = excluded.weighty
    where (s.model_id, s.stake, s.by_people, s.weighty)
      is distinct from (excluded.model_id, excluded.stake, excluded.by_people, excluded.weighty)`.execute(tx)
}

/** Brings up to date when a person was last at each account, as far as months were counted; after they were. */
export async function noteLastPersons(tx: Tx, timeZone: string): Promise<void> {
  await sql`
    update touch.standing s set last_person_at = known.last, alone_since = known.since
    from (
      select s.account_id, lasts.last,
             coalesce(lasts.last, a.customer_since::timestamp at time zone ${timeZone}, a.created_at) as since
      from touch.standing s
      join customers.account_fact a on a.account_id = s.account_id
      left join (
        select account_id, max(last_person_at) as last from touch.account_month group by account_id
      ) lasts on lasts.account_id = s.account_id
    ) known
    where known.account_id = s.account_id
      and (s.last_person_at, s.alone_since) is distinct from (known.last, known.since)`.execute(tx)
}
