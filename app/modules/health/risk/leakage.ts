import { CATEGORY_LIMITS, type InputRefusal } from './encoding.ts'
import { categoryOf, isLost, numericReader, type RiskInput, type RiskRow } from './inputs.ts'
import type { Outcomes } from './logistic.ts'
import { auc, aucOfGroups, baseRate } from './metrics.ts'

export type LeakageLimits = {
  /** An input that alone orders customers better than this (AUC, either direction) is refused. */
  readonly highestAuc: number
  /** A value after which everybody left is refused from this many rows on. */
  readonly fewestRowsGivenAway: number
  /** An input of whose values a greater share than this are lost (see changedLater) is refused. */
  readonly mostLost: number
}

export const LEAKAGE_LIMITS: LeakageLimits = { highestAuc: 0.98, fewestRowsGivenAway: 30, mostLost: 0.2 }

/**
 * Refuses an input of which too many values are lost: those that are left belong to customers about whom nothing changed
 * any more, among them everybody who left, so they are no picture of the rest. Of fewer, the usual value is a fair guess.
 */
export function findLost(
  { key }: RiskInput,
  rows: readonly RiskRow[],
  { mostLost }: LeakageLimits = LEAKAGE_LIMITS,
): InputRefusal | null {
  let lost = 0
  let said = 0
  for (const row of rows) {
    if (isLost(row, key)) lost++
    else if (row[key] !== null && row[key] !== undefined) said++
  }
  const share = lost / Math.max(1, lost + said)
  return share > mostLost ? { key, reason: 'changed_later', share } : null
}

/** How improbable it must be that everybody with a value left by chance alone before it counts as giving away. */
const CHANCE = 1e-6

/**
 * Says whether an input seems to know the outcome, that is, was written down after it ("what was only known
 * afterwards"): Kaufman et al., Leakage in Data Mining, ACM TKDD 6 (2012) 15. Two signs, judged on the input alone:
 *
 * - it separates leavers from stayers almost perfectly (AUC; of a category with levels in order of churn share);
 * - a level, or that the input is filled in or not, occurs in many rows and every one of them churned, such as a
 *   "reason for cancelling". The opposite, a value with which everybody stayed, is no sign: good plans do that.
 *
 * Leaks that only show in combination are not found. Returns null when nothing speaks against the input.
 */
export function findLeak(
  input: RiskInput,
  rows: readonly RiskRow[],
  outcome: Outcomes,
  limits: LeakageLimits = LEAKAGE_LIMITS,
): InputRefusal | null {
  const tallies = tallyValues(input, rows, outcome)
  const value = valueGivenAway(tallies, baseRate(outcome), limits)
  if (value) return { key: input.key, reason: 'gives_away', ...value }
  const alone = input.kind === 'number' ? aucOfNumber(input, rows, outcome, limits) : aucOfLevels(tallies)
  return alone !== null && alone > limits.highestAuc ? { key: input.key, reason: 'separates', auc: alone } : null
}

type Tally = { rows: number; churned: number }

/** Counts per value, null standing for "not known". All numbers count as one value, whose name is empty. */
type Tallies = ReadonlyMap<string | null, Readonly<Tally>>

function tallyValues(input: RiskInput, rows: readonly RiskRow[], outcome: Outcomes): Tallies {
  const read = valueReader(input)
  const tallies = new Map<string | null, Tally>()
  for (let row = 0; row < rows.length; row++) {
    if (isLost(rows[row] as RiskRow, input.key)) continue
    const value = read(rows[row] as RiskRow)
    const tally = tallies.get(value) ?? { rows: 0, churned: 0 }
    if (tally.rows === 0) tallies.set(value, tally)
    tally.rows++
    if (outcome[row]) tally.churned++
  }
  return tallies
}

function valueReader(input: RiskInput): (row: RiskRow) => string | null {
  if (input.kind === 'category') return row => categoryOf(row, input.key)
  const read = numericReader(input)
  return row => {
    const value = read(row)
    if (Number.isNaN(value)) return null
    return input.kind === 'number' ? '' : value === 1 ? 'true' : 'false'
  }
}

function valueGivenAway(tallies: Tallies, rate: number, limits: LeakageLimits) {
  const fewest = Math.max(limits.fewestRowsGivenAway, Math.log(CHANCE) / Math.log(rate))
  const givesAway = (tally: Tally) => tally.rows >= fewest && tally.churned === tally.rows
  const missing = tallies.get(null) ?? { rows: 0, churned: 0 }
  const known = together([...tallies].flatMap(([value, tally]) => (value === null ? [] : [tally])))
  if (givesAway(missing)) return { value: { part: 'missing' } as const, rows: missing.rows }
  if (givesAway(known)) return { value: { part: 'known' } as const, rows: known.rows }
  for (const [level, tally] of tallies) {
    if (level !== null && givesAway(tally)) return { value: { part: 'level', level } as const, rows: tally.rows }
  }
  return null
}

/** AUC of levels in order of their churn share; rare levels are judged together, lest chance make them look pure. */
function aucOfLevels(tallies: Tallies): number | null {
  const all = [...tallies.values()]
  const isRare = (tally: Tally) => tally.rows < CATEGORY_LIMITS.fewestRowsPerLevel
  const judged = [...all.filter(tally => !isRare(tally)), together(all.filter(isRare))].filter(tally => tally.rows > 0)
  judged.sort((a, b) => a.churned / a.rows - b.churned / b.rows)
  return aucOfGroups(judged)
}

function together(tallies: readonly Tally[]): Tally {
  const sum = { rows: 0, churned: 0 }
  for (const { rows, churned } of tallies) {
    sum.rows += rows
    sum.churned += churned
  }
  return sum
}

/** AUC among rows where the number is known, in the better direction; null when one outcome is hardly known there. */
function aucOfNumber(input: RiskInput, rows: readonly RiskRow[], outcome: Outcomes, limits: LeakageLimits) {
  const values = Float64Array.from(rows, numericReader(input))
  const isKnown = (_: number, row: number) => !Number.isNaN(values[row])
  const churned = Uint8Array.from(outcome, left => (left ? 1 : 0)).filter(isKnown)
  const left = churned.reduce((sum, value) => sum + value, 0)
  if (Math.min(left, churned.length - left) < limits.fewestRowsGivenAway) return null
  const alone = auc(values.filter(isKnown), churned)
  return alone === null ? null : Math.max(alone, 1 - alone)
}
