import { categoryOf, isLost, numericReader, type RiskInput, type RiskRow } from './inputs.ts'
import { at } from './matrix.ts'

/** How a number becomes columns: (value − mean) / sd, and 1 where it is missing. Learned from training rows only. */
export type NumberEncoding = {
  readonly kind: 'number'
  readonly key: string
  readonly mean: number
  /** Divisor n, as scikit-learn's StandardScaler. 0 when all known values are equal: then there is no value column. */
  readonly sd: number
  /** Whether a column marks missing values; a missing value itself counts as the mean. */
  readonly missing: boolean
}

/** How a boolean becomes columns: 0 or 1 as it is, `mean` (share of true) when missing, and 1 where it is missing. */
export type BooleanEncoding = {
  readonly kind: 'boolean'
  readonly key: string
  readonly mean: number
  readonly constant: boolean
  readonly missing: boolean
}

/**
 * How a category becomes columns: one per level, all levels kept as in scikit-learn's OneHotEncoder (the penalty keeps
 * that well-posed, and every level's weight can be read by itself), one for all rare values together, one for missing.
 * A value never seen in training is zero in every column; one that is lost counts as `shares`, and as a mean of the other
 * kinds, so that being lost is not told apart from what is usual.
 */
export type CategoryEncoding = {
  readonly kind: 'category'
  readonly key: string
  readonly levels: readonly string[]
  readonly rare: readonly string[]
  readonly missing: boolean
  /** Of the known values, the share of each level and then of the rare ones; only where training has lost values. */
  readonly shares?: readonly number[]
}

/** Plain data: survives JSON unchanged. */
export type InputEncoding = NumberEncoding | BooleanEncoding | CategoryEncoding

/** Why an input was not used. `values` counts different values, `auc` is the input's own, alone. */
export type InputRefusal =
  | { readonly key: string; readonly reason: 'empty' | 'constant' | 'out_of_range' }
  | { readonly key: string; readonly reason: 'nearly_unique' | 'too_many_values'; readonly values: number }
  | { readonly key: string; readonly reason: 'separates'; readonly auc: number }
  /** `share` of the values that were known at their moments are lost, because they were changed afterwards. */
  | { readonly key: string; readonly reason: 'changed_later'; readonly share: number }
  | { readonly key: string; readonly reason: 'gives_away'; readonly value: GivenAway; readonly rows: number }

/** A value after which everybody left: a level (booleans as 'true', 'false'), or that the value is or is not there. */
export type GivenAway = { readonly part: 'level'; readonly level: string } | { readonly part: 'known' | 'missing' }

export type CategoryLimits = {
  /** Fewer training rows than this make a value rare. */
  readonly fewestRowsPerLevel: number
  /** More different values than this refuse the input. */
  readonly mostLevels: number
}

export const CATEGORY_LIMITS: CategoryLimits = { fewestRowsPerLevel: 10, mostLevels: 100 }

/**
 * Learns one input's encoding from the given rows (`picked`: their indices; all when left out), or says why it cannot
 * be used: no value at all, always the same value, numbers too large for arithmetic, or a category that is really an
 * identifier or free text (more than half of its values different, hardly any repeated, or too many of them).
 */
export function learnEncoding(
  input: RiskInput,
  rows: readonly RiskRow[],
  picked: ArrayLike<number> = rows.map((_, row) => row),
  limits: CategoryLimits = CATEGORY_LIMITS,
): InputEncoding | InputRefusal {
  return input.kind === 'category' ? learnCategory(input, rows, picked, limits) : learnNumeric(input, rows, picked)
}

/** Whether `learnEncoding` refused the input. */
export function isRefusal(learned: InputEncoding | InputRefusal): learned is InputRefusal {
  return 'reason' in learned
}

function learnNumeric(input: RiskInput, rows: readonly RiskRow[], picked: ArrayLike<number>) {
  const read = numericReader(input)
  const values = new Float64Array(picked.length)
  for (let i = 0; i < picked.length; i++) values[i] = read(rows[at(picked, i)] as RiskRow)
  const known = values.filter(value => !Number.isNaN(value))
  const { key } = input
  if (known.length === 0) return { key, reason: 'empty' } as const
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length
  const sd = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length)
  if (!Number.isFinite(mean) || !Number.isFinite(sd)) return { key, reason: 'out_of_range' } as const
  const missing = known.length + countLost(key, rows, picked) < picked.length
  const constant = known.every(value => value === known[0]) || sd <= 1e-14 * Math.abs(mean)
  if (constant && !missing) return { key, reason: 'constant' } as const
  if (input.kind === 'boolean') return { kind: 'boolean', key, mean, constant, missing } as const
  return { kind: 'number', key, mean, sd: constant ? 0 : sd, missing } as const
}

function learnCategory(input: RiskInput, rows: readonly RiskRow[], picked: ArrayLike<number>, limits: CategoryLimits) {
  const { key } = input
  const counts = countValues(input, rows, picked)
  const known = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const lost = countLost(key, rows, picked)
  const missing = known + lost < picked.length
  if (known === 0) return { key, reason: 'empty' } as const
  if (counts.size === 1 && !missing) return { key, reason: 'constant' } as const
  const values = [...counts.keys()].sort()
  const levels = values.filter(value => (counts.get(value) ?? 0) >= limits.fewestRowsPerLevel)
  const hardlyRepeats = levels.length === 0 || values.length > known / 2
  if (hardlyRepeats) return { key, reason: 'nearly_unique', values: values.length } as const
  if (values.length > limits.mostLevels) return { key, reason: 'too_many_values', values: values.length } as const
  const rare = values.filter(value => !levels.includes(value))
  const encoding = { kind: 'category', key, levels, rare, missing } as const
  if (lost === 0) return encoding
  const often = levels.map(level => (counts.get(level) ?? 0) / known)
  const seldom = rare.reduce((sum, value) => sum + (counts.get(value) ?? 0), 0) / known
  return { ...encoding, shares: rare.length > 0 ? [...often, seldom] : often }
}

function countLost(key: string, rows: readonly RiskRow[], picked: ArrayLike<number>): number {
  let lost = 0
  for (let i = 0; i < picked.length; i++) if (isLost(rows[at(picked, i)] as RiskRow, key)) lost++
  return lost
}

function countValues(input: RiskInput, rows: readonly RiskRow[], picked: ArrayLike<number>): Map<string, number> {
  const counts = new Map<string, number>()
  for (let i = 0; i < picked.length; i++) {
    const value = categoryOf(rows[at(picked, i)] as RiskRow, input.key)
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return counts
}
