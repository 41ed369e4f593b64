import { alwaysValid } from './always-valid.ts'
import { type Belief, believe, usualPrior } from './bayes.ts'
import { type Cuped, cuped } from './cuped.ts'
import { difference, type Estimate, type Interval, lift, unknown, welch } from './difference.ts'
import {
  type ArmEstimate,
  addMoments,
  estimateArm,
  type Moments,
  noMoments,
  type OutcomeKind,
  unlessLost,
} from './moments.ts'
import { accountsToSee } from './power.ts'
import { combine, comparable, degreesWithin, effective, type Pair, type Stratum, varianceWithin } from './strata.ts'

/** What is asked of an outcome. */
export interface Question {
  readonly kind: OutcomeKind
  readonly better: 'more' | 'less'
  readonly smallest: Smallest
}

/** The smallest difference that matters: as a share of the control's mean (0.05 = a twentieth of it), or in units of the outcome. */
export interface Smallest {
  readonly of: 'mean' | 'outcome'
  readonly size: number
}

/** What is taken to matter as long as nobody says: one percentage point of a share, a twentieth of a number. */
export const usualSmallest: Readonly<Record<OutcomeKind, Smallest>> = {
  share: { of: 'outcome', size: 0.01 },
  number: { of: 'mean', size: 0.05 },
}

/** `nothing`: whatever the difference is, it is too small to matter. */
export type Verdict = 'works' | 'harms' | 'nothing' | 'unknown'

/** What rules: an estimate with its interval, and the verdict that stands on it. Differences are in units of the outcome. */
export interface Ruling {
  /** Whether there are enough to say anything; if not, there is no interval, no belief, and nothing is freed from what was before. */
  readonly enough: boolean
  /** Arm minus control: freed from what was before, where that is known. */
  readonly best: Estimate
  /** Holds however often one looks. */
  readonly always: Interval
  /** The smallest difference that matters; null when it is a share of a mean that is 0. */
  readonly matters: number | null
  readonly verdict: Verdict
}

/** An arm beside its control, with everything a page says about it. */
export interface Comparison extends Ruling {
  readonly arm: ArmEstimate
  readonly control: ArmEstimate
  /** `best` as a share of the control's mean, with the interval that holds however often one looks; null when that mean may be 0. */
  readonly lift: (Interval & { readonly value: number }) | null
  /**
   * What somebody may say who looked once, at a time fixed beforehand, at the plain difference. Of fewer than `enough` it rests on
   * values that are normally distributed; null where even that would not help.
   */
  readonly once: (Interval & { readonly value: number; readonly df: number }) | null
  /** The same as a share of the control's mean; null also when that mean may be 0. */
  readonly onceLift: (Interval & { readonly value: number }) | null
  readonly cuped: Cuped | null
  readonly belief: Belief | null
  /** How one account varies in either arm, as the interval takes it. */
  readonly steady: Pair
  /** Accounts of both arms until a difference that just matters is seen with 80 % probability; null while too few were seen to tell. */
  readonly needed: number | null
}

/**
 * With fewer accounts in an arm nothing is said: means of a handful are not normal yet, and the intervals rest on that. The
 * simulation in always-valid.test.ts and `bench:effects` hold these two numbers.
 */
export const fewestAccounts = 30
/** Of yes and no, each must have been seen so often in both arms together: a rare outcome takes longer to be normal. */
export const fewestAnswers = 20
/**
 * Student's t is near what it promises for five in each arm when values are not quite normal (Boneau, Psychological Bulletin 57 (1960)
 * 49–64), so published experiments with few rows can be checked. Of shares so small a number says nothing.
 */
const fewestOnce = 5
/** Of either answer, before a share is taken for planning: Cochran, Biometrics 10 (1954) 417–451, on small expected counts. */
export const fewestToPlan = 5

/** Estimate, interval and verdict alone, for many days or many plays. Strata as for `compare`. */
export function rule(strata: readonly Stratum[], question: Question): Ruling {
  return ruleOn(prepare(strata, question), question)
}

/** Compares an arm with its control, within each of the strata (one at least) in which accounts were shared out in one way. */
export function compare(strata: readonly Stratum[], question: Question): Comparison {
  const prepared = prepare(strata, question)
  const { plain, freed, enough, steady } = prepared
  const ruling = ruleOn(prepared, question)
  const [arm, control] = combine(plain)
  const sign = question.better === 'more' ? 1 : -1
  const tellsOnce = enough || (question.kind === 'number' && seemsNormal(plain))
  return {
    ...ruling,
    arm,
    control,
    lift: enough ? liftOf(...steady) : null,
    once: tellsOnce ? onceOf(plain) : null,
    onceLift: tellsOnce ? onceLiftOf(plain) : null,
    cuped: freed,
    belief:
      enough && ruling.best.error > 0
        ? believe(ruling.best, usualPrior(Math.sqrt(varianceWithin(plain)) || ruling.best.error), sign)
        : null,
    steady,
    needed: ruling.matters !== null && prepared.tells ? neededToSee(ruling.matters, question.kind, steady) : null,
  }
}

interface Prepared {
  /** By stratum. */
  readonly plain: readonly Pair[]
  readonly freed: Cuped | null
  /** All strata together. */
  readonly steady: Pair
  readonly enough: boolean
  /** How accounts vary is known well enough to plan by. */
  readonly tells: boolean
}

/**
 * With a handful, what was before is not taken out: θ follows the few so closely that hardly anything is left to vary (of two in each
 * arm often nothing), while nothing was learned.
 */
