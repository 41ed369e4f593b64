import type { Fate, ModelBacktest } from './report.ts'

/** What a back-test says, to be put into a sentence. */
export type Verdict =
  /** No account had a score on those days. */
  | { readonly kind: 'noHistory' }
  | { readonly kind: 'nobodyLeft'; readonly accounts: number }
  /** Nobody was in one of the two bands that are compared. */
  | { readonly kind: 'oneSided' }
  /** Nobody of the good ones left; `sure` when that is not by chance. */
  | { readonly kind: 'onlyOthersLeft'; readonly sure: boolean; readonly share: number }
  /** How many times more often those at risk left than the good ones, with its 95 % interval. */
  | { readonly kind: 'ratio'; readonly ratio: number; readonly low: number; readonly high: number }

/** Compares the accounts that were at risk with those that were good. */
export function verdictOf({ bands }: Pick<ModelBacktest, 'bands'>): Verdict {
  const all = [bands.good, bands.care, bands.bad]
  const accounts = all.reduce((sum, fate) => sum + fate.accounts, 0)
  if (accounts === 0) return { kind: 'noHistory' }
  if (all.every(fate => fate.left === 0)) return { kind: 'nobodyLeft', accounts }
  const { good, bad } = bands
  if (!good.share || !bad.share) return { kind: 'oneSided' }
  if (good.left === 0) return { kind: 'onlyOthersLeft', sure: bad.share.low > good.share.high, share: bad.share.value }
  return { kind: 'ratio', ...relativeRisk(bad, good) }
}

/**
 * How many times more often the first left than the second, with its 95 % interval on the log scale: Katz, Baptista, Azen &
 * Pike, Biometrics 34 (1978) 469–474. `second.left` must be above 0.
 */
export function relativeRisk(
  first: Pick<Fate, 'accounts' | 'left'>,
  second: Pick<Fate, 'accounts' | 'left'>,
): { readonly ratio: number; readonly low: number; readonly high: number } {
  const ratio = first.left / first.accounts / (second.left / second.accounts)
  // Nobody left: the ratio is 0 and has no logarithm; half a customer bounds it from above.
  const left = Math.max(0.5, first.left)
  const error = Math.sqrt(1 / left - 1 / first.accounts + 1 / second.left - 1 / second.accounts)
  const centre = left / first.accounts / (second.left / second.accounts)
  const reach = Math.exp(1.959964 * error)
  return { ratio, low: first.left === 0 ? 0 : centre / reach, high: centre * reach }
}
