import { type RawBuilder, sql } from 'kysely'
import { type Db, type Tx, transactAgain } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { accountIdsAfter } from '../../customers/index.ts'
import { predictingStage } from '../tables.ts'
import { type ActiveRiskModel, activeRiskModel, heldRiskModel, predictRisks, predictWeekAgo } from './predictions.ts'

const batch = 2000

/**
 * Predicts for every open account with the active model and forgets what other models said; returns for how many. It ends
 * when another model takes over meanwhile: that one's training predicts for everybody. Throws when `signal` says to stop.
 */
export async function predictForAll(services: Services, signal: AbortSignal): Promise<number> {
  const { count, finished, modelId } = await inBatches(services, signal, (tx, active, accounts) =>
    predictRisks(tx, services, active, accounts),
  )
  if (finished) await transactAgain(services.db, tx => forgetOthers(tx, modelId))
  return count
}

/** What the active model would have said a week ago, once after it was trained. Throws when `signal` says to stop. */
export async function lookBack(services: Services, signal: AbortSignal): Promise<void> {
  await inBatches(services, signal, async (tx, active, accounts) => {
    await predictWeekAgo(tx, services, active, accounts)
    return 0
  })
}

/**
 * What models said that are not in use. None is taken in or out of use meanwhile. This one has said all it has to, if it is
 * still in use; one that was taken into use since has not.
 */
async function forgetOthers(tx: Tx, modelId: number | undefined): Promise<void> {
  // Not to be shared: two who had it both would wait for each other to change what follows.
  await sql`lock table health.risk_model in share row exclusive mode`.execute(tx)
  const active = sql`select id from health.risk_model where active`
  await sql`delete from health.risk where risk_model_id not in (${active})`.execute(tx)
  await tx
    .updateTable('health.risk_model')
    .set({ stage: null })
    .where('status', '=', 'ready')
    .where('stage', '=', predictingStage)
    .where(eb => eb.or([eb('active', '=', false), eb('id', '=', modelId ?? null)]))
    .execute()
}

/**
 * Goes through all accounts with one model, so many in a transaction that the process stays responsive; through none when no
 * model is in use. Adds up what `work` counts, and tells which model it was; not finished when another was in use before the
 * end.
 */
async function inBatches(
  services: Services,
  signal: AbortSignal,
  work: (tx: Tx, active: ActiveRiskModel, accounts: RawBuilder<unknown>) => Promise<number>,
): Promise<{ readonly count: number; readonly finished: boolean; readonly modelId: number | undefined }> {
  const { db } = services
  let count = 0
  const first = await activeRiskModel(db)
  const modelId = first?.id
  for (let last = 0; first; ) {
    signal.throwIfAborted()
    const end = (await accountIdsAfter(db, last, batch)).at(-1)
    if (end === undefined) break
    const range = sql`select account_id from customers.account_fact where account_id > ${last} and account_id <= ${end}`
    const done = await withModel(db, first.id, (tx, active) => work(tx, active, range))
    if (done === undefined) return { count, finished: false, modelId }
    count += done
    last = end
  }
  return { count, finished: true, modelId }
}

/** Does the work if the model is still the one in use, which it then stays until the work is stored; undefined if it is not. */
function withModel(
  db: Db,
  id: number,
  work: (tx: Tx, active: ActiveRiskModel) => Promise<number>,
): Promise<number | undefined> {
  return transactAgain(db, async tx => {
    const active = await heldRiskModel(tx)
    return active?.id === id ? work(tx, active) : undefined
  })
}
