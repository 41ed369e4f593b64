import { type RawBuilder, sql } from 'kysely'
import { nowDate, today } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Locale } from '../../../web/i18n.ts'
import type { Services } from '../../../web/services.ts'
import { companySettings } from '../../identity/index.ts'
import { measured } from '../measured.ts'
import { currentModels, ensureDefaultModel, type Model } from '../models.ts'
import { type Cuts, scoreValues, storeScores } from './compile.ts'
import { cutCount } from './points.ts'

/** The accounts whose score changed, and those of which only values or the comparison with last week changed. */
export interface Recomputed {
  readonly moved: readonly number[]
  readonly touched: readonly number[]
}

/**
 * Computes and stores the scores of accounts (an SQL set of ids, or everybody): one statement per model, whatever the
 * number of accounts. Accounts that left lose their present score; its history stays.
 */
export async function recomputeScores(
  tx: Tx,
  services: Services,
  accounts: RawBuilder<unknown> | 'all',
): Promise<Recomputed> {
  const company = await companySettings(tx)
  const day = today(company.timeZone).toString()
  const models = await modelsOrDefault(tx, services, company.locale)
  const cuts = await cutsOf(tx, models)
  const moved: number[] = []
  const touched: number[] = []
  for (const model of models) {
    const set = accountsOf(model, models, accounts)
    const values = measured(model.definition.measures, services.offers, { accounts: set, day })
    const scored = scoreValues(model, values, services.offers, cuts.get(model.versionId) ?? new Map())
    const { rows } = await storeScores(model, scored, day, nowDate()).execute(tx)
    for (const row of rows) (row.moved ? moved : touched).push(row.account_id)
  }
  await forgetCancelled(tx, accounts)
  return { moved, touched }
}

/** The models; the first time there is anything to score, the one that is useful without configuration is made. */
async function modelsOrDefault(tx: Tx, services: Services, locale: Locale): Promise<readonly Model[]> {
  const models = await currentModels(tx)
  if (models.length > 0) return models
  await ensureDefaultModel(tx, { kind: 'system' }, services.words(locale)('health:model.everybody'))
  return currentModels(tx)
}

/** SQL set of the accounts that a model scores: those in its segment that no earlier model took; open ones unless everybody is asked for. */
export function accountsOf(
  model: Model,
  models: readonly Model[],
  accounts: RawBuilder<unknown> | 'all',
  who: 'open' | 'everybody' = 'open',
): RawBuilder<unknown> {
  const earlier = models.slice(0, models.indexOf(model)).flatMap(({ segmentId }) => segmentId ?? [])
  const conditions = [who === 'open' ? sql`not a.cancelled` : sql`true`]
  if (accounts !== 'all') conditions.push(sql`a.account_id in (${accounts})`)
  if (model.segmentId !== null) conditions.push(inSegments([model.segmentId]))
  if (earlier.length > 0) conditions.push(sql`not ${inSegments(earlier)}`)
  return sql`select a.account_id from customers.account_fact a where ${sql.join(conditions, sql` and `)}`
}

function inSegments(ids: readonly number[]): RawBuilder<unknown> {
  return sql`exists (select 1 from segments.membership_fact s
    where s.account_id = a.account_id and s.segment_id = any(${[...ids]}::bigint[]))`
}

async function forgetCancelled(tx: Tx, accounts: RawBuilder<unknown> | 'all'): Promise<void> {
  const within = accounts === 'all' ? sql`true` : sql`s.account_id in (${accounts})`
  await sql`
    delete from health.score s using customers.account_fact a
    where a.account_id = s.account_id and a.cancelled and ${within}`.execute(tx)
  await sql`
    delete from health.risk s using customers.account_fact a
    where a.account_id = s.account_id and a.cancelled and ${within}`.execute(tx)
}

/** Cut points of each version's percentile measures, by version and position. */
export async function cutsOf(db: Db | Tx, models: readonly Model[]): Promise<ReadonlyMap<number, Cuts>> {
  const rows = await db
    .selectFrom('health.percentile')
    .select(['version_id', 'position', 'cuts'])
    .where(
      'version_id',
      'in',
      models.map(model => model.versionId),
    )
    .execute()
  const found = new Map<number, Map<number, readonly number[]>>()
  for (const row of rows) {
    const ofVersion = found.get(row.version_id) ?? new Map<number, readonly number[]>()
    found.set(row.version_id, ofVersion.set(row.position, row.cuts))
  }
  return found
}

/**
 * Looks again at how the accounts of each model are spread over the percentile measures: the values at 0 %, 5 % … 100 %.
 * Daily, and before a new version counts.
 */
export async function refreshPercentiles(tx: Tx, services: Services): Promise<void> {
  const { timeZone } = await companySettings(tx)
  const day = today(timeZone).toString()
  const models = await currentModels(tx)
  for (const model of models) {
    const positions = model.definition.measures.flatMap((measure, i) =>
      measure.scale.kind === 'percentile' ? [i] : [],
    )
    if (positions.length === 0) continue
    const uses = positions.map(i => model.definition.measures[i]).filter(use => use !== undefined)
    const values = measured(uses, services.offers, { accounts: accountsOf(model, models, 'all'), day })
    const shares = Array.from({ length: cutCount }, (_, i) => i / (cutCount - 1))
    const cuts = positions.map(
      (position, i) => sql`
      select ${position}::int as position,
        percentile_cont(${shares}::float8[]) within group (order by ${sql.ref(`v${i}`)}) filter (where ${sql.ref(`v${i}`)} is not null) as cuts
      from spread`,
    )
    await sql`
      with spread as materialized (${values})
      insert into health.percentile (version_id, position, cuts, computed_at)
      select ${model.versionId}::bigint, position, cuts, ${nowDate()}::timestamptz from (${sql.join(cuts, sql` union all `)}) c
      where cuts is not null
      on conflict (version_id, position) do update set cuts = excluded.cuts, computed_at = excluded.computed_at`.execute(
      tx,
    )
  }
}
