import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import { type About, grounds } from './about.ts'
import { compileCandidates, compileCondition, type Over } from './conditions/compile.ts'
import { leavesOf } from './conditions/condition.ts'
import type { Surroundings } from './conditions/facts.ts'
import { relationNamed } from './measures/identifiers.ts'
import { type Shown, shownOf } from './shown.ts'

/** Whom a condition would find. */
export interface Preview {
  readonly about: About
  /** All accounts, or contacts. */
  readonly total: number
  readonly count: number
  /** The count is drawn from this many that were looked at; undefined when it is exact. */
  readonly estimatedFrom: number | undefined
  /** A few of those found. */
  readonly sample: readonly Shown[]
}

const sampleSize = 8
const bounds = {
  /** What the planner may think an exact answer costs: about a fifth of a second. A small table costs less than this. */
  cost: 40_000,
  /** For how many of them measures are computed beyond that: again about a fifth of a second. */
  measured: 2000,
} as const

/**
 * Whom the condition would find now. Exact unless it takes measures that are dear to compute for everybody: then they are
 * computed for those whom the rest of the condition leaves, and if these are too many, the count is an estimate from some of
 * them, picked by a hash of their id, so that the same condition gives the same answer.
 */
export async function previewCondition(
  db: Db,
  surroundings: Surroundings,
  over: Over,
  most: { readonly cost: number; readonly measured: number } = bounds,
): Promise<Preview> {
  const { about, condition } = over
  const exact = compileCondition(over, surroundings)
  const measures = leavesOf(condition).some(leaf => leaf.kind === 'measure')
  if (!measures || (await plannedCost(db, exact)) <= most.cost) {
    return { ...(await countAndSample(db, about, exact)), estimatedFrom: undefined }
  }
  const candidates = await pickCandidates(db, about, compileCandidates(over, surroundings), most.measured)
  const looked = candidates.ids.length
  const found = await countAndSample(db, about, compileCondition(over, surroundings, candidates.ids))
  if (candidates.count <= looked) return { ...found, estimatedFrom: undefined }
  return { ...found, count: Math.round((found.count / looked) * candidates.count), estimatedFrom: looked }
}

/** What the planner thinks a query costs, in its own unit: reading a page of a table in order is 1. */
async function plannedCost(db: Db, query: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ 'QUERY PLAN': readonly { Plan: { 'Total Cost': number } }[] }>`
    explain (format json) ${query}`.execute(db)
  return rows[0]?.['QUERY PLAN'][0]?.Plan['Total Cost'] ?? 0
}

async function countAndSample(
  db: Db,
  about: About,
  found: RawBuilder<unknown>,
): Promise<Omit<Preview, 'estimatedFrom'>> {
  const { id, facts } = grounds[about]
  const { rows } = await sql<{ total: number; count: number; sample: readonly string[] }>`
    with found as materialized (${found})
    select (select count(*) from ${relationNamed(facts)}) as total, (select count(*) from found) as count,
           array(select ${id}::text from found order by ${id} limit ${sampleSize}) as sample`.execute(db)
  const { total = 0, count = 0, sample = [] } = rows[0] ?? {}
  const ids = sample.map(Number)
  const shown = await shownOf(db, about, ids)
  return { about, total, count, sample: ids.flatMap(one => shown.get(one) ?? []) }
}

async function pickCandidates(
  db: Db,
  about: About,
  candidates: RawBuilder<unknown>,
  most: number,
): Promise<{ readonly count: number; readonly ids: readonly number[] }> {
  const { id } = grounds[about]
  const { rows } = await sql<{ count: number; ids: readonly string[] }>`
    with candidate as materialized (${candidates})
    select (select count(*) from candidate) as count,
           array(select ${id}::text from candidate order by hashint8extended(${id}, 0), ${id} limit ${most}) as ids`.execute(
    db,
  )
  return { count: rows[0]?.count ?? 0, ids: (rows[0]?.ids ?? []).map(Number) }
}
