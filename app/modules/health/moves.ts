import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import type { MergeAccounts } from '../../web/module.ts'

/**
 * What people said of an account goes with it to the one it is merged into; of two overrides that count, the survivor's.
 * What was computed of it alone goes: the survivor is computed anew from both, and its course stays its own.
 */
export const mergeAccounts: MergeAccounts = async (tx, { fromId, intoId }) => {
  await sql`
    update health.override set ended_at = ${nowDate()}
    where account_id = ${fromId} and ended_at is null
      and exists (select from health.override where account_id = ${intoId} and ended_at is null)`.execute(tx)
  await sql`update health.override set account_id = ${intoId} where account_id = ${fromId}`.execute(tx)
  await sql`update health.sentiment set account_id = ${intoId} where account_id = ${fromId}`.execute(tx)
  await tx.deleteFrom('health.score_day').where('account_id', '=', fromId).execute()
  await tx.deleteFrom('health.risk_day').where('account_id', '=', fromId).execute()
}

/**
 * Removes what was computed, felt or learned about the sample's accounts, and models for its segments. Risk models that
 * learned from it go with it; those that learned from real accounts never saw it, and stay. Back-tests are of everybody.
 */
export async function removeSampleHealth(tx: Tx): Promise<void> {
  // First, as who predicts holds the model before anything else.
  await sql`delete from health.risk_model where sample`.execute(tx)
  const accounts = sql`select account_id from customers.account_fact where sample`
  await sql`delete from health.score_day where account_id in (${accounts})`.execute(tx)
  await sql`delete from health.risk_day where account_id in (${accounts})`.execute(tx)
  await sql`delete from health.sentiment where account_id in (${accounts})`.execute(tx)
  const models = sql`
    select id from health.model where segment_id in (select segment_id from segments.segment_fact where sample)`
  await sql`
    delete from health.score
    where version_id in (select id from health.model_version where model_id in (${models}))`.execute(tx)
  await sql`delete from health.model where id in (${models})`.execute(tx)
  await sql`delete from health.backtest`.execute(tx)
  // Whoever comes after the sample has another past to be computed.
  await sql`delete from health.backfill`.execute(tx)
}
