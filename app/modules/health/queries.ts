import type { Db } from '../../platform/db.ts'
import { NotFound } from '../../platform/errors.ts'

/** The name of an account. Throws NotFound when there is none with this id. */
export async function findAccountName(db: Db, accountId: number): Promise<string> {
  const row = await db
    .selectFrom('customers.account_fact')
    .select('name')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  if (!row) throw new NotFound(`account ${accountId}`)
  return row.name
}
