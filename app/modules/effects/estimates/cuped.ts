import { type ArmEstimate, estimateArm, type Moments, type OutcomeKind, scatter } from './moments.ts'
import { combine, type Pair, type Stratum } from './strata.ts'

/** The outcome of two arms, freed from what the same number told before. */
export interface Cuped {
  readonly theta: number
  /** By stratum. */
  readonly pairs: readonly Pair[]
  /** The share of the variance of the difference that is gone, 0 to 1. */
  readonly saved: number
}

/**
 * CUPED: y − θ(x − x̄) with x the same number before entry; Deng, Xu, Kohavi and Walker, WSDM 2013, section 3.2. θ is the pooled
 * covariance over the pooled variance within the arms (of each stratum), so that what the arms differ by after entry does not enter
 * it; x̄ is that of the stratum. Null when x does not vary.
 */
export function cuped(strata: readonly Stratum[], kind: OutcomeKind): Cuped | null {
  const theta = pooledTheta(strata.flatMap(({ arm, control }) => [arm, control]))
  if (theta === null || strata.some(({ arm, control }) => arm.n < 2 || control.n < 2)) return null
  const adjusted = strata.map(({ arm, control }): Pair => {
    const meanBefore = (arm.x + control.x) / (arm.n + control.n)
    return [adjust(arm, theta, meanBefore, kind), adjust(control, theta, meanBefore, kind)]
  })
  const plain = strata.map(({ arm, control }): Pair => [estimateArm(arm, kind), estimateArm(control, kind)])
  const before = errorSquared(combine(plain))
  return { theta, pairs: adjusted, saved: before > 0 ? 1 - errorSquared(combine(adjusted)) / before : 0 }
}

/** Σ(x−x̄)(y−ȳ) over Σ(x−x̄)², both summed within each arm. Null when x does not vary. */
export function pooledTheta(arms: readonly Moments[]): number | null {
  let together = 0
  let before = 0
  for (const { n, y, x, xx, xy } of arms) {
    if (n === 0) continue
    together += xy - (x * y) / n
    before += scatter(n, x, xx)
  }
  const size = arms.reduce((sum, { xx }) => sum + xx, 0)
  // What is left of rounding is no variance.
  return before > size * 1e-12 ? together / before : null
}

function adjust(moments: Moments, theta: number, meanBefore: number, kind: OutcomeKind): ArmEstimate {
  const { n, y, x, xx, xy } = moments
  const plain = estimateArm(moments, kind)
  const ofBefore = scatter(n, x, xx) / (n - 1)
  const together = (xy - (x * y) / n) / (n - 1)
  return {
    n,
    mean: plain.mean - theta * (x / n - meanBefore),
    variance: Math.max(0, plain.variance + theta ** 2 * ofBefore - 2 * theta * together),
  }
}

function errorSquared([arm, control]: Pair): number {
  return arm.variance / arm.n + control.variance / control.n
}
