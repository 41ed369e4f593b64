import { type Comparison, compare, type Question, rule, type Verdict } from '../estimates/comparison.ts'
import { holm } from '../estimates/many.ts'
import { addMoments, type Moments, noMoments } from '../estimates/moments.ts'
import { daysUntil } from '../estimates/power.ts'
import { type Division, type SampleRatio, sampleRatio } from '../estimates/ratio-mismatch.ts'
import type { Stratum } from '../estimates/strata.ts'

/** The sums of an arm on a day; without days there is no course. */
export interface ArmDay extends Moments {
  readonly arm: string
  readonly day: string | null
  /** In which of the ways it was shared out between the arms: a place in `Asked.shares`; the first when left out. */
  readonly stratum?: number
}

export interface Asked {
  readonly question: Question
  readonly control: string
  /**
   * Which share of the accounts was meant to be in each arm, one way of sharing out after the other; arms without one are not judged by
   * it. Only accounts that were shared out in the same way are compared with each other.
   */
  readonly shares: readonly ReadonlyMap<string, number>[]
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
  /** How many accounts were meant to be in each arm. */
  readonly expected: ReadonlyMap<string, number>
  /** How many ways of sharing out there were, with accounts in the control. */
  readonly strata: number
}

const alpha = 0.05
/** More days than this are drawn in steps. */
const mostPoints = 90

/** Everything a page says about an outcome, from sums by arm and day. */
export function reportOn(sums: readonly ArmDay[], asked: Asked): Report {
  const arms = totals(sums)
  const others = [...arms.keys()].filter(arm => arm !== asked.control)
  const comparisons = others.map(arm => compare(strataOf(sums, arm, asked.control), asked.question))
  const together = holm(comparisons.map(({ always }) => always.p))
  const divisions = divisionsOf(sums, asked.shares)
  const ratio = sampleRatio(divisions)
  return {
    ...asked,
    arms,
    ratio,
    expected: expectedOf(divisions),
    strata: new Set(sums.flatMap(({ arm, n, stratum }) => (arm === asked.control && n > 0 ? (stratum ?? 0) : []))).size,
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

/** The two arms, by how accounts were shared out between them. */
export function strataOf(sums: readonly ArmDay[], arm: string, control: string): readonly Stratum[] {
  const strata = new Strata(arm, control)
  for (const sum of sums) strata.add(sum)
  return strata.all
}

class Strata {
  readonly #found = new Map<number, Stratum>()
  readonly #arm: string
  readonly #control: string

  constructor(arm: string, control: string) {
    this.#arm = arm
    this.#control = control
  }

  /** One at least. */
  get all(): readonly Stratum[] {
    return this.#found.size > 0 ? [...this.#found.values()] : [{ arm: noMoments, control: noMoments }]
  }

  add(sum: ArmDay): void {
    const { arm, control } = this.#found.get(sum.stratum ?? 0) ?? { arm: noMoments, control: noMoments }
    if (sum.arm === this.#arm) this.#found.set(sum.stratum ?? 0, { arm: addMoments(arm, sum), control })
    if (sum.arm === this.#control) this.#found.set(sum.stratum ?? 0, { arm, control: addMoments(control, sum) })
  }
}

interface NamedDivision extends Division {
  readonly arms: readonly string[]
}

/** Which accounts came into which arm, one way of sharing out after the other. */
function divisionsOf(sums: readonly ArmDay[], shares: Asked['shares']): readonly NamedDivision[] {
  return shares.map((meant, stratum) => {
    const arms = totals(sums.filter(sum => (sum.stratum ?? 0) === stratum))
    const names = [...meant.keys()]
    return { arms: names, counts: names.map(arm => arms.get(arm)?.n ?? 0), shares: [...meant.values()] }
  })
}

function expectedOf(divisions: readonly NamedDivision[]): ReadonlyMap<string, number> {
  const expected = new Map<string, number>()
  for (const { arms, counts, shares } of divisions) {
    const total = counts.reduce((sum, count) => sum + count, 0)
    const whole = shares.reduce((sum, share) => sum + share, 0)
    for (const [place, arm] of arms.entries()) {
      expected.set(arm, (expected.get(arm) ?? 0) + (total * (shares[place] ?? 0)) / whole)
    }
  }
  return expected
}

/** How the difference went: at the end of each day, of all who had come in until then. */
function courseOf(sums: readonly ArmDay[], arm: string, { control, question }: Asked): readonly CoursePoint[] {
  const days = daysOf(sums, [arm, control])
  const step = Math.ceil(days.length / mostPoints)
  const byDay = Map.groupBy(sums, ({ day }) => day)
  const strata = new Strata(arm, control)
  return days.flatMap((day, index) => {
    for (const sum of byDay.get(day) ?? []) strata.add(sum)
    return (days.length - 1 - index) % step === 0 ? pointOf(day, strata.all, question) : []
  })
}

function pointOf(day: string, strata: readonly Stratum[], question: Question): CoursePoint {
  const { best, always } = rule(strata, question)
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
