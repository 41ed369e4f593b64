import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Actor } from '../../activity/index.ts'
import { refuseLateChoice, tellChosen } from './choice.ts'
import { checkOwner } from './create.ts'

/**
 * Makes a person the owner of these accounts, or nobody (undefined). Returns how many accounts have another owner than
 * before. Throws Invalid when the person is not there.
 */
export async function assignOwner(
  tx: Tx,
  actor: Actor,
  accountIds: readonly number[],
  ownerId: string | undefined,
): Promise<number> {
  await checkOwner(tx, ownerId)
  const { rows } = await sql<{ id: number; before: string | null }>`
    update customers.account a set owner_id = ${ownerId ?? null}, updated_at = ${nowDate()}
    from (
      select id, owner_id from customers.account where id = any(${accountIds}::bigint[]) order by id for no key update
    ) old
    where a.id = old.id and a.owner_id is distinct from ${ownerId ?? null}
    returning a.id, old.owner_id as before`.execute(tx)
  return tellChosen(tx, actor, 'customers.owner_assigned', rows, ownerId ?? null)
}

/**
 * The same for one account whose owner was on the screen (`was`, null for nobody). Throws Conflict when it has another one by
 * now.
 */
export async function handOver(
  tx: Tx,
  actor: Actor,
  account: { readonly id: number; readonly was: string | undefined },
  ownerId: string | undefined,
): Promise<void> {
  await refuseLateChoice(tx, 'owner_id', account)
  await assignOwner(tx, actor, [account.id], ownerId)
}
