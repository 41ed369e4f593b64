import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import type { Band } from '../tables.ts'
import { type ModelDefinition, modelDefinition } from './definition.ts'
import type { Composition } from './explain.ts'

/** The score of an account on a day, with what it was made of. */
export interface DayScore extends Composition {
  readonly day: string
  readonly band: Band
  readonly confidence: number
  readonly versionId: number
  /** Computed afterwards, without the measures in these places (from 0): nobody knows any more what they were. */
  readonly unknowable: readonly number[]
}

/** The present score, as it counts and as computed, with what it is made of. */
export interface PresentScore extends Composition {
  readonly accountId: number
  readonly computed: number | null
  readonly overridden: boolean
  readonly band: Band
  readonly confidence: number
  readonly weekAgo: number | null
  readonly computedAt: Date
  /** The currency the account pays in. */
  readonly currency: string
  readonly risk: PresentRisk | undefined
}

interface PresentRisk {
  readonly probability: number
  /** What the same model said a week ago; null when that is not known. */
  readonly weekAgo: number | null
  readonly reasons: unknown
}

/** Present scores of accounts by id; accounts without one are absent. One query. */
export async function presentScores(db: Db, accountIds: readonly number[]): Promise<ReadonlyMap<number, PresentScore>> {
  if (accountIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('health.score as s')
    .innerJoin('health.model_version as v', 'v.id', 's.version_id')
    .innerJoin('customers.account_fact as a', 'a.account_id', 's.account_id')
    .leftJoin('health.risk as r', 'r.account_id', 's.account_id')
    .where('s.account_id', 'in', [...accountIds])
    .selectAll('s')
    .select(['v.definition', 'a.currency', 'r.probability', 'r.week_ago as risk_week_ago', 'r.reasons'])
    .execute()
  const definitionOf = definitionReader()
  return new Map(
    rows.map(row => [
      row.account_id,
      {
        accountId: row.account_id,
        definition: definitionOf(row.version_id, row.definition),
        score: row.score,
        computed: row.computed,
        overridden: row.overridden,
        band: row.band,
        confidence: row.confidence,
        values: row.values,
        points: row.points,
        contributions: row.contributions,
        weekAgo: row.week_ago,
        computedAt: row.computed_at,
        currency: row.currency,
        risk:
          row.probability === null
            ? undefined
            : { probability: row.probability, weekAgo: row.risk_week_ago, reasons: row.reasons },
      },
    ]),
  )
}

/** For each account its last stored score on or before `day`; one index range per account. */
export async function scoresOn(
  db: Db,
  accountIds: readonly number[],
  day: string,
): Promise<ReadonlyMap<number, DayScore>> {
  if (accountIds.length === 0) return new Map()
  const { rows } = await sql<StoredDay>`
    select d.*, v.definition
    from unnest(${[...accountIds]}::bigint[]) a (id)
    cross join lateral (
      select * from health.score_course d where d.account_id = a.id and d.day <= ${day}::date
      order by d.day desc, d.at desc limit 1
    ) d
    join health.model_version v on v.id = d.version_id`.execute(db)
  const definitionOf = definitionReader()
  return new Map(rows.map(row => [row.account_id, dayScore(row, definitionOf)]))
}

/** The days on which an account's score was another than before, oldest first, with the one before `from`. */
export async function scoreHistory(db: Db, accountId: number, from: string): Promise<readonly DayScore[]> {
  const { rows } = await sql<StoredDay>`
    select distinct on (d.day) d.*, v.definition from health.score_course d
    join health.model_version v on v.id = d.version_id
    where d.account_id = ${accountId} and d.day >= coalesce(
      (select max(b.day) from health.score_course b where b.account_id = ${accountId} and b.day <= ${from}::date), ${from}::date)
    order by d.day, d.at desc`.execute(db)
  const definitionOf = definitionReader()
  return rows.map(row => dayScore(row, definitionOf))
}

interface StoredDay {
  account_id: number
  day: string
  version_id: number
  score: number | null
  band: Band
  confidence: number
  values: (number | null)[]
  points: (number | null)[]
  contributions: (number | null)[]
  unknowable: number[] | null
  definition: unknown
}

function dayScore(row: StoredDay, definitionOf: ReturnType<typeof definitionReader>): DayScore {
  const { day, band, confidence, score, values, points, contributions, version_id: versionId } = row
  return {
    day,
    band,
    confidence,
    score,
    values,
    points,
    contributions,
    versionId,
    unknowable: (row.unknowable ?? []).map(place => place - 1),
    definition: definitionOf(versionId, row.definition),
  }
}

/** Parses each version once, however many rows carry it. */
function definitionReader(): (versionId: number, stored: unknown) => ModelDefinition {
  const parsed = new Map<number, ModelDefinition>()
  return (versionId, stored) => {
    const definition = parsed.get(versionId) ?? modelDefinition.parse(stored)
    parsed.set(versionId, definition)
    return definition
  }
}
