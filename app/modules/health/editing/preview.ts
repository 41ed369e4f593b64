import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Offers } from '../../../web/module.ts'
import { measured } from '../measured.ts'
import type { Model } from '../models.ts'
import { accountsOf } from '../scoring/accounts.ts'
import { scoreValues } from '../scoring/compile.ts'
import type { ModelDefinition } from '../scoring/definition.ts'
import { type Composition, explainMove, type Move } from '../scoring/explain.ts'
import { presentScores } from '../scoring/history.ts'
import { cutsIn } from '../scoring/percentiles.ts'
import { bandSql } from '../scoring/points.ts'
import type { Band } from '../tables.ts'

/** What would change if a definition were published. */
export interface Preview {
  /** Accounts that the model would score, and how many of them were computed. */
  readonly total: number
  readonly looked: number
  /** Accounts with a score of 0–9 … 90–100, now and with the definition. */
  readonly before: readonly number[]
  readonly after: readonly number[]
  readonly bands: readonly { readonly from: Band; readonly to: Band; readonly accounts: number }[]
  /** Mean confidence of accounts with a score; null without any. */
  readonly confidence: { readonly before: number | null; readonly after: number | null }
  /** The accounts whose score would change most. */
  readonly examples: readonly PreviewExample[]
}

export interface PreviewExample {
  readonly accountId: number
  readonly name: string
  readonly sample: boolean
  readonly before: number
  readonly after: number
  readonly moves: readonly Move[]
}

/** Which accounts a model would score. */
export interface PreviewScope {
  readonly segmentId: number | null
  /** The models that are tried before it. */
  readonly earlier: readonly Pick<Model, 'segmentId'>[]
}

/** Above this a sample is computed, picked by a hash of the id: the same accounts each time. */
const mostLooked = 20_000
const mostExamples = 6
const mostSeconds = 8

/**
 * Computes what the definition would say of its accounts, without storing anything. With more than 20,000 of them for a
 * sample. Undefined when it takes longer than somebody would wait.
 */
export async function previewDefinition(
  db: Db,
  offers: Offers,
  options: { readonly definition: ModelDefinition; readonly scope: PreviewScope; readonly day: string },
  most = mostLooked,
  seconds = mostSeconds,
): Promise<Preview | undefined> {
  try {
    return await db.transaction().execute(async tx => {
      await sql`set local statement_timeout = ${sql.lit(`${seconds * 1000}ms`)}`.execute(tx)
      return preview(tx, offers, options, most)
    })
  } catch (error) {
    // https://www.postgresql.org/docs/current/errcodes-appendix.html: query_canceled
    if ((error as { code?: string }).code === '57014') return undefined
    throw error
  }
}

async function preview(
  tx: Tx,
  offers: Offers,
  { definition, scope, day }: Parameters<typeof previewDefinition>[2],
  most: number,
): Promise<Preview> {
  const { total, ids } = await pick(tx, accountsOf({ segmentId: scope.segmentId }, scope.earlier), most)
  const table = sql`pg_temp.${sql.id('preview_values')}`
  const columns = definition.measures.map((_, i) => sql`, ${sql.ref(`v${i}`)} float8`)
  await sql`create temp table ${sql.id('preview_values')} (account_id bigint${sql.join(columns, sql``)}) on commit drop`.execute(
    tx,
  )
  await sql`insert into ${table} ${measured(definition.measures, offers, { accounts: ids, day })}`.execute(tx)
  const values = sql`select * from ${table}`
  const scored = scoreValues(definition, values, offers, await cutsIn(tx, definition, values))
  const { rows } = await compare(scored, definition.bands).execute(tx)
  const { groups, examples } = rows[0] ?? { groups: [], examples: [] }
  return { total, looked: ids.length, ...countGroups(groups), examples: await explain(tx, definition, examples) }
}

async function pick(tx: Tx, accounts: RawBuilder<unknown>, most: number) {
  const { rows } = await sql<{ account_id: number; total: number }>`
    select account_id, count(*) over () as total from (${accounts}) a
    order by hashint8extended(account_id, 0), account_id limit ${most}`.execute(tx)
  return { total: rows[0]?.total ?? 0, ids: rows.map(row => row.account_id) }
}

