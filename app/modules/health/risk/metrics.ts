import type { Outcomes } from './logistic.ts'
import { at } from './matrix.ts'

/** One tenth of the customers, by predicted probability. */
export type ReliabilityBin = {
  /** Mean predicted probability. */
  readonly predicted: number
  /** Share that really churned, with its 95 % Wilson interval. */
  readonly observed: number
  readonly low: number
  readonly high: number
  readonly rows: number
  readonly churned: number
}

export type Lift = {
  /** The share of customers looked at, highest probability first (0.1 = a tenth), and how many that is. */
  readonly share: number
  readonly rows: number
  /** Expected number that churned among them; not whole when equal probabilities straddle the border. */
  readonly churned: number
  /** How many times more often they churned than customers at large. */
  readonly lift: number
  /** Share of all who churned that is among them. */
  readonly captured: number
}

/** How good probabilities proved against what happened. Plain data. */
export type RiskMetrics = {
  readonly rows: number
  readonly churned: number
  readonly baseRate: number
  /** Null when only one outcome occurs; likewise `lift` when nobody churned. */
  readonly auc: number | null
  readonly brier: number
  readonly logLoss: number
  /** Brier score and log loss of giving every customer the base rate: what there is to beat. */
  readonly brierOfBaseRate: number
  readonly logLossOfBaseRate: number
  readonly reliability: readonly ReliabilityBin[]
  readonly lift: Lift | null
}

/** All figures below for one set of predictions. Throws RangeError on no rows, unequal sizes or a NaN. */
export function measureRisk(probabilities: ArrayLike<number>, outcome: Outcomes, liftShare = 0.1): RiskMetrics {
  const groups = groupsOfEqual(probabilities, outcome)
  const rate = baseRate(outcome)
  const constant = new Float64Array(outcome.length).fill(rate)
  return {
    rows: outcome.length,
    churned: groups.reduce((sum, group) => sum + group.churned, 0),
    baseRate: rate,
    auc: aucOfGroups(groups),
    brier: brier(probabilities, outcome),
    logLoss: logLoss(probabilities, outcome),
    brierOfBaseRate: rate * (1 - rate),
    logLossOfBaseRate: logLoss(constant, outcome),
    reliability: reliabilityOfGroups(groups, 10),
    lift: liftOfGroups(groups, liftShare),
  }
}

/** Share of rows that churned. */
export function baseRate(outcome: Outcomes): number {
  let churned = 0
  for (let row = 0; row < outcome.length; row++) churned += outcome[row] ? 1 : 0
  return churned / outcome.length
}

/**
 * Area under the ROC curve: the probability that somebody who churned was given the higher score than somebody who
 * stayed, equal scores counting half. This is the Mann–Whitney statistic with mid-ranks: Hanley & McNeil, Radiology 143
 * (1982) 29–36. Any order-preserving score will do. Null when only one outcome occurs.
 */
export function auc(scores: ArrayLike<number>, outcome: Outcomes): number | null {
  return aucOfGroups(groupsOfEqual(scores, outcome))
}

/** The same from counts: groups of rows with equal scores, lowest score first. */
export function aucOfGroups(groups: readonly { readonly rows: number; readonly churned: number }[]): number | null {
  let stayedBelow = 0
  let churned = 0
  let wins = 0
  for (const group of groups) {
    const stayed = group.rows - group.churned
    wins += group.churned * (stayedBelow + stayed / 2)
    stayedBelow += stayed
    churned += group.churned
  }
  return churned === 0 || stayedBelow === 0 ? null : wins / (churned * stayedBelow)
}

/** Mean squared difference of probability and outcome: Brier, Monthly Weather Review 78 (1950) 1–3, halved as usual. */
export function brier(probabilities: ArrayLike<number>, outcome: Outcomes): number {
  checkSizes(probabilities, outcome)
  let sum = 0
  for (let row = 0; row < outcome.length; row++) sum += (at(probabilities, row) - (outcome[row] ? 1 : 0)) ** 2
  return sum / outcome.length
}

