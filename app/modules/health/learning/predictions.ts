import { type RawBuilder, sql } from 'kysely'
import { lastMomentOf, nowDate, today } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { companySettings } from '../../identity/index.ts'
import { type Contribution, riskExplainer } from '../risk/predict.ts'
import type { RiskModel } from '../risk/train.ts'
import { idsOf } from '../scoring/accounts.ts'
import { usesOf } from './inputs.ts'
import { rowsAt } from './rows.ts'
import { tellingReasons } from './telling-reasons.ts'

/** A model that is in use. */
export interface ActiveRiskModel {
  readonly id: number
  readonly kind: 'dated' | 'undated'
  readonly horizonDays: number | null
  readonly model: RiskModel
}

/** Why an account's risk is what it is; stored with the prediction. */
export type RiskReason = Pick<Contribution, 'key' | 'kind' | 'contribution' | 'value' | 'usual' | 'seen'>

/** More than are told: some are not worth telling, see tellingReasons. */
const mostReasons = 6
/** Below this a reason changes the odds by less than a twentieth: not worth a person's reading. */
const leastContribution = 0.05
/** Nobody's risk is known more exactly; and what is far smaller, `real` does not hold. */
const leastRisk = 1e-6
/** A smaller change of the probability is no news for the history. */
const leastChange = 0.005

/** The model whose predictions are shown, if one was trained. */
export function activeRiskModel(db: Db | Tx): Promise<ActiveRiskModel | undefined> {
  return inUse(activeRow(db))
}

/** The same for who writes predictions: no other takes its place, and it is not thrown away, until they are stored. */
export function heldRiskModel(tx: Tx): Promise<ActiveRiskModel | undefined> {
  return inUse(activeRow(tx).forShare())
}

function activeRow(db: Db | Tx) {
  return db.selectFrom('health.risk_model').select(['id', 'kind', 'horizon_days', 'model']).where('active', '=', true)
}

async function inUse(query: ReturnType<typeof activeRow>): Promise<ActiveRiskModel | undefined> {
  const row = await query.executeTakeFirst()
  if (!row?.model) return undefined
  return { id: row.id, kind: row.kind ?? 'undated', horizonDays: row.horizon_days, model: row.model as RiskModel }
}

/**
 * Predicts and stores the risk of the accounts in the set (cancelled accounts have none); returns how many. The model is to be
 * held (`heldRiskModel`), else what an older one says could be stored last.
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
  const predictions = await predict(tx, services, active, accounts, { day, at: undefined })
  await store(tx, active.id, day, predictions)
  return predictions.ids.length
}

/**
 * Stores what the model would have said of the accounts a week ago, from what was known by the end of that day, so that a
 * rise is known from the first day on. A trait that was changed since counts as now: no rise comes of what it was not.
 * Only for models of dated cancellations: of the others the past is not known.
 */
export async function predictWeekAgo(
  tx: Tx,
  services: Services,
  active: ActiveRiskModel,
  accounts: RawBuilder<unknown>,
): Promise<void> {
  if (active.kind !== 'dated') return
  const { timeZone } = await companySettings(tx)
  const day = today(timeZone).subtract({ days: 7 })
  const at = lastMomentOf(day, timeZone)
  const { ids, probabilities, strongest } = await predict(tx, services, active, accounts, {
    day: day.toString(),
    at,
    changed: 'present',
  })
  await sql`
    insert into health.risk_day (account_id, day, risk_model_id, probability, reason, at)
    select account_id, ${day.toString()}::date, ${active.id}::bigint, probability, strongest, ${at}::timestamptz
    from unnest(${[...ids]}::bigint[], ${[...probabilities]}::real[], ${[...strongest]}::jsonb[])
      as p (account_id, probability, strongest)
    order by account_id
    on conflict do nothing`.execute(tx)
}

interface Predictions {
  readonly ids: readonly number[]
  readonly probabilities: readonly number[]
  readonly reasons: readonly string[]
  /** The first reason that is worth telling. */
  readonly strongest: readonly (string | null)[]
}

async function predict(
  tx: Tx,
  { offers }: Services,
  { model }: ActiveRiskModel,
  accounts: RawBuilder<unknown>,
  moment: { readonly day: string; readonly at: Date | undefined; readonly changed?: 'present' },
): Promise<Predictions> {
  const uses = usesOf(model.encodings.map(encoding => encoding.key))
  const open = await idsOf(
    tx,
    sql`
    select account_id from customers.account_fact where not cancelled and account_id in (${accounts})`,
  )
  const found = await rowsAt(tx, offers, { ...moment, uses }, open)
  const explain = riskExplainer(model)
  const explained = found.map(one => ({ accountId: one.accountId, ...explain(one.row) }))
  const reasons = explained.map(one => reasonsOf(one.contributions))
  return {
    ids: explained.map(one => one.accountId),
    probabilities: explained.map(one => Math.min(1 - leastRisk, Math.max(leastRisk, one.probability))),
    reasons: reasons.map(some => JSON.stringify(some)),
    strongest: reasons.map(some => strongestOf(some)),
  }
}

/** The model's word on the last day up to then that it kept one for. */
function lastWord(modelId: number, until: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`left join lateral (
      select d.probability from health.risk_day d
      where d.account_id = f.account_id and d.risk_model_id = ${modelId}::bigint and d.day <= ${until}
      order by d.day desc limit 1
    )`
}

async function store(
  tx: Tx,
  modelId: number,
  day: string,
  { ids, probabilities, reasons, strongest }: Predictions,
): Promise<void> {
  await sql`
    with fresh as (
      select f.account_id, f.probability, f.reasons, f.strongest, last.probability as last, week.probability as week_ago
      from unnest(${[...ids]}::bigint[], ${[...probabilities]}::real[], ${[...reasons]}::jsonb[], ${[...strongest]}::jsonb[])
        as f (account_id, probability, reasons, strongest)
      ${lastWord(modelId, sql`${day}::date`)} last on true
      ${lastWord(modelId, sql`${day}::date - 7`)} week on true
    ),
    stored as (
      insert into health.risk (account_id, risk_model_id, probability, reasons, week_ago, computed_at)
      select account_id, ${modelId}::bigint, probability, reasons, week_ago, ${nowDate()}::timestamptz
      from fresh order by account_id
      on conflict (account_id) do update set risk_model_id = excluded.risk_model_id, probability = excluded.probability,
        reasons = excluded.reasons, week_ago = excluded.week_ago, computed_at = excluded.computed_at
    )
    insert into health.risk_day (account_id, day, risk_model_id, probability, reason, at)
    select account_id, ${day}::date, ${modelId}::bigint, probability, strongest, ${nowDate()}::timestamptz
    from fresh where last is null or abs(last - probability) >= ${leastChange}
    order by account_id
    on conflict (account_id, risk_model_id, day) do update set probability = excluded.probability,
      reason = excluded.reason, at = excluded.at`.execute(tx)
}

function reasonsOf(contributions: readonly Contribution[]): readonly RiskReason[] {
  return contributions
    .filter(one => one.contribution >= leastContribution)
    .slice(0, mostReasons)
    .map(({ key, kind, contribution, value, usual, seen }) => ({ key, kind, contribution, value, usual, seen }))
}

function strongestOf(reasons: readonly RiskReason[]): string | null {
  const [first] = tellingReasons(reasons)
  return first ? JSON.stringify(first) : null
}
