import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'

/** Answers about an account go with it into the one it is merged with; what is derived is computed anew. */
export async function moveAccount(tx: Tx, pair: { readonly fromId: number; readonly intoId: number }): Promise<void> {
  const { fromId, intoId } = pair
  await tx.updateTable('today.answer').set({ account_id: intoId }).where('account_id', '=', fromId).execute()
  await sql`
    update today.list_item i set account_id = ${intoId}
    where account_id = ${fromId} and not exists (
      select from today.list_item other
      where other.account_id = ${intoId} and other.day = i.day and other.staff_id is not distinct from i.staff_id
    )`.execute(tx)
  await tx.deleteFrom('today.list_item').where('account_id', '=', fromId).execute()
  await tx.deleteFrom('today.candidate').where('account_id', '=', fromId).execute()
  await tx.deleteFrom('today.rhythm').where('account_id', '=', fromId).execute()
}

/** What was counted over all accounts counted the sample, too: nothing is shown until it is counted again. */
export async function forgetFigures(tx: Tx): Promise<void> {
  await sql`delete from today.reference`.execute(tx)
  await sql`delete from today.typical_amount`.execute(tx)
  await sql`delete from today.portfolio`.execute(tx)
}
