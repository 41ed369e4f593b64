import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/live.ts'

/** The topic that wakes the worker. */
export const changeTopic = 'account_change'

/** Marks accounts as changed, so that the worker brings up to date what is derived from them once `tx` has committed. */
export async function markChanged(tx: Tx, accountIds: readonly number[]): Promise<void> {
  const unique = [...new Set(accountIds)]
  if (unique.length === 0) return
  await sql`
    insert into customers.account_change (account_id) select unnest(${unique}::bigint[])`.execute(tx)
  await publish(tx, [changeTopic])
}

/** More than so many are not looked at before whoever has news of their own. */
const few = 100

/** The same for what one thing changed about some or many of them: a file, an act on a list, another model. */
export async function markManyChanged(tx: Tx, accountIds: readonly number[]): Promise<void> {
  if (accountIds.length <= few) return markChanged(tx, accountIds)
  await sql`
    insert into customers.account_bulk_change (account_id)
    select distinct id from unnest(${accountIds}::bigint[]) id order by id`.execute(tx)
  await publish(tx, [changeTopic])
}

/**
 * Marks contacts as changed: what a person wrote about them, and what no mark on one of their accounts tells. (What is derived
 * from contacts is brought up to date with their accounts, too.)
 */
export async function markContactsChanged(tx: Tx, contactIds: readonly number[]): Promise<void> {
  const unique = [...new Set(contactIds)]
  if (unique.length === 0) return
  await sql`
    insert into customers.contact_change (contact_id) select unnest(${unique}::bigint[])`.execute(tx)
  await publish(tx, [changeTopic])
}

/**
 * Marks those of these contacts that belong to no account: for the others the mark on their account will do. Nobody is woken:
 * the worker looks every few seconds.
 */
export async function markWithoutAccount(tx: Tx, contactIds: readonly number[]): Promise<void> {
  await sql`
    insert into customers.contact_change (contact_id)
    select id from unnest(${contactIds}::bigint[]) id
    where not exists (select from customers.membership m where m.contact_id = id)`.execute(tx)
}

/** Marks the accounts that a person looks after as changed: that person is gone, though what they own stays written so. */
export async function markOwnedChanged(tx: Tx, staffId: string): Promise<void> {
  await sql`
    insert into customers.account_bulk_change (account_id)
    select id from customers.account where owner_id = ${staffId} order by id`.execute(tx)
  await publish(tx, [changeTopic])
}

/**
 * Marks every account as changed: after something that all of them are judged by has changed, such as a risk model. Who has news
 * of their own goes before them.
 */
export async function markAllChanged(tx: Tx): Promise<void> {
  await sql`insert into customers.account_bulk_change (account_id) select id from customers.account`.execute(tx)
  await publish(tx, [changeTopic])
}