interface Group {
  readonly from_band: Band
  readonly to_band: Band
  readonly was_bin: number | null
  readonly bin: number | null
  readonly accounts: number
  readonly was_confidence: number | null
  readonly confidence: number
}

interface Example {
  readonly account_id: number
  readonly name: string
  readonly sample: boolean
  readonly was: number
  readonly score: number
  readonly values: (number | null)[]
  readonly points: (number | null)[]
  readonly contributions: (number | null)[]
}

/** What counts now against what would count; an override counts before and after. */
function compare(scored: RawBuilder<unknown>, bands: ModelDefinition['bands']) {
  return sql<{ groups: readonly Group[]; examples: readonly Example[] }>`
    with compared as materialized (
      select s.account_id, s.confidence, s.values, s.points, s.contributions,
        case when old.overridden then old.score else s.computed end as score,
        old.score as was, coalesce(old.band, 'unknown') as from_band, old.confidence as was_confidence
      from (${scored}) s left join health.score old on old.account_id = s.account_id
    ),
    banded as materialized (select *, ${bandSql(sql`score`, bands)} as to_band from compared)
    select
      coalesce((select jsonb_agg(g) from (
        select from_band, to_band, ${binOf(sql`was`)} as was_bin, ${binOf(sql`score`)} as bin,
          count(*) as accounts, sum(was_confidence::float8) as was_confidence, sum(confidence::float8) as confidence
        from banded group by 1, 2, 3, 4
      ) g), '[]') as groups,
      coalesce((select jsonb_agg(e) from (
        select b.account_id, a.name, a.sample, b.was, b.score, b.values, b.points, b.contributions
        from banded b join customers.account_fact a on a.account_id = b.account_id
        where abs(b.score - b.was) >= 1 order by abs(b.score - b.was) desc, b.account_id limit ${mostExamples}
      ) e), '[]') as examples`
}

/** least() passes over null, so what is not known must be said first. */
function binOf(score: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when ${score} is not null then least(9, floor(${score} / 10))::int end`
}

function countGroups(groups: readonly Group[]): Pick<Preview, 'before' | 'after' | 'bands' | 'confidence'> {
  const count = (some: readonly Group[]) => some.reduce((sum, group) => sum + group.accounts, 0)
  const inBins = (bin: (group: Group) => number | null) =>
    Array.from({ length: 10 }, (_, i) => count(groups.filter(group => bin(group) === i)))
  const pairs = Map.groupBy(groups, group => `${group.from_band} ${group.to_band}`)
  const mean = (some: readonly Group[], confidence: (group: Group) => number | null) =>
    some.length > 0 ? some.reduce((sum, group) => sum + (confidence(group) ?? 0), 0) / count(some) : null
  return {
    before: inBins(group => group.was_bin),
    after: inBins(group => group.bin),
    bands: [...pairs.values()].flatMap(some => {
      const [first] = some
      return first ? [{ from: first.from_band, to: first.to_band, accounts: count(some) }] : []
    }),
    confidence: {
      before: mean(groups.filter(group => group.was_bin !== null), group => group.was_confidence), // biome-ignore format: one mean
      after: mean(groups.filter(group => group.bin !== null), group => group.confidence), // biome-ignore format: one mean
    },
  }
}

async function explain(
  tx: Tx,
  definition: ModelDefinition,
  examples: readonly Example[],
): Promise<readonly PreviewExample[]> {
  const present = await presentScores(tx, examples.map(one => one.account_id)) // biome-ignore format: one call
  return examples.map(example => {
    const { values, points, contributions } = example
    const after: Composition = { definition, score: example.score, values, points, contributions }
    const before = present.get(example.account_id)
    return {
      accountId: example.account_id,
      name: example.name,
      sample: example.sample,
      before: example.was,
      after: example.score,
      moves: before ? explainMove(before, after) : [],
    }
  })
}
