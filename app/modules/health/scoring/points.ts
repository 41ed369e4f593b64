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
  // Of what is counted, nothing at all is nothing good, however many share it. Of a change, 0 is none.
  const hasNothing = offered.better === 'more' && offered.empty === 0 && !measure.compare
  const nothing = hasNothing ? sql`when ${value} <= 0 then 0` : sql``
  return sql`case when ${value} is null then null ${nothing} ${rank(offered.better, value, cuts)} end`
}

/**
 * The last cases of points by rank. The percentile rank with half of the ties, so that many who are equally good hold the
 * middle of their places: (rows below + half of the equal rows) / rows, see Crocker & Algina, Introduction to Classical and
 * Modern Test Theory, 1986, p. 439. Two ends are said first: who has the best value of all has all points, however many
 * they are, and where everybody is equal, or nobody is there to compare with, all have half.
 * Ranks are read off the cuts, whose ends are the least and the greatest value; width_bucket is a binary search.
 */
function rank(better: Measure['better'], value: RawBuilder<unknown>, cuts: readonly number[] = []) {
  const [least, greatest] = [cuts[0], cuts.at(-1)]
  if (least === undefined || greatest === undefined) return sql`else 50`
  const notMore = sql`width_bucket((${value})::float8, ${[...cuts]}::float8[])`
  const notLess = sql`width_bucket(-(${value})::float8, ${negatedCuts(cuts)}::float8[])`
  const [worseOrEqual, betterOrEqual] = better === 'more' ? [notMore, notLess] : [notLess, notMore]
  const best = better === 'more' ? sql`${value} >= ${greatest}::float8` : sql`${value} <= ${least}::float8`
  const bestFirst = least === greatest ? sql`` : sql`when ${best} then 100`
  // Cuts below are the places before, cuts not above less one the last place that it holds: the mean of both.
  const places = sql`(${cuts.length - 1} - ${betterOrEqual} + ${worseOrEqual})::float8`
  return sql`${bestFirst} else least(100, greatest(0, ${places} * ${50 / (cuts.length - 1 || 1)}::float8))`
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
