import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import { type EffectPrior, shrunkEffect } from './ranking.ts'
import { effectPrior } from './settings.ts'

/** What plays in which people did something were found to prevent, beside accounts that were held out at random. */
export interface MeasuredEffect {
  /** Share of the losses, 0 to 1. */
  readonly effect: number
  /** With how many accounts a belief so sure would weigh: fewer, the wider the interval. */
  readonly accounts: number
  readonly plays: number
}

/** The effect of contact: what is believed, what was measured, and both together. */
export interface ContactEffect {
  readonly prior: EffectPrior
  readonly measured: MeasuredEffect | undefined
  readonly effect: number
}

/** What a contact is taken to change at present: the belief, drawn towards what was measured by how sure that is. */
export async function effectOfContact(db: Db | Tx): Promise<ContactEffect> {
  const [prior, measured] = [await effectPrior(db), await measuredEffect(db)]
  return { prior, measured, effect: shrunkEffect(prior, measured) }
}

/** Plays together, each weighing by how sure it is. */
async function measuredEffect(db: Db | Tx): Promise<MeasuredEffect | undefined> {
  const { rows } = await sql<MeasuredEffect>`
    select sum(effect * accounts) / sum(accounts) as effect, sum(accounts) as accounts, count(*) as plays
    from effects.contact_effect having sum(accounts) > 0`.execute(db)
  return rows[0]
}

/** By so much, as a share of it, an effect is another one. */
const notable = 0.02
/** Those that cannot be judged keep what they were judged by. */
const mostLeftBehind = 0.1

/** Whether accounts stand on the list by another effect of contact than is known by now. */
export async function isEffectNews(tx: Tx): Promise<boolean> {
  const { effect } = await effectOfContact(tx)
  const { rows } = await sql<{ news: boolean | null }>`
    select avg((abs(effect / reach - ${effect}::float8) > ${notable} * ${effect}::float8)::int) > ${mostLeftBehind} as news
    from today.candidate`.execute(tx)
  return rows[0]?.news ?? false
}