function prepare(strata: readonly Stratum[], { kind }: Question): Prepared {
  const counted = comparable(strata)
  const plain = counted.map(({ arm, control }): Pair => [estimateArm(arm, kind), estimateArm(control, kind)])
  const enough = isEnough(counted, plain, kind)
  const freed = enough ? cuped(counted, kind) : null
  return {
    plain,
    freed,
    steady: combine((freed?.pairs ?? plain).map(steadied)),
    enough,
    tells: tellsSpread(together(counted), kind),
  }
}

/** Whether so many were seen that plans can be made by how they vary: to about an eighth of the standard deviation. */
export function tellsSpread({ n, y }: Pick<Moments, 'n' | 'y'>, kind: OutcomeKind): boolean {
  return n >= fewestAccounts && (kind === 'number' || Math.min(y, n - y) >= fewestToPlan)
}

function together(strata: readonly Stratum[]): Moments {
  return strata.flatMap(({ arm, control }) => [arm, control]).reduce(addMoments, noMoments)
}

function ruleOn({ plain, steady, enough }: Prepared, question: Question): Ruling {
  const [arm, control] = steady
  const best = difference(arm, control)
  const always = enough ? alwaysValid(best, arm.n + control.n) : unknown
  const matters = smallestOf(question, combine(plain)[1])
  return { enough, best, always, matters, verdict: verdictOf(always, matters, question.better) }
}

/**
 * Each arm varies at least as much as both together. A held-out arm is small: where the outcome is rare or lopsided it has seen none
 * of the rare ones for long, its mean and its own variance are both too low, and a play that does nothing was called effective in up
 * to 35 of 100 years (0.2 with this, `bench:effects`). Where the arms truly differ in variance the interval is a little too wide. Where
 * nothing varies within either arm, and they differ, what varies is taken to be all of them around one mean.
 */
function steadied([arm, control]: Pair): Pair {
  const pooled = varianceWithin([[arm, control]]) || between(arm, control)
  const steady = (one: ArmEstimate) => ({ ...one, variance: Math.max(one.variance, pooled) })
  return [steady(arm), steady(control)]
}

/**
 * Clearly nothing when the whole interval is nearer to 0 than what matters, even where it leaves out 0: an effect that is surely there
 * and surely too small changes no decision. Else works or harms when it leaves out 0.
 */
export function verdictOf({ low, high }: Interval, matters: number | null, better: 'more' | 'less'): Verdict {
  if (matters !== null && low > -matters && high < matters) return 'nothing'
  if (low > 0) return better === 'more' ? 'works' : 'harms'
  if (high < 0) return better === 'more' ? 'harms' : 'works'
  return 'unknown'
}

/** The smallest difference that matters in units of the outcome. */
function smallestOf({ smallest }: Question, control: ArmEstimate): number | null {
  const size = smallest.of === 'outcome' ? smallest.size : smallest.size * Math.abs(control.mean)
  return size > 0 ? size : null
}

/** The variance around the common mean that the difference of the two means makes. */
function between(arm: ArmEstimate, control: ArmEstimate): number {
  const share = (arm.n * control.n) / (arm.n + control.n) ** 2
  return share * unlessLost((arm.mean - control.mean) ** 2, Math.max(arm.mean ** 2, control.mean ** 2))
}

function isEnough(strata: readonly Stratum[], plain: readonly Pair[], kind: OutcomeKind): boolean {
  if (Math.min(...effective(plain)) < fewestAccounts) return false
  if (kind !== 'share') return true
  const { n, y } = together(strata)
  return Math.min(y, n - y) >= fewestAnswers
}

/** Enough that a t test is near what it promises, and neither arm is all the same, which normal values never are. */
function seemsNormal(plain: readonly Pair[]): boolean {
  return plain.flat().every(({ n, variance }) => n >= fewestOnce && variance > 0)
}

function liftOf(arm: ArmEstimate, control: ArmEstimate) {
  const estimate = steadyLift(arm, control)
  if (!estimate) return null
  const always = alwaysValid(estimate, arm.n + control.n)
  return Number.isFinite(always.low) ? { value: estimate.value, ...always } : null
}

/**
 * Null also where the control's mean may itself be 0: a ratio to it may then be anything (Fieller, Journal of the Royal Statistical
 * Society B 16 (1954) 175–185).
 */
function steadyLift(arm: ArmEstimate, control: ArmEstimate): Estimate | null {
  return Math.abs(control.mean) > 2 * Math.sqrt(control.variance / control.n) ? lift(arm, control) : null
}

/** Accounts of both arms until an effect of this size is seen, and so many that something is said at all. */
export function neededToSee(effect: number, kind: OutcomeKind, [arm, control]: Pair): number | null {
  const needed = accountsToSee(effect, arm, control)
  if (needed === null) return null
  const total = arm.n + control.n
  const yes = (arm.n * arm.mean + control.n * control.mean) / total
  const answers = kind === 'share' ? fewestAnswers / Math.min(yes, 1 - yes) : 0
  const fewest = Math.max((fewestAccounts * total) / Math.min(arm.n, control.n), answers)
  return Number.isFinite(fewest) ? Math.max(needed, Math.ceil(fewest)) : null
}

function onceOf(plain: readonly Pair[]) {
  const estimate = difference(...combine(plain))
  const df = degreesWithin(plain)
  return { value: estimate.value, df, ...welch(estimate, df) }
}

function onceLiftOf(plain: readonly Pair[]) {
  const estimate = steadyLift(...combine(plain))
  return estimate && { value: estimate.value, ...welch(estimate, degreesWithin(plain)) }
}
