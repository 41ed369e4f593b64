import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import { compileCandidates, compileCondition } from './conditions/compile.ts'
import { type Group, leavesOf } from './conditions/condition.ts'
import type { Surroundings } from './conditions/facts.ts'

/** Whom a condition would find. */
export interface Preview {
  /** All accounts. */
  readonly total: number
  readonly count: number
  /** The count is drawn from this many accounts that were looked at; undefined when it is exact. */
  readonly estimatedFrom: number | undefined
  /** A few of those found. */
  readonly sample: readonly PreviewAccount[]
}

export interface PreviewAccount {
  readonly account_id: number
  readonly name: string
}

const sampleSize = 8
const bounds = {
  /** What the planner may think an exact answer costs: about a fifth of a second. A small table costs less than this. */
  cost: 40_000,
  /** For how many accounts measures are computed beyond that: again about a fifth of a second. */
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
  condition: Group,
  most: { readonly cost: number; readonly measured: number } = bounds,
): Promise<Preview> {
  const exact = compileCondition(condition, surroundings)
  const measures = leavesOf(condition).some(leaf => leaf.kind === 'measure')
  if (!measures || (await plannedCost(db, exact)) <= most.cost) {
    return { ...(await countAndSample(db, exact)), estimatedFrom: undefined }
  }
  const candidates = await pickCandidates(db, compileCandidates(condition, surroundings), most.measured)
  const looked = candidates.ids.length
  const found = await countAndSample(db, compileCondition(condition, surroundings, candidates.ids))
  if (candidates.count <= looked) return { ...found, estimatedFrom: undefined }
  return { ...found, count: Math.round((found.count / looked) * candidates.count), estimatedFrom: looked }
}

/** What the planner thinks a query costs, in its own unit: reading a page of a table in order is 1. */
async function plannedCost(db: Db, query: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ 'QUERY PLAN': readonly { Plan: { 'Total Cost': number } }[] }>`
    explain (format json) ${query}`.execute(db)
  return rows[0]?.['QUERY PLAN'][0]?.Plan['Total Cost'] ?? 0
}

interface Counted {
  readonly total: number
  readonly count: number
  readonly sample: readonly PreviewAccount[]
}

async function countAndSample(db: Db, found: RawBuilder<unknown>): Promise<Counted> {
  const { rows } = await sql<Counted>`
    with found as materialized (${found})
    select (select count(*) from customers.account_fact) as total, (select count(*) from found) as count,
           coalesce((select jsonb_agg(jsonb_build_object('account_id', a.account_id, 'name', a.name) order by a.account_id)
             from customers.account_fact a
             where a.account_id in (select account_id from found order by account_id limit ${sampleSize})), '[]') as sample`.execute(
    db,
  )
  return rows[0] ?? { total: 0, count: 0, sample: [] }
}

async function pickCandidates(
  db: Db,
  candidates: RawBuilder<unknown>,
  most: number,
): Promise<{ readonly count: number; readonly ids: readonly number[] }> {
  const { rows } = await sql<{ count: number; ids: readonly string[] }>`
    with candidate as materialized (${candidates})
    select (select count(*) from candidate) as count,
           array(select account_id::text from candidate
                 order by hashint8extended(account_id, 0), account_id limit ${most}) as ids`.execute(db)
  return { count: rows[0]?.count ?? 0, ids: (rows[0]?.ids ?? []).map(Number) }
}
