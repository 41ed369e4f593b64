import { type RawBuilder, sql } from 'kysely'
import type { Measure } from '../../../web/module.ts'
import type { ModelDefinition, ScoredMeasure } from './definition.ts'

/** Number of cut points kept for a percentile scale: 0 %, 5 % … 100 %. */
export const cutCount = 21

/** SQL for the points (0 to 100, null when the value is null) of one measure's `value` expression. */
export function pointsOf(
  measure: ScoredMeasure,
  offered: Measure,
  value: RawBuilder<unknown>,
  cuts: readonly number[] | undefined,
) {
  if (measure.scale.kind === 'threshold') {
    const { zero, full } = measure.scale
    // Beyond any sense at both ends, so that no value that somebody sends can overflow or underflow the arithmetic.
    const above = sql`(least(1e15, greatest(-1e15, ${value})) - ${zero}::float8)`
    const share = sql`case when abs(${above}) < 1e-9 then 0 else ${above} / ${full - zero}::float8 end`
    // greatest() and least() pass over null, so what is not known must be said first.
    const points = sql`least(100, greatest(0, (${share}) * 100))`
    return sql`case when ${value} is null then null else ${points} end`
  }
  // Nobody to compare with yet: the middle says nothing either way.
  if (!cuts || cuts.length === 0) return sql`case when ${value} is null then null else 50 end`
  return percentilePoints(offered.better, value, cuts)
}

/**
 * Points by the share of accounts that are strictly worse. Strictly, so that the many accounts that share the worst
 * value (no use at all) get 0 points and not the middle of their tie. width_bucket is a binary search over the cuts.
 */
function percentilePoints(better: Measure['better'], value: RawBuilder<unknown>, cuts: readonly number[]) {
  const steps = cuts.length - 1 || 1
  const worse =
    better === 'more'
      ? sql`${cuts.length} - width_bucket(-(${value})::float8, ${negatedCuts(cuts)}::float8[])`
      : sql`${cuts.length} - width_bucket((${value})::float8, ${[...cuts]}::float8[])`
  return sql`case when ${value} is null then null else least(100, (${worse}) * 100.0 / ${steps}) end`
}

function negatedCuts(cuts: readonly number[]): number[] {
  return cuts.map(cut => -cut).reverse()
}

/** SQL for score, confidence and contributions from columns p0…pn. Weight of missing measures goes to the others. */
export function weighted(definition: ModelDefinition) {
  const weights = definition.measures.map(measure => measure.weight)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const present = sql.join(
    weights.map((weight, i) => sql`case when ${column(i)} is null then 0 else ${weight}::float8 end`),
    sql` + `,
  )
  const earned = sql.join(
    weights.map((weight, i) => sql`coalesce(${column(i)} * ${weight}::float8, 0)`),
    sql` + `,
  )
  const contributions = sql.join(weights.map((weight, i) => sql`${column(i)} * ${weight}::float8 / nullif(present, 0)`))
  return { present, earned, contributions, total }
}

/** The name of the points column of the i-th measure. */
export function column(i: number) {
  return sql.ref(`p${i}`)
}

/** SQL for the band of a score by the model's own limits. */
export function bandSql(score: RawBuilder<unknown>, { good, care }: ModelDefinition['bands']): RawBuilder<unknown> {
  return sql`case when ${score} is null then 'unknown' when ${score} >= ${good} then 'good'
    when ${score} >= ${care} then 'care' else 'bad' end`
}

/** The band of a score by the model's own limits. */
export function bandOf(score: number | null, bands: ModelDefinition['bands']): 'good' | 'care' | 'bad' | 'unknown' {
  if (score === null) return 'unknown'
  if (score >= bands.good) return 'good'
  return score >= bands.care ? 'care' : 'bad'
}