/** Mean negative log-likelihood in nats. Probabilities are kept off 0 and 1 by 2.2e-16, as scikit-learn's log_loss. */
export function logLoss(probabilities: ArrayLike<number>, outcome: Outcomes): number {
  checkSizes(probabilities, outcome)
  let sum = 0
  for (let row = 0; row < outcome.length; row++) {
    const probability = at(probabilities, row)
    sum -= Math.log(Math.max(Number.EPSILON, outcome[row] ? probability : 1 - probability))
  }
  return sum / outcome.length
}

/**
 * The points of a reliability chart (DeGroot & Fienberg, The Statistician 32 (1983) 12–22): rows in order of predicted
 * probability, cut into bins of equal size. Equal predictions stay in one bin, so the order of rows does not matter and
 * there may be fewer bins.
 */
function reliabilityOfGroups(groups: readonly Group[], bins: number): ReliabilityBin[] {
  const all = groups.reduce((sum, group) => sum + group.rows, 0)
  const cut = (bin: number) => Math.round((bin * all) / bins)
  const result: ReliabilityBin[] = []
  let open = { sum: 0, rows: 0, churned: 0 }
  let seen = 0
  let bin = 1
  for (const { score, rows, churned } of groups) {
    seen += rows
    open = { sum: open.sum + score * rows, rows: open.rows + rows, churned: open.churned + churned }
    if (seen < cut(bin)) continue
    const { rows: n, churned: k } = open
    result.push({ predicted: open.sum / n, observed: k / n, ...wilson(k, n), rows: n, churned: k })
    open = { sum: 0, rows: 0, churned: 0 }
    while (bin <= bins && cut(bin) <= seen) bin++
  }
  return result
}

/**
 * How much more churn is found by looking at the given share of customers (0…1], those with the highest probability.
 * Null when nobody churned.
 */
function liftOfGroups(groups: readonly Group[], share: number): Lift | null {
  if (!(share > 0 && share <= 1)) throw new RangeError(`share must be above 0 and at most 1, not ${share}`)
  const all = groups.reduce((sum, group) => sum + group.rows, 0)
  const churned = groups.reduce((sum, group) => sum + group.churned, 0)
  const rows = Math.ceil(share * all - 1e-9)
  let room = rows
  let found = 0
  for (let i = groups.length - 1; i >= 0 && room > 0; i--) {
    const group = groups[i] as Group
    const taken = Math.min(room, group.rows)
    found += (group.churned * taken) / group.rows
    room -= taken
  }
  if (churned === 0) return null
  return { share, rows, churned: found, lift: found / rows / (churned / all), captured: found / churned }
}

/** The 95 % score interval for a proportion: Wilson, JASA 22 (1927) 209–212. */
export function wilson(successes: number, trials: number): { low: number; high: number } {
  const z = 1.959963984540054
  const share = successes / trials
  const centre = share + (z * z) / (2 * trials)
  const spread = z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))
  const scale = 1 + (z * z) / trials
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) }
}

type Group = { score: number; rows: number; churned: number }

/** Rows with equal scores counted together, lowest score first. Two typed-array sorts, which need no comparator. */
function groupsOfEqual(scores: ArrayLike<number>, outcome: Outcomes): Group[] {
  checkSizes(scores, outcome)
  const all = Float64Array.from(scores)
  const churned = all.filter((_, row) => outcome[row]).sort()
  const stayed = all.filter((_, row) => !outcome[row]).sort()
  const groups: Group[] = []
  let i = 0
  let j = 0
  while (i < churned.length || j < stayed.length) {
    const score = Math.min(churned[i] ?? Number.POSITIVE_INFINITY, stayed[j] ?? Number.POSITIVE_INFINITY)
    const [left, kept] = [i, j]
    while (churned[i] === score) i++
    while (stayed[j] === score) j++
    groups.push({ score, rows: i - left + j - kept, churned: i - left })
  }
  return groups
}

function checkSizes(scores: ArrayLike<number>, outcome: Outcomes): void {
  if (outcome.length === 0) throw new RangeError('There are no rows to measure')
  if (scores.length !== outcome.length) throw new RangeError(`${scores.length} scores but ${outcome.length} outcomes`)
  for (let row = 0; row < scores.length; row++) {
    if (Number.isNaN(scores[row])) throw new RangeError(`The score of row ${row} is not a number`)
  }
}
