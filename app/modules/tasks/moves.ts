import type { Tx } from '../../platform/db.ts'

interface Pair {
  readonly fromId: number
  readonly intoId: number
}

/** Tasks of an account go with it into the one it is merged with. */
export async function moveAccount(tx: Tx, { fromId, intoId }: Pair): Promise<void> {
  await tx.updateTable('tasks.task').set({ account_id: intoId }).where('account_id', '=', fromId).execute()
}

/** The same for a contact. */
export async function moveContact(tx: Tx, { fromId, intoId }: Pair): Promise<void> {
  await tx.updateTable('tasks.task').set({ contact_id: intoId }).where('contact_id', '=', fromId).execute()
}

/** Tasks of the sample company. Those that people made for its accounts go with the accounts. */
export async function removeSampleTasks(tx: Tx): Promise<void> {
  await tx.deleteFrom('tasks.task').where('sample', '=', true).execute()
}
