import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'

/**
 * Accounts that were customers on a day as far as is known: since when they are, else when they came in, or a contract that had begun. At
 * most `limit` of them, chosen evenly and always the same.
 */
export async function customersOn(
  db: Db,
  { day, timeZone }: { readonly day: string; readonly timeZone: string },
  limit?: number,
): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select account_id as id from customers.account_fact a
    where coalesce(customer_since, (created_at at time zone ${timeZone})::date) <= ${day}::date
      or exists (select from customers.subscription_fact s where s.account_id = a.account_id and s.started_on <= ${day}::date)
    ${limit === undefined ? sql`` : sql`order by hashint8(account_id) limit ${limit}`}`.execute(db)
  return rows.map(({ id }) => id)
}
