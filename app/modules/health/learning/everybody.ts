import { type RawBuilder, sql } from 'kysely'
import { type Db, type Tx, transact } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { accountIdsAfter } from '../../customers/index.ts'
import { type ActiveRiskModel, activeRiskModel, heldRiskModel, predictRisks, predictWeekAgo } from './predictions.ts'

const batch = 2000

/**
 * Predicts for every open account with the active model and forgets what other models said; returns for how many. It ends
 * when another model takes over meanwhile: that one's training predicts for everybody. Throws when `signal` says to stop.
 */
export async function predictForAll(services: Services, signal: AbortSignal): Promise<number> {
  let predicted = 0
  const finished = await inBatches(services, signal, async (tx, active, accounts) => {
    predicted += await predictRisks(tx, services, active, accounts)
  })
  if (finished) await transact(services.db, forgetOthers)
  return predicted
}

/** What the active model would have said a week ago, once after it was trained. Throws when `signal` says to stop. */
export async function lookBack(services: Services, signal: AbortSignal): Promise<void> {
  await inBatches(services, signal, (tx, active, accounts) => predictWeekAgo(tx, services, active, accounts))
}

/** What models said that are not in use. None is taken in or out of use meanwhile. */
async function forgetOthers(tx: Tx): Promise<void> {
  await sql`lock table health.risk_model in share mode`.execute(tx)
  const active = sql`select id from health.risk_model where active`
  await sql`delete from health.risk where risk_model_id not in (${active})`.execute(tx)
}

/**
 * Goes through all accounts with one model, so many in a transaction that the process stays responsive; through none when no
 * model is in use. Returns false when it ended because another one is by now.
 */
async function inBatches(
  services: Services,
  signal: AbortSignal,
  work: (tx: Tx, active: ActiveRiskModel, accounts: RawBuilder<unknown>) => Promise<void>,
): Promise<boolean> {
  const { db } = services
  const first = await activeRiskModel(db)
  for (let last = 0; first; ) {
    signal.throwIfAborted()
    const end = (await accountIdsAfter(db, last, batch)).at(-1)
    if (end === undefined) break
    const range = sql`select account_id from customers.account_fact where account_id > ${last} and account_id <= ${end}`
    if (!(await withModel(db, first.id, (tx, active) => work(tx, active, range)))) return false
    last = end
  }
  return true
}

/** Does the work if the model is still the one in use, which it then stays until the work is stored; returns whether it was. */
function withModel(db: Db, id: number, work: (tx: Tx, active: ActiveRiskModel) => Promise<void>): Promise<boolean> {
  return transact(db, async tx => {
    const active = await heldRiskModel(tx)
    if (active?.id !== id) return false
    await work(tx, active)
    return true
  })
}
