import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Actor } from '../../activity/index.ts'
import type { OpenStage } from '../tables.ts'
import { refuseLateChoice, tellChosen } from './choice.ts'

/**
 * Moves accounts to another stage and returns how many moved. Cancelled ones stay as they are: they come back by
 * `reopenAccount`, and leave by `cancelAccount`.
 */
export async function changeStage(
  tx: Tx,
  actor: Actor,
  accountIds: readonly number[],
  stage: OpenStage,
): Promise<number> {
  const { rows } = await sql<{ id: number; before: string }>`
    update customers.account a set stage = ${stage}, updated_at = ${nowDate()}
    from (
      select id, stage from customers.account where id = any(${accountIds}::bigint[]) order by id for no key update
    ) old
    where a.id = old.id and a.stage not in (${stage}, 'cancelled')
    returning a.id, old.stage as before`.execute(tx)
  return tellChosen(tx, actor, 'customers.stage_changed', rows, stage)
}

/** The same for one account whose stage was on the screen (`was`). Throws Conflict when it has another one by now. */
export async function moveOn(
  tx: Tx,
  actor: Actor,
  account: { readonly id: number; readonly was: string | undefined },
  stage: OpenStage,
): Promise<void> {
  await refuseLateChoice(tx, 'stage', account)
  await changeStage(tx, actor, [account.id], stage)
}
