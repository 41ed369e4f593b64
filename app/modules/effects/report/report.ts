import { type Comparison, compare, type Question, rule, type Verdict } from '../estimates/comparison.ts'
import { holm } from '../estimates/many.ts'
import { addMoments, type Moments, noMoments } from '../estimates/moments.ts'
import { daysUntil } from '../estimates/power.ts'
import { type SampleRatio, sampleRatio } from '../estimates/ratio-mismatch.ts'

/** The sums of an arm on a day; without days there is no course. */
export interface ArmDay extends Moments {
  readonly arm: string
  readonly day: string | null
}

export interface Asked {
  readonly question: Question
  readonly control: string
  /** Which share of the accounts was meant to be in each arm; arms without one are not judged by it. */
  readonly shares: ReadonlyMap<string, number>
}

/** The difference as it stood at the end of a day; null while nothing could be said. */
export interface CoursePoint {
  readonly day: string
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

/** One arm beside the control. */
export interface Compared {
  readonly arm: string
  readonly comparison: Comparison
  /** The always-valid p-value, read together with those of the other arms (Holm). */
  readonly p: number
  /** After that: what is convincing only by itself is not yet known. */
  readonly verdict: Verdict
  readonly course: readonly CoursePoint[]
  /** Days until a difference that just matters would be seen, at the present pace; null when that cannot be said. */
  readonly days: number | null
}

export interface Report extends Asked {
  readonly arms: ReadonlyMap<string, Moments>
  readonly compared: readonly Compared[]
  readonly ratio: SampleRatio | null
}

const alpha = 0.05
/** More days than this are drawn in steps. */
const mostPoints = 90

/** Everything a page says about an outcome, from sums by arm and day. */
export function reportOn(sums: readonly ArmDay[], asked: Asked): Report {
  const arms = totals(sums)
  const control = arms.get(asked.control) ?? noMoments
  const others = [...arms.keys()].filter(arm => arm !== asked.control)
  const comparisons = others.map(arm => compare(arms.get(arm) ?? noMoments, control, asked.question))
  const together = holm(comparisons.map(({ always }) => always.p))
  const ratio = ratioOf(arms, asked.shares)
  return {
    ...asked,
    arms,
    ratio,
    compared: others.flatMap((arm, index) => {
      const comparison = comparisons[index]
      if (!comparison) return []
      const p = together[index] ?? 1
      const now = comparison.arm.n + comparison.control.n
      const needed = comparison.needed
      return {
        arm,
        comparison,
        p,
        // Where the arms are not as they were drawn, something else than the play may be behind the difference.
        verdict: ratio?.mismatch ? 'unknown' : verdictTogether(comparison.verdict, p),
        course: courseOf(sums, arm, asked),
        days: needed === null ? null : daysUntil(needed, now, paceOf(sums, [arm, asked.control])),
      }
    }),
  }
}

/** Works and harms need to convince beside the others, too; that a difference is too small to matter does not come by searching. */
export function verdictTogether(verdict: Verdict, p: number): Verdict {
  return (verdict === 'works' || verdict === 'harms') && p > alpha ? 'unknown' : verdict
}

function totals(sums: readonly ArmDay[]): ReadonlyMap<string, Moments> {
  const arms = new Map<string, Moments>()
  for (const sum of sums) arms.set(sum.arm, addMoments(arms.get(sum.arm) ?? noMoments, sum))
  return arms
}

function ratioOf(arms: ReadonlyMap<string, Moments>, shares: ReadonlyMap<string, number>): SampleRatio | null {
  const judged = [...shares]
  return sampleRatio(
    judged.map(([arm]) => arms.get(arm)?.n ?? 0),
    judged.map(([, share]) => share),
  )
}

/** How the difference went: at the end of each day, of all who had come in until then. */
function courseOf(sums: readonly ArmDay[], arm: string, { control, question }: Asked): readonly CoursePoint[] {
  const days = daysOf(sums, [arm, control])
  const step = Math.ceil(days.length / mostPoints)
  const byDay = Map.groupBy(sums, ({ day }) => day)
  let [ofArm, ofControl] = [noMoments, noMoments]
  return days.flatMap((day, index) => {
    for (const sum of byDay.get(day) ?? []) {
      if (sum.arm === arm) ofArm = addMoments(ofArm, sum)
      if (sum.arm === control) ofControl = addMoments(ofControl, sum)
    }
    return (days.length - 1 - index) % step === 0 ? pointOf(day, ofArm, ofControl, question) : []
  })
}

function pointOf(day: string, arm: Moments, control: Moments, question: Question): CoursePoint {
  const { best, always } = rule(arm, control, question)
  if (!Number.isFinite(always.low)) return { day, value: null, low: null, high: null }
  return { day, value: best.value, low: always.low, high: always.high }
}

function daysOf(sums: readonly ArmDay[], arms: readonly string[]): readonly string[] {
  return [...new Set(sums.flatMap(({ arm, day }) => (day !== null && arms.includes(arm) ? day : [])))].sort()
}

/** Accounts of these arms that come in on a day, over the days there are. */
function paceOf(sums: readonly ArmDay[], arms: readonly string[]): number {
  const days = daysOf(sums, arms)
  const [first, last] = [days[0], days.at(-1)]
  if (!first || !last) return 0
  const span = Temporal.PlainDate.from(first).until(last).days + 1
  return sums.filter(({ arm }) => arms.includes(arm)).reduce((sum, { n }) => sum + n, 0) / span
}
