import { studentAbove, studentQuantileAbove } from './distributions.ts'
import type { ArmEstimate } from './moments.ts'

/** What is estimated, with its standard error. */
export interface Estimate {
  readonly value: number
  readonly error: number
}

/** An interval and the p-value of "there is no difference" that belongs to it. */
export interface Interval {
  readonly low: number
  readonly high: number
  readonly p: number
}

/** Arm minus control, and its standard error √(σ²ₐ/nₐ + σ²ₖ/nₖ): Welch, Biometrika 34 (1947) 28–35. */
export function difference(arm: ArmEstimate, control: ArmEstimate): Estimate {
  return {
    value: arm.mean - control.mean,
    error: Math.sqrt(arm.variance / arm.n + control.variance / control.n),
  }
}

/**
 * The difference as a share of the control's mean (0.1 = a tenth more), with the standard error of the delta method: Deng and
 * others, KDD 2018, arXiv 1803.06336, eq. 6. Null when the control's mean is 0.
 */
export function lift(arm: ArmEstimate, control: ArmEstimate): Estimate | null {
  if (control.mean === 0) return null
  const ofArm = arm.variance / arm.n / control.mean ** 2
  const ofControl = ((control.variance / control.n) * arm.mean ** 2) / control.mean ** 4
  // A negative mean would turn more into less.
  const value = (arm.mean - control.mean) / Math.abs(control.mean)
  return { value, error: Math.sqrt(ofArm + ofControl) }
}

/** How many degrees of freedom the standard error has: Satterthwaite, Biometrics Bulletin 2 (1946) 110–114. */
export function degreesOfFreedom(arm: ArmEstimate, control: ArmEstimate): number {
  const a = arm.variance / arm.n
  const b = control.variance / control.n
  return (a + b) ** 2 / (a ** 2 / (arm.n - 1) + b ** 2 / (control.n - 1))
}

/**
 * Welch's t: the interval and p-value of somebody who looks once, at a time fixed beforehand. Whoever looks often and stops when
 * it suits needs `alwaysValid`.
 */
export function welch({ value, error }: Estimate, df: number, alpha = 0.05): Interval {
  if (!(error > 0)) return unknown
  const half = error * studentQuantileAbove(alpha / 2, df)
  return { low: value - half, high: value + half, p: Math.min(1, 2 * studentAbove(Math.abs(value) / error, df)) }
}

/** Nothing can be said. */
export const unknown: Interval = { low: -Infinity, high: Infinity, p: 1 }
