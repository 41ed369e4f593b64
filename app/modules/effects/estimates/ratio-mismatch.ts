import { chiSquareAbove } from './distributions.ts'

/** How the accounts were shared out, and how likely so uneven a split is when the draw was right. */
export interface SampleRatio {
  readonly p: number
  /** Whether something is wrong with how accounts came into their arms: no result can be trusted then. */
  readonly mismatch: boolean
}

/** Rare enough to be a fault and not chance: Fabijan and others, KDD 2019, use 0.0005 to 0.01. */
const alarm = 0.001

/**
 * Pearson's χ² of the counts against the intended shares (their sum does not matter). Null when there are fewer than two arms, or
 * too few accounts to tell (an arm expects fewer than 5: Cochran, Biometrics 10 (1954) 417–451).
 */
export function sampleRatio(counts: readonly number[], shares: readonly number[]): SampleRatio | null {
  const total = sum(counts)
  const whole = sum(shares)
  const expected = shares.map(share => (total * share) / whole)
  if (counts.length < 2 || expected.some(count => !(count >= 5))) return null
  const statistic = sum(counts.map((count, arm) => (count - (expected[arm] ?? 0)) ** 2 / (expected[arm] ?? 1)))
  const p = chiSquareAbove(statistic, counts.length - 1)
  return { p, mismatch: p < alarm }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
