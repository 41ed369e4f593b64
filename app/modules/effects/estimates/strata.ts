import { degreesOfFreedom } from './difference.ts'
import type { ArmEstimate, Moments } from './moments.ts'

/** Accounts that were shared out between an arm and its control in one way. */
export interface Stratum {
  readonly arm: Moments
  readonly control: Moments
}

/** An arm beside its control. */
export type Pair = readonly [arm: ArmEstimate, control: ArmEstimate]

/**
 * Arm and control as they stand over all strata, so that only those are compared with each other who were shared out in the same way.
 * Put together without that, whoever came while more were held out counts more among those held out: Simpson's paradox, as in Crook
 * and others, KDD 2009, on changing proportions.
 *
 * Each stratum weighs nₐnₖ/(nₐ+nₖ) (Mantel–Haenszel; for differences Greenland and Robins, Biometrics 41 (1985) 55–68): the variance is
 * least where all vary alike, and a stratum in which hardly anybody was held out says hardly anything. Weights rest on counts alone,
 * so where nothing differs none of them makes a difference. Means are weighted by them; `variance / n` is the squared error of a mean.
 */
export function combine(pairs: readonly Pair[]): Pair {
  const [only] = pairs
  if (only && pairs.length === 1) return only
  const weights = weightsOf(pairs)
  return [
    together(
      pairs.map(([arm]) => arm),
      weights,
    ),
    together(
      pairs.map(([, control]) => control),
      weights,
    ),
  ]
}

/** Strata in which both arms can be estimated; the first when there is none. */
export function comparable(strata: readonly Stratum[]): readonly Stratum[] {
  if (strata.length < 2) return strata
  const both = strata.filter(({ arm, control }) => arm.n > 1 && control.n > 1)
  return both.length > 0 ? both : strata.slice(0, 1)
}

/**
 * How many accounts an arm would need in one stratum to tell as much of its mean as it does in these (Kish, Survey Sampling, 1965,
 * section 11.7): 1 / Σ(w²/n).
 */
export function effective(pairs: readonly Pair[]): readonly [arm: number, control: number] {
  const [only] = pairs
  if (only && pairs.length === 1) return [only[0].n, only[1].n]
  const weights = weightsOf(pairs)
  const of = (side: 0 | 1) => 1 / pairs.reduce((sum, pair, index) => sum + (weights[index] ?? 0) ** 2 / pair[side].n, 0)
  return [of(0), of(1)]
}

/** Satterthwaite's degrees of freedom of the combined difference: Biometrics Bulletin 2 (1946) 110–114. */
export function degreesWithin(pairs: readonly Pair[]): number {
  const [only] = pairs
  if (only && pairs.length === 1) return degreesOfFreedom(...only)
  const weights = weightsOf(pairs)
  const terms = pairs.flatMap((pair, index) =>
    pair.map(({ variance, n }) => ({ error: ((weights[index] ?? 0) ** 2 * variance) / n, free: n - 1 })),
  )
  const total = terms.reduce((sum, { error }) => sum + error, 0)
  return total ** 2 / terms.reduce((sum, { error, free }) => sum + error ** 2 / free, 0)
}

/** The variance of one account around the mean of its arm in its stratum. */
export function varianceWithin(pairs: readonly Pair[]): number {
  const arms = pairs.flat()
  const accounts = arms.reduce((sum, { n }) => sum + n, 0)
  return arms.reduce((sum, { n, variance }) => sum + variance * n, 0) / accounts
}

function weightsOf(pairs: readonly Pair[]): readonly number[] {
  const weights = pairs.map(([arm, control]) => (arm.n * control.n) / (arm.n + control.n))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map(weight => weight / total)
}

function together(arms: readonly ArmEstimate[], weights: readonly number[]): ArmEstimate {
  let [n, mean, squaredError] = [0, 0, 0]
  for (const [index, arm] of arms.entries()) {
    const weight = weights[index] ?? 0
    n += arm.n
    mean += weight * arm.mean
    squaredError += (weight ** 2 * arm.variance) / arm.n
  }
  return { n, mean, variance: squaredError * n }
}
