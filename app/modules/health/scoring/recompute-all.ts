import { type RawBuilder, sql } from 'kysely'
import { type Db, type Tx, transact } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { companySettings } from '../../identity/index.ts'
import type { MeasureUse } from '../../segments/index.ts'
import { measured } from '../measured.ts'
import type { Model } from '../models.ts'
import { accountsOf, modelsBefore } from './accounts.ts'
import { inRange, type Moment, type Round } from './compare.ts'
import { type Cuts, scoreValues } from './compile.ts'
import { useKey } from './definition.ts'
import { cutsIn, storeCuts } from './percentiles.ts'
import { forgetCancelled, modelsOrDefault, momentOf } from './recompute.ts'
import { insertScores, type Stored, updateScores } from './store.ts'

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
  const moment = momentOf(timeZone)
  const models = await modelsOrDefault(db, services)
  return withOwnSettings(db, async connection => {
    try {
      const values = await measureEverybody(connection, services, models, moment.day)
      await options.onProgress?.(shareOfMeasuring)
      const cuts = await renewCuts(connection, models, values)
      const counted = await storeInBatches(connection, { services, models, values, cuts, moment }, options)
      await transact(connection, tx => forgetCancelled(tx, 'all'))
      return counted
    } finally {
      await dropValues(connection)
    }
  })
}

/**
 * A connection for going through everybody. Joins by merging meet rows, and so lock them, in the order of ids; where no other
 * join is possible the planner would take it for so dear that it compiles the statement. A batch that is lost in a crash is
 * computed again with all others, so nobody waits until it is on the disk; what says that the round is done comes after it in
 * the same log, and is waited for.
 */
function withOwnSettings<T>(db: Db, work: (connection: Db) => Promise<T>): Promise<T> {
  const settings = ['enable_hashjoin', 'enable_nestloop', 'jit', 'synchronous_commit']
  return db.connection().execute(async connection => {
    await sql`select ${sql.join(settings.map(name => sql`set_config(${name}, 'off', false)`))}`.execute(connection)
    try {
      return await work(connection)
    } finally {
      for (const name of settings) await sql`reset ${sql.id(name)}`.execute(connection)
    }
  })
}

/** A temporary table with a row per account (also those that left) and a column per distinct measure use. */
interface Values {
  readonly table: RawBuilder<unknown>
  readonly columns: ReadonlyMap<string, number>
}

const valuesTable = sql`pg_temp.${sql.id('health_values')}`

/** The connection goes back to the pool, and a table would stay with it. */
async function dropValues(connection: Db): Promise<void> {
  await sql`drop table if exists ${valuesTable}`.execute(connection)
}

async function measureEverybody(
  connection: Db,
  { offers }: Services,
  models: readonly Model[],
  day: string,
): Promise<Values> {
  const uses = new Map<string, MeasureUse>()
  for (const { definition } of models) for (const use of definition.measures) uses.set(useKey(use), use)
  const table = valuesTable
  const columns = [...uses].map((_, i) => sql`, ${sql.ref(`v${i}`)} float8`)
  // One that could not be dropped, because the connection failed at that moment.
  await dropValues(connection)
  await sql`create temp table ${sql.id('health_values')} (account_id bigint not null${sql.join(columns, sql``)})`.execute(
    connection,
  )
  await sql`insert into ${table} ${measured([...uses.values()], { measures: offers.measures }, { accounts: 'all', day })}`.execute(
    connection,
  )
  // Afterwards, because an index is built faster than it grows.
  await sql`alter table ${table} add primary key (account_id)`.execute(connection)
  // Only ids are compared: a small sample tells enough.
  await transact(connection, async tx => {
    await sql`set local default_statistics_target = 1`.execute(tx)
    await sql`analyze ${table} (account_id)`.execute(tx)
  })
  return { table, columns: new Map([...uses.keys()].map((key, i) => [key, i])) }
}

/** SQL with the columns that the model's measures have when they are measured on their own. */
function valuesOf(model: Model, models: readonly Model[], values: Values, round?: Round) {
  const columns = model.definition.measures.map((use, i) => {
    const column = sql.ref(`m.v${values.columns.get(useKey(use)) ?? 0}`)
    return sql`, ${column} as ${sql.ref(`v${i}`)}`
  })
  const within = round ? inRange('a', round) : sql`true`
  return sql`select m.account_id${sql.join(columns, sql``)} from ${values.table} m
    where ${round ? inRange('m', round) : sql`true`}
      and m.account_id in (${accountsOf(model, modelsBefore(model, models), { within })})`
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
  const batches = await batchesOf(connection, scoring.values)
  let moved = 0
  for (const [i, { end, accounts, scored }] of batches.entries()) {
    signal?.throwIfAborted()
    const round = { range: { after: batches[i - 1]?.end ?? 0, upTo: end }, unlessStoredAfter: scoring.moment.at }
    const lacking = scored === 0 || (scored < accounts && (await lacksScores(connection, round)))
    const ways = [...(scored > 0 ? [updateScores] : []), ...(lacking ? [insertScores] : [])]
    for (const model of scoring.models) {
      for (const store of ways)
        moved += await transact(connection, tx => storeBatch(tx, scoring, model, round, store, onMoved))
    }
    await onProgress?.(shareOfMeasuring + ((1 - shareOfMeasuring) * (i + 1)) / batches.length)
  }
  return { accounts: batches.reduce((sum, { accounts }) => sum + accounts, 0), moved }
}

/** The last id of each batch, how many accounts are in it, and how many of them have a score. */
async function batchesOf(connection: Db, { table }: Values) {
  const { rows } = await sql<{ end: number; accounts: number; scored: number }>`
    select max(id) as end, count(*) as accounts, count(score) as scored
    from (
      select m.account_id as id, s.account_id as score, (row_number() over (order by m.account_id) - 1) / ${batch}::bigint as batch
      from ${table} m left join health.score s on s.account_id = m.account_id
    ) numbered
    group by batch order by batch`.execute(connection)
  return rows
}

/** Whether somebody lacks a score beside those who left. */
async function lacksScores(connection: Db, round: Round): Promise<boolean> {
  const { rows } = await sql`
    select from customers.account_fact a
    where not a.cancelled and ${inRange('a', round)}
      and not exists (select from health.score s where s.account_id = a.account_id and ${inRange('s', round)})
    limit 1`.execute(connection)
  return rows.length > 0
}

/** Stores the scores that one model gives to its accounts of a batch, in one statement; how many of them moved. */
async function storeBatch(
  tx: Tx,
  { services, models, values, cuts, moment }: Scoring,
  model: Model,
  round: Round,
  store: typeof updateScores,
  onMoved: RecomputeAllOptions['onMoved'],
): Promise<number> {
  const own = valuesOf(model, models, values, round)
  const scored = scoreValues(model.definition, own, services.offers, cuts.get(model.versionId) ?? new Map())
  const { rows } = await store(model, scored, moment, round).execute(tx)
  const { moved = [] } = (rows[0] ?? {}) as Partial<Stored>
  await onMoved?.(tx, moved)
  return moved.length
}
