/**
 * All that estimates need to know of an arm: how many there are, the sums of the outcome y and of the same number before entry x,
 * of their squares and their product. Sums add up, so days, segments and arms can be put together in any order.
 */
export interface Moments {
  readonly n: number
  readonly y: number
  readonly yy: number
  readonly x: number
  readonly xx: number
  readonly xy: number
}

/** Whether the outcome is a number, or yes and no (then y is how many said yes). */
export type OutcomeKind = 'number' | 'share'

export const noMoments: Moments = { n: 0, y: 0, yy: 0, x: 0, xx: 0, xy: 0 }

/** Both together. */
export function addMoments(a: Moments, b: Moments): Moments {
  return { n: a.n + b.n, y: a.y + b.y, yy: a.yy + b.yy, x: a.x + b.x, xx: a.xx + b.xx, xy: a.xy + b.xy }
}

/** What difference and interval are computed from: the mean of an arm, and the variance of one observation. */
export interface ArmEstimate {
  readonly n: number
  readonly mean: number
  readonly variance: number
}

/**
 * Mean and variance of the outcome. A share p varies by p(1−p), as a proportion does; numbers by the unbiased sample variance.
 * Without two observations there is no variance (NaN).
 */
export function estimateArm({ n, y, yy }: Pick<Moments, 'n' | 'y' | 'yy'>, kind: OutcomeKind): ArmEstimate {
  const mean = y / n
  if (kind === 'share') return { n, mean, variance: n > 1 ? mean * (1 - mean) : Number.NaN }
  return { n, mean, variance: n > 1 ? scatter(n, y, yy) / (n - 1) : Number.NaN }
}

/**
 * Σ(y − ȳ)², from the sums. What is so small beside Σy² that it may be what is left of rounding is no scatter: 0 (Chan, Golub and
 * LeVeque, American Statistician 37 (1983) 242–247, on how many digits this difference loses).
 */
export function scatter(n: number, y: number, yy: number): number {
  return unlessLost(yy - (y * y) / n, yy)
}

/** A sum of squares beside the one it was taken from; 0 when it may be what is left of rounding. */
export function unlessLost(rest: number, of: number): number {
  return rest <= of * lost ? 0 : rest
}

const lost = 1e-11
