import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import type { TimelineEntry } from '../../../web/readers.ts'
import { knownByNow } from '../scoring/compare.ts'
import { type ModelDefinition, modelDefinition } from '../scoring/definition.ts'
import { type Composition, explainMove, type Move } from '../scoring/explain.ts'
import { bandOf } from '../scoring/points.ts'
import type { Band } from '../tables.ts'
import { type NameValues, nameOfUse } from './names.ts'

/** A smaller move within a band is not worth a line. */
const leastMove = 5

interface Row {
  readonly at: Date
  readonly definition: unknown
  readonly version_id: number
  readonly values: (number | null)[]
  readonly points: (number | null)[]
  readonly contributions: (number | null)[]
  readonly was_definition: unknown
  readonly was_version_id: number | null
  readonly was_values: (number | null)[]
  readonly was_points: (number | null)[]
  readonly was_contributions: (number | null)[]
}

/**
 * Days on which the computed score came into another band or moved by five points against the day before, with the two
 * measures that moved it most. Rows exist only for days on which the score changed, so the row before is the day before.
 * Overrides are told by themselves; where a measure counts for the first time of which nobody knows what it was before, the
 * account did not move, and nothing is told.
 */
export async function scoreChanges(
  db: Db,
  accountId: number,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<readonly TimelineEntry[]> {
  const { rows } = await sql<Row>`
    with course as (
      select day, at, version_id, values, points, contributions,
        (select sum(c) from unnest(contributions) c) as computed, lag(version_id) over days as was_version_id,
        lag(values) over days as was_values, lag(points) over days as was_points,
        lag(contributions) over days as was_contributions, lag(unknowable) over days as was_unknowable
      from health.score_course where account_id = ${accountId} window days as (order by day, at)
    ),
    compared as (select *, lag(computed) over (order by day, at) as was_computed from course)
    select c.*, v.definition, w.definition as was_definition
    from compared c
    join health.model_version v on v.id = c.version_id
    left join health.model_version w on w.id = c.was_version_id
    where c.at < ${before} and not (c.version_id = c.was_version_id and ${knownByNow(sql`c.was_unknowable`, sql`c.points`)}) and (
      (c.computed is null) <> (c.was_computed is null)
      or abs(c.computed - c.was_computed) >= ${leastMove}
      or ${band(sql`c.computed`, sql`v.definition`)} <> ${band(sql`c.was_computed`, sql`w.definition`)})
    order by c.at desc, c.day desc limit ${limit}`.execute(db)
  return rows.map(tell)
}

function band(computed: ReturnType<typeof sql>, definition: ReturnType<typeof sql>) {
  const limit = (name: string) => sql`(${definition} #>> array['bands', ${name}])::float8`
  return sql`case when ${computed} >= ${limit('good')} then 2 when ${computed} >= ${limit('care')} then 1 else 0 end`
}

function tell(row: Row): TimelineEntry {
  const now = composition(row.definition, row)
  const was =
    row.was_version_id === null
      ? undefined
      : composition(row.was_definition, {
          values: row.was_values,
          points: row.was_points,
          contributions: row.was_contributions,
        })
  if (now.score === null) return { at: row.at, icon: 'activity', tone: 'neutral', text: 'health:timeline.unknown' }
  const into = bandOf(now.score, now.definition.bands)
  if (!was || was.score === null) {
    const values = { score: Math.round(now.score), band: into }
    return { at: row.at, icon: 'activity', tone: 'neutral', text: 'health:timeline.first', values }
  }
  const fell = now.score < was.score
  const tone = toneOf(fell, into)
  const values = { from: Math.round(was.score), to: Math.round(now.score), into }
  if (row.version_id !== row.was_version_id)
    return { at: row.at, icon: 'sliders-horizontal', tone, text: 'health:timeline.remodelled', values }
  const place = bandOf(was.score, was.definition.bands) === into ? 'within' : 'into'
  const { number, named } = reasons(was, now, fell)
  return {
    at: row.at,
    icon: fell ? 'trending-down' : 'trending-up',
    tone,
    text: `health:timeline.${fell ? 'fell' : 'rose'}.${place}.${number}`,
    values: { ...values, ...named },
  }
}

function toneOf(fell: boolean, into: Band): TimelineEntry['tone'] {
  if (!fell) return 'good'
  return into === 'bad' ? 'bad' : 'care'
}

/** The two measures that did most to move the score the way it moved. */
function reasons(was: Composition, now: Composition, fell: boolean) {
  const [first, second] = explainMove(was, now)
    .filter(({ change }) => change < 0 === fell && Math.abs(change) >= 1)
    .slice(0, 2)
    .map(named)
  const number: 'none' | 'one' | 'two' = second ? 'two' : first ? 'one' : 'none'
  return { number, named: { ...first, ...second } }
}

function named(move: Move, index: number): NameValues {
  const place = index === 0 ? 1 : 2
  const size = Math.round(Math.abs(move.change))
  return { ...nameOfUse(move.measure, place), [`change${place}`]: `${move.change < 0 ? '−' : '+'}${size}` }
}

function composition(
  definition: unknown,
  made: Pick<Composition, 'values' | 'points' | 'contributions'>,
): Composition & { readonly definition: ModelDefinition } {
  const known = made.contributions.filter(part => part !== null)
  const score = known.length > 0 ? known.reduce((sum, part) => sum + part, 0) : null
  return { definition: modelDefinition.parse(definition), score, ...made }
}
