import { type RawBuilder, sql } from 'kysely'
import { nowDate, startOfDay, today } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { transact } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { companySettings } from '../../identity/index.ts'
import { measured } from '../measured.ts'
import { currentModels, ensureDefaultModel, type Model } from '../models.ts'
import { accountsOf, idsOf, modelsBefore } from './accounts.ts'
import type { Moment } from './compare.ts'
import { noCuts, scoreValues } from './compile.ts'
import { cutsOf } from './percentiles.ts'
import { keepDays, type Stored, storeScores } from './store.ts'

/**
 * Computes and stores the scores of accounts (an SQL set of ids, or everybody) within `tx`: one statement per model,
 * whatever the number of accounts. Accounts that left lose their present score; its history stays. For everybody of a
 * large company see recomputeAll, which holds no locks for long.
 */
export async function recomputeScores(
  tx: Tx,
  services: Services,
  accounts: RawBuilder<unknown> | 'all',
): Promise<Stored> {
  const models = await modelsOrDefault(tx, services)
  const { timeZone } = await companySettings(tx)
  await lockScores(tx, accounts)
  // From here on, so that whoever waited for somebody else measures what is true by now.
  const moment = momentOf(timeZone)
  const cuts = await cutsOf(tx, models)
  const moved: number[] = []
  const touched: number[] = []
  for (const model of models) {
    const set = await accountsToScore(tx, model, models, accounts)
    if (set.length === 0) continue
    const values = measured(model.definition.measures, services.offers, { accounts: set, day: moment.day })
    const scored = scoreValues(model.definition, values, services.offers, cuts.get(model.versionId) ?? noCuts)
    const { rows } = await storeScores(model, scored, moment).execute(tx)
    moved.push(...(rows[0]?.moved ?? []))
    touched.push(...(rows[0]?.touched ?? []))
  }
  await forgetCancelled(tx, accounts)
  return { moved, touched }
}

/** Locks those that are there in the order of ids: beyond one statement, models and accounts that left come in another. */
async function lockScores(tx: Tx, accounts: RawBuilder<unknown> | 'all'): Promise<void> {
  const within = accounts === 'all' ? sql`true` : sql`account_id in (${accounts})`
  await sql`
    select count(*) from (select from health.score where ${within} order by account_id for update) locked`.execute(tx)
}

/** Now, in the company's time zone. */
export function momentOf(timeZone: string): Moment {
  const day = today(timeZone)
  return { day: day.toString(), dayBegan: startOfDay(day, timeZone), at: nowDate() }
}

function accountsToScore(
  tx: Tx,
  model: Model,
  models: readonly Model[],
  accounts: RawBuilder<unknown> | 'all',
): Promise<readonly number[]> {
  const within = accounts === 'all' ? undefined : sql`a.account_id in (${accounts})`
  return idsOf(tx, accountsOf(model, modelsBefore(model, models), { within }))
}

/** The models; the first time there is anything to score, the one for everybody, useful without configuration, is made. */
export async function modelsOrDefault(db: Db | Tx, services: Services): Promise<readonly Model[]> {
  const models = await currentModels(db)
  if (models.some(model => model.segmentId === null)) return models
  const { locale } = await companySettings(db)
  const make = (tx: Tx) => ensureDefaultModel(tx, { kind: 'system' }, services.words(locale)('health:model.everybody'))
  if (db.isTransaction) await make(db as Tx)
  else await transact(db, make)
  return currentModels(db)
}

/** Accounts that left have no present score and no risk; what the score was stays in their history. */
export async function forgetCancelled(tx: Tx, accounts: RawBuilder<unknown> | 'all'): Promise<void> {
  const within = accounts === 'all' ? sql`true` : sql`s.account_id in (${accounts})`
  const left = sql`select from customers.account_fact a where a.account_id = s.account_id and a.cancelled`
  await sql`
    with leaving as materialized (
      select account_id from health.score s where exists (${left}) and ${within} order by account_id for update
    ),
    gone as (delete from health.score s using leaving l where l.account_id = s.account_id returning s.*)
    ${keepDays(sql`select * from gone where day is not null`)}`.execute(tx)
  await sql`delete from health.risk s where exists (${left}) and ${within}`.execute(tx)
}

/**
 * Removes scores, courses and courses of risks of accounts that are no more (removed at the moment in which they were
 * written), and scores of versions that are no more, which nobody could explain. Locks scores in the order of ids.
 */
export async function forgetRemoved(db: Db): Promise<void> {
  const accountGone = sql`not exists (select from customers.account_fact a where a.account_id = s.account_id)`
  const versionGone = sql`not exists (select from health.model_version v where v.id = s.version_id)`
  await sql`
    with leaving as materialized (
      select account_id from health.score s where ${accountGone} or ${versionGone} order by account_id for update
    )
    delete from health.score s using leaving l where l.account_id = s.account_id`.execute(db)
  await sql`delete from health.score_day s where ${accountGone} or ${versionGone}`.execute(db)
  await sql`delete from health.risk_day s where ${accountGone}`.execute(db)
}
