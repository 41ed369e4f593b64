import { sql } from 'kysely'
import type { Tx } from '../../../../platform/db.ts'
import { timesOf } from './said.ts'
import type { Slice } from './slices.ts'
import type { Pass } from './store.ts'

/** Of which subscription imports speak: one per account. */
export const subscriptionId = 'import'

/**
 * Makes the accounts of rows that are about nobody known, with their subscription and cancellation, by one statement.
 * Everything is written as it will be, because each further change of an account costs as much as making it.
 */
export async function insertAccounts(tx: Tx, pass: Pass, { first, last }: Slice): Promise<void> {
  const { at, currency, planName, actor } = pass
  await sql`
    with fresh as materialized (
      select * from import_ready where position between ${first} and ${last}
    ), made as (
      insert into customers.account
        (external_id, name, kind, stage, owner_id, time_zone, customer_since, plan, monthly_amount, currency, renews_on,
         traits, traits_at, created_at, updated_at, origin)
      select id, coalesce(name, id), coalesce(kind, 'business'),
             case when gone then 'cancelled' else coalesce(stage, 'active') end, owner_id, time_zone,
             least(customer_since, started_on),
             case when subscribed and gone is not true then coalesce(plan, ${planName}) end,
             case when gone is not true then amount end, coalesce(currency, ${currency}),
             case when gone is not true then renews_on end,
             traits, ${timesOf(sql`traits || jsonb_strip_nulls(jsonb_build_object('name', name))`, at)}, ${at}, ${at}, 'import'
      from fresh order by id
      on conflict (external_id) do nothing
      returning id, external_id
    ), named as (
      insert into customers.account_identity (external_id, account_id)
      select external_id, id from made order by external_id
      on conflict (external_id) do nothing
    ), subscribed as (
      insert into customers.subscription
        (account_id, external_id, plan, monthly_amount, currency, period, started_on, renews_on, cancelled_at, current,
         created_at, updated_at)
      select m.id, ${subscriptionId}, coalesce(plan, ${planName}), amount,
             coalesce(currency, ${currency}), coalesce(period, 'month'), started_on, renews_on,
             case when gone then coalesce(gone_at, ${at}) else gone_at end, gone is not true, ${at}, ${at}
      from made m join fresh f on f.id = m.external_id where f.subscribed
    ), cancelled as (
      insert into customers.cancellation
        (account_id, at, recorded_at, recorded_by, source, reason, stage_before, plan, monthly_amount)
      select m.id, gone_at, ${at}, ${actor.kind === 'staff' ? actor.id : null}, 'import', reason,
             coalesce(stage, 'active'), case when subscribed then coalesce(plan, ${planName}) end, amount
      from made m join fresh f on f.id = m.external_id where f.gone
    )
    insert into import_made (id, target_id) select external_id, id from made`.execute(tx)
}
