import { type RawBuilder, sql } from 'kysely'
import type { Offers } from '../../../web/module.ts'
import type { ModelDefinition } from './definition.ts'
import { column, pointsOf, weighted } from './points.ts'

/** Cut points per position of a version's measures; only percentile scales have them. */
export type Cuts = ReadonlyMap<number, readonly number[]>

export const noCuts: Cuts = new Map()

/**
 * SQL that turns measured values (columns account_id, v0 … vn) into one row per account:
 * account_id, computed, confidence, values, points, contributions; in the order of ids, so that whoever joins or stores them
 * need not keep and sort them.
 *
 * Each `offset 0` keeps the planner from merging a level into the one above, where every mention of a column would compute
 * it anew: five times slower. Each `order by` tells the level above what order the rows have anyway.
 */
export function scoreValues(
  definition: ModelDefinition,
  measured: RawBuilder<unknown>,
  offers: Pick<Offers, 'measures'>,
  cuts: Cuts,
): RawBuilder<unknown> {
  const { measures } = definition
  const values = measures.map((_, i) => sql`${sql.ref(`v${i}`)}`)
  const points = measures.map((measure, i) => {
    const offered = offers.measures.get(measure.measure)
    const known = offered
      ? pointsOf(measure, offered, values[i] as RawBuilder<unknown>, cuts.get(i))
      : sql`null::float8`
    return sql`${known} as ${column(i)}`
  })
  const { present, earned, contributions, total } = weighted(definition)
  return sql`
    select account_id,
      (case when present > 0 then earned / present end)::real as computed,
      (present / ${total}::float8)::real as confidence,
      array[${sql.join(values)}]::float8[] as values,
      array[${sql.join(measures.map((_, i) => column(i)))}]::real[] as points,
      array[${contributions}]::real[] as contributions
    from (
      select *, (${present})::float8 as present, (${earned})::float8 as earned
      from (select account_id, ${sql.join(values)}, ${sql.join(points)} from (${measured}) measured
        order by account_id offset 0) pointed
      order by account_id offset 0
    ) weighed
    order by account_id offset 0`
}
