import { sql } from 'kysely'
import { nowDate } from '../../../../platform/clock.ts'
import type { Tx } from '../../../../platform/db.ts'
import type { Subject } from '../mapping/plan.ts'

/**
 * Marks the accounts that the rows were about, or whose contacts they were, and contacts without one, as changed;
 * remembers that this import was about them. The caller tells the worker.
 */
export async function markImported(tx: Tx, importId: number, subject: Subject): Promise<void> {
  const written = sql`
    select target_id from import_ready where target_id is not null union select target_id from import_made`
  const accounts =
    subject === 'accounts'
      ? sql`select target_id as account_id from (${written}) w`
      : sql`select distinct m.account_id from (${written}) w join customers.membership m on m.contact_id = w.target_id`
  if (subject === 'contacts') {
    await sql`
      insert into customers.contact_change (contact_id)
      select target_id from (${written}) w
      where not exists (select from customers.membership m where m.contact_id = w.target_id)`.execute(tx)
  }
  await sql`
    with marked as materialized (${accounts}), remembered as (
      insert into customers.import_account (import_id, account_id)
      select ${importId}::bigint, account_id from marked order by account_id
    )
    insert into customers.account_bulk_change (account_id, at)
    select account_id, ${nowDate()} from marked order by account_id`.execute(tx)
  // Else the planner takes the tables for as small as they were until autovacuum comes by: each score took 4 s for a minute.
  await sql`
    analyze customers.account (id), customers.cancellation (account_id), customers.subscription (account_id),
      customers.contact (id), customers.membership (account_id, contact_id)`.execute(tx)
}
