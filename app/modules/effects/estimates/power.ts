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
  const total = arm.n + control.n
  const variance = (arm.variance * total) / arm.n + (control.variance * total) / control.n
  if (!(variance > 0) || !(effect > 0)) return null
  const beyond = normalQuantileAbove(1 - power)
  const sees = (n: number) => Math.sqrt(variance / n) * (widthFactor(n, alpha) + beyond) <= effect
  if (!sees(most)) return null
  let [low, high] = [2, most]
  while (high - low > 0.5) {
    const middle = (low + high) / 2
    if (sees(middle)) high = middle
    else low = middle
  }
  return Math.ceil(high)
}

/** The days until so many accounts are there, when as many come each day as up to now; null when none come any more. */
export function daysUntil(needed: number, now: number, perDay: number): number | null {
  if (needed <= now) return 0
  return perDay > 0 ? Math.ceil((needed - now) / perDay) : null
}
