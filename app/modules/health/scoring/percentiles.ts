import { type RawBuilder, sql } from 'kysely'
import { nowDate, today } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { companySettings } from '../../identity/index.ts'
import { measured } from '../measured.ts'
import { currentModels, type Model } from '../models.ts'
import { accountsOf, idsOf, modelsBefore } from './accounts.ts'
import type { Cuts } from './compile.ts'
import type { ModelDefinition } from './definition.ts'
import { cutCount } from './points.ts'

/** Cut points of each version's percentile measures, by version and position. */
export async function cutsOf(db: Db | Tx, models: readonly Model[]): Promise<ReadonlyMap<number, Cuts>> {
  if (models.length === 0) return new Map()
  const rows = await db
    .selectFrom('health.percentile')
    .select(['version_id', 'position', 'cuts'])
    .where(
      'version_id',
      'in',
      models.map(model => model.versionId),
    )
    .execute()
  const byVersion = Map.groupBy(rows, row => row.version_id)
  return new Map([...byVersion].map(([id, cuts]) => [id, new Map(cuts.map(row => [row.position, row.cuts]))]))
}

/**
 * How measured values (columns v0 … vn) are spread over the percentile measures of a definition: the values at 0 %, 5 % …
 * 100 %. Measures of which nobody has a value are left out.
 */
export async function cutsIn(db: Db | Tx, definition: ModelDefinition, values: RawBuilder<unknown>): Promise<Cuts> {
  const positions = definition.measures.flatMap(({ scale }, i) => (scale.kind === 'percentile' ? [i] : []))
  if (positions.length === 0) return new Map()
  const shares = Array.from({ length: cutCount }, (_, i) => i / (cutCount - 1))
  const spread = positions.map(position => {
    const value = sql.ref(`v${position}`)
    return sql`percentile_cont(${shares}::float8[]) within group (order by ${value}) as ${sql.ref(`c${position}`)}`
  })
  const { rows } = await sql<
    Record<string, number[] | null>
  >`select ${sql.join(spread)} from (${values}) spread`.execute(db)
  return new Map(
    positions.flatMap(position => {
      const cuts = rows[0]?.[`c${position}`]
      return cuts ? [[position, cuts] as const] : []
    }),
  )
}

/** Keeps the cut points of a version, for the accounts that are scored one by one until they are looked at again. */
export async function storeCuts(tx: Tx, versionId: number, cuts: Cuts): Promise<void> {
  if (cuts.size === 0) return
  await tx
    .insertInto('health.percentile')
    .values(
      [...cuts].map(([position, found]) => ({
        version_id: versionId,
        position,
        cuts: [...found],
        computed_at: nowDate(),
      })),
    )
    .onConflict(conflict =>
      conflict
        .columns(['version_id', 'position'])
        .doUpdateSet(eb => ({ cuts: eb.ref('excluded.cuts'), computed_at: eb.ref('excluded.computed_at') })),
    )
    .execute()
}

/** Looks again at how the accounts of each model are spread over its percentile measures. */
export async function refreshPercentiles(tx: Tx, services: Services): Promise<void> {
  const { timeZone } = await companySettings(tx)
  const day = today(timeZone).toString()
  const models = await currentModels(tx)
  for (const model of models) {
    const uses = model.definition.measures.map(use => (use.scale.kind === 'percentile' ? use : undefined))
    const accounts = await idsOf(tx, accountsOf(model, modelsBefore(model, models)))
    const values = measured(uses, services.offers, { accounts, day })
    await storeCuts(tx, model.versionId, await cutsIn(tx, model.definition, values))
  }
}
