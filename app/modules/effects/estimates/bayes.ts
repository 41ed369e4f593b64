import type { Estimate } from './difference.ts'
import { normalAbove, normalDensity } from './distributions.ts'

/** What is believed of a difference before anything is measured: normal around `mean`. */
export interface Prior {
  readonly mean: number
  readonly deviation: number
}

export interface Belief extends Prior {
  /** The probability that the arm is better than the control, 0 to 1. */
  readonly better: number
  /** What is lost on average by choosing the arm when it should not have been, in units of the outcome; never negative. */
  readonly loss: number
}

/**
 * Prior and measurement together (normal with known variance: Gelman and others, Bayesian Data Analysis, section 2.5), the
 * probability to be better, and the expected loss E[max(0, −δ)] (Stucchio, Bayesian A/B Testing at VWO, 2015). `sign` is −1
 * where less is better.
 */
export function believe({ value, error }: Estimate, prior: Prior, sign: 1 | -1 = 1): Belief {
  const known = error > 0 ? 1 / error ** 2 : 0
  const before = 1 / prior.deviation ** 2
  const mean = (prior.mean * before + value * known) / (before + known)
  const deviation = Math.sqrt(1 / (before + known))
  const z = (sign * mean) / deviation
  return { mean, deviation, better: normalAbove(-z), loss: deviation * normalDensity(z) - sign * mean * normalAbove(z) }
}

/** Cohen (1988) calls a difference of a fifth of a standard deviation small; most plays change an outcome by less. */
export function usualPrior(deviationOfOutcome: number): Prior {
  return { mean: 0, deviation: 0.2 * deviationOfOutcome }
}
