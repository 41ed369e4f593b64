import { sql } from 'kysely'
import { nowDate, today } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { findCompany } from '../../identity/index.ts'

/**
 * Locks accounts in the order of their ids, so that what is computed from their subscriptions afterwards sees those of
 * everybody who was here before.
 */
export async function lockForSums(tx: Tx, accountIds: readonly number[]): Promise<void> {
  await sql`
    select id from customers.account where id = any(${accountIds}::bigint[]) order by id for no key update`.execute(tx)
}

/**
 * Keeps the accounts' plan, monthly amount, currency, next renewal and beginning with their subscriptions: the only place
 * that writes them. Amounts in different currencies say nothing about each other: only those are added that are in the currency
 * of the most subscriptions; of as many, in the one the account has, else the first. The next renewal is the first that lies
 * ahead, and where none does the last that was told. Locks the accounts.
 */
export async function keepSums(tx: Tx, accountIds: readonly number[]): Promise<void> {
  if (accountIds.length === 0) return
  const now = nowDate()
  const day = today((await findCompany(tx))?.timeZone ?? 'UTC').toString()
  await lockForSums(tx, accountIds)
  await sql`
    update customers.subscription
    set current = (cancelled_at is null or cancelled_at > ${now})
    where account_id = any(${accountIds}::bigint[])
      and current <> (cancelled_at is null or cancelled_at > ${now})`.execute(tx)
  await sql`
    update customers.account a
    set plan = sums.plan, monthly_amount = sums.amount, currency = coalesce(sums.currency, a.currency),
        renews_on = dates.renews_on, customer_since = least(a.customer_since, dates.started_on), updated_at = ${now}
    from unnest(${accountIds}::bigint[]) as changed (id)
    join customers.account held using (id)
    left join lateral (
      select currency, sum(monthly_amount)::bigint as amount, (array_agg(plan order by monthly_amount desc nulls last, id))[1] as plan
      from customers.subscription s where s.account_id = changed.id and s.current
      group by currency order by count(*) desc, (currency = held.currency) desc, min(id) limit 1
    ) sums on true
    left join lateral (
      select coalesce(min(renews_on) filter (where current and renews_on >= ${day}::date),
                      max(renews_on) filter (where current)) as renews_on, min(started_on) as started_on
      from customers.subscription s where s.account_id = changed.id
    ) dates on true
    where a.id = changed.id
      and (a.plan, a.monthly_amount, a.currency, a.renews_on, a.customer_since) is distinct from
          (sums.plan, sums.amount, coalesce(sums.currency, a.currency), dates.renews_on,
           least(a.customer_since, dates.started_on))`.execute(tx)
}
