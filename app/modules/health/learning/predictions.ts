import { type RawBuilder, sql } from 'kysely'
import { nowDate, today } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { companySettings } from '../../identity/index.ts'
import { type Contribution, riskExplainer } from '../risk/predict.ts'
import type { RiskModel } from '../risk/train.ts'
import { idsOf } from '../scoring/accounts.ts'
import { usesOf } from './inputs.ts'
import { rowsAt } from './rows.ts'

/** A model that is in use. */
export interface ActiveRiskModel {
  readonly id: number
  readonly kind: 'dated' | 'undated'
  readonly horizonDays: number | null
  readonly model: RiskModel
}

/** Why an account's risk is what it is; stored with the prediction. */
export type RiskReason = Pick<Contribution, 'key' | 'kind' | 'contribution' | 'value' | 'usual' | 'seen'>

const mostReasons = 4
/** Below this a reason changes the odds by less than a twentieth: not worth a person's reading. */
const leastContribution = 0.05
/** A smaller change of the probability is no news for the history. */
const leastChange = 0.005

/** The model whose predictions are shown, if one was trained. */
export async function activeRiskModel(db: Db | Tx): Promise<ActiveRiskModel | undefined> {
  const row = await db
    .selectFrom('health.risk_model')
    .select(['id', 'kind', 'horizon_days', 'model'])
    .where('active', '=', true)
    .executeTakeFirst()
  if (!row?.model) return undefined
  return { id: row.id, kind: row.kind ?? 'undated', horizonDays: row.horizon_days, model: row.model as RiskModel }
}

/**
 * Predicts and stores the risk of the accounts in the set (cancelled accounts have none); returns how many.
 * One read, one write, whatever their number; call it with some thousands at a time, since predicting holds the thread.
 */
export async function predictRisks(
  tx: Tx,
  services: Services,
  active: ActiveRiskModel,
  accounts: RawBuilder<unknown>,
): Promise<number> {
  const company = await companySettings(tx)
  const day = today(company.timeZone).toString()
  const uses = usesOf(active.model.encodings.map(encoding => encoding.key))
  const open = await idsOf(
    tx,
    sql`
    select account_id from customers.account_fact where not cancelled and account_id in (${accounts})`,
  )
  const found = await rowsAt(tx, services.offers, { day, at: undefined, uses }, open)
  const explain = riskExplainer(active.model)
  const explained = found.map(one => ({ accountId: one.accountId, ...explain(one.row) }))
  await store(tx, active.id, day, {
    ids: explained.map(one => one.accountId),
    probabilities: explained.map(one => one.probability),
    reasons: explained.map(one => JSON.stringify(reasonsOf(one.contributions))),
  })
  return explained.length
}

interface Predictions {
  readonly ids: readonly number[]
  readonly probabilities: readonly number[]
  readonly reasons: readonly string[]
}

async function store(
  tx: Tx,
  modelId: number,
  day: string,
  { ids, probabilities, reasons }: Predictions,
): Promise<void> {
  await sql`
    with fresh as (
      select * from unnest(${[...ids]}::bigint[], ${[...probabilities]}::real[], ${[...reasons]}::jsonb[])
        as p (account_id, probability, reasons)
    ),
    old as (select r.account_id, r.probability from health.risk r join fresh using (account_id)),
    stored as (
      insert into health.risk (account_id, risk_model_id, probability, reasons, computed_at)
      select account_id, ${modelId}::bigint, probability, reasons, ${nowDate()}::timestamptz from fresh order by account_id
      on conflict (account_id) do update set risk_model_id = excluded.risk_model_id, probability = excluded.probability,
        reasons = excluded.reasons, computed_at = excluded.computed_at
    )
    insert into health.risk_day (account_id, day, probability, reason, at)
    select f.account_id, ${day}::date, f.probability, f.reasons -> 0, ${nowDate()}::timestamptz
    from fresh f left join old on old.account_id = f.account_id
    where old.probability is null or abs(old.probability - f.probability) >= ${leastChange}
    order by f.account_id
    on conflict (account_id, day) do update set probability = excluded.probability, reason = excluded.reason,
      at = excluded.at`.execute(tx)
}

function reasonsOf(contributions: readonly Contribution[]): readonly RiskReason[] {
  return contributions
    .filter(one => one.contribution >= leastContribution)
    .slice(0, mostReasons)
    .map(({ key, kind, contribution, value, usual, seen }) => ({ key, kind, contribution, value, usual, seen }))
}
