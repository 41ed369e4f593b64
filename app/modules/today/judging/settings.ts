import { nowDate } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { record, type StaffActor } from '../../activity/index.ts'
import { defaultEffect, type EffectPrior } from './ranking.ts'

/** What the company believes about the effect of contact. */
export async function effectPrior(db: Db | Tx): Promise<EffectPrior> {
  const row = await db.selectFrom('today.setting').select(['effect', 'effect_weight']).executeTakeFirst()
  return row ? { effect: row.effect, weight: row.effect_weight } : defaultEffect
}

/** Changes it. The caller has all accounts judged again. */
export async function changeEffectPrior(tx: Tx, actor: StaffActor, prior: EffectPrior): Promise<void> {
  const values = { effect: prior.effect, effect_weight: prior.weight, updated_at: nowDate(), updated_by: actor.id }
  await tx
    .insertInto('today.setting')
    .values(values)
    .onConflict(conflict => conflict.column('one').doUpdateSet(values))
    .execute()
  await record(tx, actor, { name: 'today.effect_changed', data: { percent: Math.round(prior.effect * 1000) / 10 } })
}
