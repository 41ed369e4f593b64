import type { Tx } from '../../../platform/db.ts'
import { refuseLate } from '../../../web/was.ts'
import { type Actor, record } from '../../activity/index.ts'
import { markManyChanged } from '../changes.ts'

/** Of whom something else was chosen, and what it was before. */
interface Chosen {
  readonly id: number
  readonly before: string | null
}

/** Tells what was chosen for these accounts, and marks them as changed. Returns how many there are. */
export async function tellChosen(
  tx: Tx,
  actor: Actor,
  name: 'customers.owner_assigned' | 'customers.stage_changed',
  accounts: readonly Chosen[],
  to: string | null,
): Promise<number> {
  const deeds = accounts.map(({ id, before }) => ({ name, accountId: id, data: { from: before, to } }))
  await record(tx, actor, ...deeds)
  await markManyChanged(
    tx,
    accounts.map(({ id }) => id),
  )
  return accounts.length
}

/** Throws Conflict when something else was chosen since `was` was on the screen; until `tx` ends nobody else chooses. */
export async function refuseLateChoice(
  tx: Tx,
  column: 'owner_id' | 'stage',
  account: { readonly id: number; readonly was: string | undefined },
): Promise<void> {
  const now = await tx
    .selectFrom('customers.account')
    .select(`${column} as chosen`)
    .where('id', '=', account.id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  refuseLate(account.was, now?.chosen)
}
