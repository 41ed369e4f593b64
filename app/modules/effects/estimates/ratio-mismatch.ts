import { chiSquareAbove } from './distributions.ts'

/** How the accounts were shared out, and how likely so uneven a split is when the draw was right. */
export interface SampleRatio {
  readonly p: number
  /** Whether something is wrong with how accounts came into their arms: no result can be trusted then. */
  readonly mismatch: boolean
}

/** Rare enough to be a fault and not chance: Fabijan and others, KDD 2019, use 0.0005 to 0.01. */
const alarm = 0.001

/** How many accounts came into each arm, and which share was meant to (their sum does not matter). */
export interface Division {
  readonly counts: readonly number[]
  readonly shares: readonly number[]
}

/**
 * Pearson's χ² of the counts against the intended shares; where the shares were changed on the way, the sum of χ² over the divisions,
 * each against its own, with the sum of their degrees of freedom. A division with fewer than two arms, or too few accounts to tell (an
 * arm expects fewer than 5: Cochran, Biometrics 10 (1954) 417–451), is left out; null when none is left.
 */
export function sampleRatio(divisions: readonly Division[]): SampleRatio | null {
  let [statistic, free] = [0, 0]
  for (const { counts, shares } of divisions) {
    const [total, whole] = [sum(counts), sum(shares)]
    const expected = shares.map(share => (total * share) / whole)
    if (counts.length < 2 || expected.some(count => !(count >= 5))) continue
    statistic += sum(counts.map((count, arm) => (count - (expected[arm] ?? 0)) ** 2 / (expected[arm] ?? 1)))
    free += counts.length - 1
  }
  if (free === 0) return null
  const p = chiSquareAbove(statistic, free)
  return { p, mismatch: p < alarm }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
