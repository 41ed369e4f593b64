import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'

/** Removes what was computed, felt or learned about the sample's accounts. A risk model that saw them is no longer true. */
export async function removeSampleHealth(tx: Tx): Promise<void> {
  const accounts = sql`select account_id from customers.account_fact where sample`
  await sql`delete from health.score_day where account_id in (${accounts})`.execute(tx)
  await sql`delete from health.risk_day where account_id in (${accounts})`.execute(tx)
  await sql`delete from health.sentiment where account_id in (${accounts})`.execute(tx)
  await sql`delete from health.risk_model`.execute(tx)
  await sql`delete from health.backtest`.execute(tx)
}
