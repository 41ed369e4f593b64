import { widthFactor } from './always-valid.ts'
import { normalQuantileAbove } from './distributions.ts'
import type { ArmEstimate } from './moments.ts'

/** In how many of a hundred cases an effect that is there should be seen. */
export const usualPower = 0.8

/** Nobody waits longer; beyond it the answer is "not in this way". */
const most = 1e10

/**
 * How many accounts, in both arms together and shared out as now, it takes until an effect of this size is seen with 80 %
 * probability: until effect ≥ half-width of the always-valid interval + z(power)·error. Looking every day only makes it sooner. Null
 * when there is no variance to go by, or more than 10¹⁰ would be needed.
 */
export function accountsToSee(
  effect: number,
  arm: ArmEstimate,
  control: ArmEstimate,
  { power = usualPower, alpha = 0.05 } = {},
): number | null {
  const variance = varianceOf(arm, control)
  if (!(variance > 0) || !(effect > 0)) return null
  const beyond = normalQuantileAbove(1 - power)
  const sees = (n: number) => reach(n, variance, { beyond, alpha }) <= effect
  if (!sees(most)) return null
  let [low, high] = [2, most]
  while (high - low > 0.5) {
    const middle = (low + high) / 2
    if (sees(middle)) high = middle
    else low = middle
  }
  return Math.ceil(high)
}

/** The smallest effect that is seen with 80 % probability among so many accounts, shared out as these; null when nothing varies. */
export function smallestSeen(
  n: number,
  arm: ArmEstimate,
  control: ArmEstimate,
  { power = usualPower, alpha = 0.05 } = {},
): number | null {
  const variance = varianceOf(arm, control)
  return variance > 0 && n > 0 ? reach(n, variance, { beyond: normalQuantileAbove(1 - power), alpha }) : null
}

/** Half-width of the interval and `beyond` standard errors (z of the power), among n accounts. */
function reach(
  n: number,
  variance: number,
  { beyond, alpha }: { readonly beyond: number; readonly alpha: number },
): number {
  return Math.sqrt(variance / n) * (widthFactor(n, alpha) + beyond)
}

/** Of the difference, times the accounts of both arms. */
function varianceOf(arm: ArmEstimate, control: ArmEstimate): number {
  const total = arm.n + control.n
  return (arm.variance * total) / arm.n + (control.variance * total) / control.n
}

/** The days until so many accounts are there, when as many come each day as up to now; null when none come any more. */
export function daysUntil(needed: number, now: number, perDay: number): number | null {
  if (needed <= now) return 0
  return perDay > 0 ? Math.ceil((needed - now) / perDay) : null
}
