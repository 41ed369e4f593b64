import { type RawBuilder, sql } from 'kysely'

/** Which accounts belong to a model at all. */
export interface Placing {
  /** The model that holds everybody else. */
  readonly otherwise: number
}

/**
 * All accounts, also those that left, with the model each belongs to: the first one whose segment holds it. Columns of
 * customers.account_fact and model_id.
 */
export function placedAccounts({ otherwise }: Placing): RawBuilder<unknown> {
  return sql`
    select a.account_id, a.sample, a.cancelled, coalesce(a.cancelled_at, a.cancellation_recorded_at) as left_at,
           a.customer_since, a.created_at, a.monthly_amount, a.currency, coalesce(first.model_id, ${otherwise}::bigint) as model_id
    from customers.account_fact a
    left join (
      select distinct on (s.account_id) s.account_id, m.id as model_id
      from touch.model m join segments.membership_fact s on s.segment_id = m.segment_id
      where m.archived_at is null
      order by s.account_id, m.position
    ) first on first.account_id = a.account_id`
}
