import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { NotFound } from '../../../platform/errors.ts'

/**
 * Sees to it that nobody merges an account away until `tx` ends, for what is written about it. Whoever writes the account itself
 * (an import holds all of them up to a minute) is not waited for. Throws NotFound when it is gone.
 */
export async function holdAccount(tx: Tx, accountId: number): Promise<void> {
  const held = await tx
    .selectFrom('customers.account')
    .select('id')
    .where('id', '=', accountId)
    .forKeyShare()
    .executeTakeFirst()
  if (!held) throw new NotFound(`account ${accountId}`)
}

/**
 * Sees to it that nobody erases a contact or merges it away until `tx` ends, if it is there. To be asked before its accounts are
 * held, as whoever erases does.
 */
export async function holdContact(tx: Tx, contactId: number): Promise<void> {
  await tx.selectFrom('customers.contact').select('id').where('id', '=', contactId).forKeyShare().execute()
}

/**
 * The same for many contacts and accounts at once, in this order. Returns those accounts that are there.
 */
export async function holdMany(
  tx: Tx,
  ids: { readonly contactIds: readonly number[]; readonly accountIds: readonly number[] },
): Promise<ReadonlySet<number>> {
  await sql`
    select id from customers.contact where id = any(${[...ids.contactIds]}::bigint[])
    order by id for key share`.execute(tx)
  const { rows } = await sql<{ id: number }>`
    select id from customers.account where id = any(${[...ids.accountIds]}::bigint[])
    order by id for key share`.execute(tx)
  return new Set(rows.map(row => row.id))
}
