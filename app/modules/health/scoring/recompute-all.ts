import { type RawBuilder, sql } from 'kysely'
import { nowDate, today } from '../../../platform/clock.ts'
import { type Db, type Tx, transact } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { companySettings } from '../../identity/index.ts'
import type { MeasureUse } from '../../segments/index.ts'
import { measured } from '../measured.ts'
import type { Model } from '../models.ts'
import { accountsOf, modelsBefore } from './accounts.ts'
import { type Cuts, scoreValues } from './compile.ts'
import { useKey } from './definition.ts'
import { cutsIn, storeCuts } from './percentiles.ts'
import { forgetCancelled, modelsOrDefault } from './recompute.ts'
import { type Moment, storeScores } from './store.ts'

export interface RecomputeAllOptions {
  readonly signal?: AbortSignal
  /** Told the finished share, 0 to 1. */
  readonly onProgress?: (share: number) => Promise<void> | void
  /** Runs in the transaction that stores the scores of a batch, with the accounts whose score changed. */
  readonly onMoved?: (tx: Tx, accountIds: readonly number[]) => Promise<void>
}

/** How many accounts were looked at, and of how many the score changed. */
export interface RecomputedAll {
  readonly accounts: number
  readonly moved: number
}

/** Accounts whose scores are stored in one transaction: so long others wait at most who hear news of one of them. */
const batch = 10_000
/** Measuring is about as much work as all the storing. */
const shareOfMeasuring = 0.5

/**
 * Computes the scores of everybody: the data is measured once, for all models, into a temporary table; then come the
 * percentiles and, batch by batch, the scores. What somebody stored meanwhile from newer facts stays.
 */
export async function recomputeAll(services: Services, options: RecomputeAllOptions = {}): Promise<RecomputedAll> {
  const { db } = services
  const { timeZone } = await companySettings(db)
  const at = nowDate()
  const moment: Moment = { day: today(timeZone).toString(), at, unlessStoredAfter: at }
  const models = await modelsOrDefault(db, services)
  return db.connection().execute(async connection => {
    const values = await measureEverybody(connection, services, models, moment.day)
    try {
      await options.onProgress?.(shareOfMeasuring)
      const cuts = await renewCuts(connection, models, values)
      const counted = await storeInBatches(connection, { services, models, values, cuts, moment }, options)
      await transact(connection, tx => forgetCancelled(tx, 'all'))
      return counted
    } finally {
      await sql`drop table ${values.table}`.execute(connection)
    }
  })
}

/** A temporary table with a row per account (also those that left) and a column per distinct measure use. */
interface Values {
  readonly table: RawBuilder<unknown>
  readonly columns: ReadonlyMap<string, number>
}

async function measureEverybody(
  connection: Db,
  { offers }: Services,
  models: readonly Model[],
  day: string,
): Promise<Values> {
  const uses = new Map<string, MeasureUse>()
  for (const { definition } of models) for (const use of definition.measures) uses.set(useKey(use), use)
  const table = sql`pg_temp.${sql.id('health_values')}`
  const columns = [...uses].map((_, i) => sql`, ${sql.ref(`v${i}`)} float8`)
  await sql`create temp table ${sql.id('health_values')} (account_id bigint not null${sql.join(columns, sql``)})`.execute(
    connection,
  )
  await sql`insert into ${table} ${measured([...uses.values()], { measures: offers.measures }, { accounts: 'all', day })}`.execute(
    connection,
  )
  // Afterwards, because an index is built faster than it grows.
  await sql`alter table ${table} add primary key (account_id)`.execute(connection)
  await sql`analyze ${table}`.execute(connection)
  return { table, columns: new Map([...uses.keys()].map((key, i) => [key, i])) }
}

/** Ids above the one and up to the other. */
interface Range {
  readonly after: number
  readonly upTo: number
}

/** SQL with the columns that the model's measures have when they are measured on their own. */
function valuesOf(model: Model, models: readonly Model[], values: Values, range?: Range) {
  const columns = model.definition.measures.map((use, i) => {
    const column = sql.ref(`m.v${values.columns.get(useKey(use)) ?? 0}`)
    return sql`, ${column} as ${sql.ref(`v${i}`)}`
  })
  const inRange = (id: string) =>
    range ? sql`${sql.ref(id)} > ${range.after} and ${sql.ref(id)} <= ${range.upTo}` : sql`true`
  // The range is said of both, since the planner does not carry it over: else it reads everything for every batch.
  return sql`select m.account_id${sql.join(columns, sql``)} from ${values.table} m
    where ${inRange('m.account_id')}
      and m.account_id in (${accountsOf(model, modelsBefore(model, models), { within: inRange('a.account_id') })})`
}

async function renewCuts(connection: Db, models: readonly Model[], values: Values): Promise<ReadonlyMap<number, Cuts>> {
  const found = new Map<number, Cuts>()
  for (const model of models) {
    const cuts = await cutsIn(connection, model.definition, valuesOf(model, models, values))
    await transact(connection, tx => storeCuts(tx, model.versionId, cuts))
    found.set(model.versionId, cuts)
  }
  return found
}

interface Scoring {
  readonly services: Services
  readonly models: readonly Model[]
  readonly values: Values
  readonly cuts: ReadonlyMap<number, Cuts>
  readonly moment: Moment
}

async function storeInBatches(
  connection: Db,
  scoring: Scoring,
  { signal, onProgress, onMoved }: RecomputeAllOptions,
): Promise<RecomputedAll> {
  const ends = await batchEnds(connection, scoring.values)
  let moved = 0
  for (const [i, { end }] of ends.entries()) {
    signal?.throwIfAborted()
    const range = { after: ends[i - 1]?.end ?? 0, upTo: end }
    moved += await transact(connection, async tx => {
      const ids = await storeBatch(tx, scoring, range)
      await onMoved?.(tx, ids)
      return ids.length
    })
    await onProgress?.(shareOfMeasuring + ((1 - shareOfMeasuring) * (i + 1)) / ends.length)
  }
  return { accounts: ends.reduce((sum, { accounts }) => sum + accounts, 0), moved }
}

async function batchEnds(connection: Db, { table }: Values) {
  const { rows } = await sql<{ end: number; accounts: number }>`
    select max(account_id) as end, count(*) as accounts
    from (select account_id, (row_number() over (order by account_id) - 1) / ${batch}::bigint as batch from ${table}) numbered
    group by batch order by batch`.execute(connection)
  return rows
}

async function storeBatch(tx: Tx, scoring: Scoring, range: Range): Promise<readonly number[]> {
  const { services, models, values, cuts, moment } = scoring
  const moved: number[] = []
  for (const model of models) {
    const own = valuesOf(model, models, values, range)
    const scored = scoreValues(model.definition, own, services.offers, cuts.get(model.versionId) ?? new Map())
    const { rows } = await storeScores(model, scored, moment).execute(tx)
    for (const row of rows) if (row.moved) moved.push(row.account_id)
  }
  return moved
}
