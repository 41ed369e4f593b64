import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { refuseLate } from '../../../web/was.ts'
import { type Actor, record } from '../../activity/index.ts'
import { markChanged } from '../changes.ts'
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
  const deeds = rows.map(row => ({
    name: 'customers.owner_assigned' as const,
    accountId: row.id,
    data: { from: row.before, to: ownerId ?? null },
  }))
  await record(tx, actor, ...deeds)
  await markChanged(
    tx,
    rows.map(row => row.id),
  )
  return rows.length
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
  const now = await tx
    .selectFrom('customers.account')
    .select('owner_id')
    .where('id', '=', account.id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  refuseLate(account.was, now?.owner_id)
  await assignOwner(tx, actor, [account.id], ownerId)
}
