import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../../../platform/db.ts'
import { cancelAccounts, type Leaving } from '../../accounts/cancellation.ts'
import { keepSums, lockForSums } from '../../subscriptions/sums.ts'
import { subscriptionId } from './accounts-new.ts'
import { currentTimes, currentTraits, isOlder } from './said.ts'
import type { Slice } from './slices.ts'
import type { Pass } from './store.ts'

/** That a row says of its account that it has not left: so in words, or by a day that lies ahead. */
export const isHere = sql`(r.gone is false or r.gone is null and r.gone_at is not null)`

interface Known {
  readonly id: number
  readonly subscribed: boolean
  readonly gone: boolean | null
  readonly gone_at: Date | null
  readonly reason: string | null
}

/** Puts the rows that are about known accounts into them. Where a row says nothing, what is known stays. */
export async function updateAccounts(tx: Tx, pass: Pass, { first, last }: Slice): Promise<void> {
  const slice = sql`r.position between ${first} and ${last} and r.target_id is not null`
  const { rows } = await sql<Known>`
    select r.target_id as id, r.subscribed, r.gone, r.gone_at, r.reason from import_ready r
    where ${slice} order by r.target_id`.execute(tx)
  if (rows.length === 0) return
  await lockForSums(
    tx,
    rows.map(row => row.id),
  )
  const reopened = await reopen(tx, pass, slice)
  await updateColumns(tx, pass, slice)
  await saveSubscriptions(tx, pass, slice)
  const subscribed = rows.filter(row => row.subscribed).map(row => row.id)
  await keepSums(tx, [...new Set([...reopened, ...subscribed])])
  await cancelThose(tx, pass, rows, slice)
}

/** Accounts that an earlier import said to have left, and this one says did not, or not yet. */
async function reopen(tx: Tx, { at }: Pass, slice: RawBuilder<unknown>): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with back as (
      delete from customers.cancellation c using import_ready r
      where ${slice} and r.target_id = c.account_id and ${isHere} and c.source = 'import'
      returning c.account_id, c.stage_before, coalesce(c.at, c.recorded_at) as ended
    ), again as (
      update customers.subscription s set cancelled_at = null, version = s.version + 1, updated_at = ${at}
      from back where s.account_id = back.account_id and s.cancelled_at = back.ended
    )
    update customers.account a set stage = back.stage_before from back where a.id = back.account_id
    returning a.id`.execute(tx)
  return rows.map(row => row.id)
}

/** The name is searched for, which is dear to keep, so it is written only when it is another. */
async function updateColumns(tx: Tx, { at }: Pass, slice: RawBuilder<unknown>): Promise<void> {
  const said = sql`r.traits || jsonb_strip_nulls(jsonb_build_object('name', r.name))`
  await sql`
    update customers.account a
    set name = r.name
    from import_ready r
    where ${slice} and a.id = r.target_id and r.name <> a.name and ${isOlder('name', at)}`.execute(tx)
  await sql`
    update customers.account a
    set kind = coalesce(r.kind, a.kind), owner_id = coalesce(r.owner_id, a.owner_id),
        stage = case when a.stage = 'cancelled' then a.stage else coalesce(r.stage, a.stage) end,
        time_zone = coalesce(r.time_zone, a.time_zone), customer_since = coalesce(r.customer_since, a.customer_since),
        traits = a.traits || ${currentTraits(at)},
        traits_at = a.traits_at || ${currentTimes(said, at)},
        version = a.version + 1, updated_at = ${at}
    from import_ready r
    where ${slice} and a.id = r.target_id`.execute(tx)
}

/** A subscription of an account that left has ended with it, also when it is heard of only now, and whatever a row announces. */
async function saveSubscriptions(tx: Tx, { at, currency, planName }: Pass, slice: RawBuilder<unknown>): Promise<void> {
  await sql`
    update customers.subscription s
    set plan = coalesce(r.plan, s.plan), monthly_amount = coalesce(r.amount, s.monthly_amount),
        currency = coalesce(r.currency, s.currency), period = coalesce(r.period, s.period),
        started_on = coalesce(r.started_on, s.started_on), renews_on = coalesce(r.renews_on, s.renews_on),
        cancelled_at = coalesce(${announced(sql`s.account_id`)}, s.cancelled_at), version = s.version + 1, updated_at = ${at}
    from import_ready r
    where ${slice} and r.subscribed and s.account_id = r.target_id and s.external_id = ${subscriptionId}`.execute(tx)
  await sql`
    insert into customers.subscription
      (account_id, external_id, plan, monthly_amount, currency, period, started_on, renews_on, cancelled_at, current,
       created_at, updated_at)
    select r.target_id, ${subscriptionId}, coalesce(r.plan, ${planName}), r.amount,
           coalesce(r.currency, ${currency}), coalesce(r.period, 'month'), r.started_on, r.renews_on,
           coalesce(${announced(sql`r.target_id`)}, c.at, c.recorded_at), c.account_id is null, ${at}, ${at}
    from import_ready r left join customers.cancellation c on c.account_id = r.target_id
    where ${slice} and r.subscribed
    order by r.target_id
    on conflict (account_id, external_id) do nothing`.execute(tx)
}

/** The day ahead on which an account will leave, as the row says; nothing where it has left. */
function announced(accountId: RawBuilder<unknown>): RawBuilder<unknown> {
  const left = sql`select from customers.cancellation left_before where left_before.account_id = ${accountId}`
  return sql`case when r.gone is not true and not exists (${left}) then r.gone_at end`
}

async function cancelThose(tx: Tx, pass: Pass, rows: readonly Known[], slice: RawBuilder<unknown>): Promise<void> {
  const leaving: Leaving[] = rows
    .filter(row => row.gone)
    .map(row => ({ accountId: row.id, at: row.gone_at ?? undefined, reason: row.reason ?? undefined }))
  await cancelAccounts(tx, pass.actor, 'import', leaving)
  // What it had when it left, said again by a later import.
  await sql`
    update customers.cancellation c set plan = had.plan, monthly_amount = had.amount
    from import_ready r
    join lateral (
      select sum(s.monthly_amount)::bigint as amount, (array_agg(s.plan order by s.monthly_amount desc nulls last, s.id))[1] as plan
      from customers.subscription s, customers.cancellation k, customers.account a
      where s.account_id = r.target_id and k.account_id = s.account_id and a.id = s.account_id
        and s.cancelled_at >= coalesce(k.at, k.recorded_at) - interval '1 day'
      group by s.currency, a.currency order by (s.currency = a.currency) desc, count(*) desc, min(s.id) limit 1
    ) had on true
    where ${slice} and r.gone and r.subscribed and c.account_id = r.target_id and c.source = 'import'
      and (c.plan, c.monthly_amount) is distinct from (had.plan, had.amount)`.execute(tx)
}
