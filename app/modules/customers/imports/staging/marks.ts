import { sql } from 'kysely'
import { nowDate } from '../../../../platform/clock.ts'
import type { Tx } from '../../../../platform/db.ts'
import type { Subject } from '../mapping/plan.ts'

/** Marks the accounts that the rows were about, or whose contacts they were, as changed. The caller tells the worker. */
export async function markImported(tx: Tx, subject: Subject): Promise<void> {
  const written = sql`
    select target_id from import_ready where target_id is not null union select target_id from import_made`
  const accounts =
    subject === 'accounts'
      ? sql`select target_id as account_id from (${written}) w`
      : sql`select distinct m.account_id from (${written}) w join customers.membership m on m.contact_id = w.target_id`
  await sql`
    insert into customers.account_change (account_id, at)
    select account_id, ${nowDate()} from (${accounts}) marked order by account_id`.execute(tx)
}
