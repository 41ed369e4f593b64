import type { Tx } from '../../../platform/db.ts'

/** Whether there is an account, or a contact, of this id; when there is, it stays until `tx` ends. */
export async function isPresent(
  tx: Tx,
  table: 'customers.account' | 'customers.contact',
  id: number,
): Promise<boolean> {
  const row = await tx.selectFrom(table).select('id').where('id', '=', id).forKeyShare().executeTakeFirst()
  return row !== undefined
}
