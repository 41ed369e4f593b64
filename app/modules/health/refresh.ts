import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import type { Services } from '../../web/services.ts'
import { heldRiskModel, predictRisks } from './learning/predictions.ts'
import { recomputeScores } from './scoring/recompute.ts'

/** Brings score and risk of these accounts up to date, in the transaction that takes them off the list of changes. */
export async function refreshHealth(tx: Tx, services: Services, accountIds: readonly number[]): Promise<void> {
  const accounts = sql`select unnest(${[...accountIds]}::bigint[])`
  await recomputeScores(tx, services, accounts)
  const active = await heldRiskModel(tx)
  if (active) await predictRisks(tx, services, active, accounts)
}
