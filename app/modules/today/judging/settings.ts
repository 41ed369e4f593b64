import { nowDate } from '../../../platform/clock.ts'
import { type Db, lock, type Tx } from '../../../platform/db.ts'
import { refuseLate } from '../../../web/was.ts'
import { record, type StaffActor } from '../../activity/index.ts'
import { defaultEffect, type EffectPrior } from './ranking.ts'

/** What the company believes about the effect of contact. */
export async function effectPrior(db: Db | Tx): Promise<EffectPrior> {
  const row = await db.selectFrom('today.setting').select(['effect', 'effect_weight']).executeTakeFirst()
  return row ? { effect: row.effect, weight: row.effect_weight } : defaultEffect
}

/**
 * Changes it. The caller has all accounts judged again. Throws Conflict when it is no longer what the form showed (`was`, the
 * word of `priorShown`).
 */
export async function changeEffectPrior(tx: Tx, actor: StaffActor, prior: EffectPrior, was?: string): Promise<void> {
  await lock(tx, 'today.setting')
  refuseLate(was, priorShown(await effectPrior(tx)))
  const values = { effect: prior.effect, effect_weight: prior.weight, updated_at: nowDate(), updated_by: actor.id }
  await tx
    .insertInto('today.setting')
    .values(values)
    .onConflict(conflict => conflict.column('one').doUpdateSet(values))
    .execute()
  await record(tx, actor, { name: 'today.effect_changed', data: { percent: Math.round(prior.effect * 1000) / 10 } })
}

/** What stands in the form, in the order of its word (see was.ts). */
export function priorShown({ effect, weight }: EffectPrior): readonly number[] {
  return [effect, weight]
}
