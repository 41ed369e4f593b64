import { normalQuantileAbove } from './distributions.ts'

/**
 * The interval of a share of which `yes` of `n` were seen: the score interval of Wilson, Journal of the American Statistical
 * Association 22 (1927) 209–212. Never beyond 0 and 1, and of use for small n and shares near either. It holds for one look. Null
 * for nobody.
 */
export function wilson(yes: number, n: number, alpha = 0.05): { readonly low: number; readonly high: number } | null {
  if (!(n > 0)) return null
  const z = normalQuantileAbove(alpha / 2)
  const share = yes / n
  const widening = 1 + z ** 2 / n
  const centre = (share + z ** 2 / (2 * n)) / widening
  const half = (z / widening) * Math.sqrt((share * (1 - share)) / n + (z / (2 * n)) ** 2)
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}
