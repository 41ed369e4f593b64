import type { Estimate, Interval } from './difference.ts'
import { unknown } from './difference.ts'

/** The number of accounts at which intervals are narrowest for what they promise. */
export const tightestAt = 5000

/**
 * Interval and p-value that hold at every moment at once, so that one may look daily and stop whenever one likes: an asymptotic
 * confidence sequence, Waudby-Smith and others, arXiv 2103.06476, eq. 9, with the half-width
 * error·√N·√(2(Nρ²+1)/(N²ρ²)·ln(√(Nρ²+1)/α)). `n` are the accounts of both arms. The p-value is the smallest α whose interval
 * leaves out 0.
 */
export function alwaysValid({ value, error }: Estimate, n: number, alpha = 0.05): Interval {
  if (!(error > 0)) return unknown
  const half = error * widthFactor(n, alpha)
  return { low: value - half, high: value + half, p: alwaysValidP({ value, error }, n, alpha) }
}

/** How many standard errors the interval reaches to each side. */
export function widthFactor(n: number, alpha = 0.05): number {
  const r = n * rhoSquared(alpha)
  return Math.sqrt(n) * Math.sqrt(((2 * (r + 1)) / (n * r)) * Math.log(Math.sqrt(r + 1) / alpha))
}

/** min(1, √(Nρ²+1) / exp(ρ²s²/(2(Nρ²+1)))) with s² = d²·N/error²: the same sequence solved for α. */
function alwaysValidP({ value, error }: Estimate, n: number, alpha: number): number {
  const rho = rhoSquared(alpha)
  const r = n * rho
  const s = (value / error) ** 2 * n
  return Math.min(1, Math.exp(Math.log(r + 1) / 2 - (rho * s) / (2 * (r + 1))))
}

/** ρ² = (−2 ln α + ln(1 − 2 ln α)) / N*: Howard and others, Annals of Statistics 49 (2021), section 3.5. */
function rhoSquared(alpha: number): number {
  return (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha))) / tightestAt
}
