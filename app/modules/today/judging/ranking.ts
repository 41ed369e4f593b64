/** What is believed about the effect of contact before it is measured. */
export interface EffectPrior {
  /** Share of the losses that a contact prevents, 0 to 1. */
  readonly effect: number
  /** How many measured accounts the belief weighs as much as. */
  readonly weight: number
}

/** Used until the company says otherwise. A stated belief, not a measured number. */
export const defaultEffect: EffectPrior = { effect: 0.15, weight: 200 }

/**
 * The share of losses that a contact prevents: the prior, drawn towards what was measured on `accounts` accounts. The mean
 * of both, weighted by accounts (the posterior mean of a beta prior, Gelman et al., Bayesian Data Analysis, section 2.4).
 */
export function shrunkEffect(
  prior: EffectPrior,
  measured?: { readonly effect: number; readonly accounts: number },
): number {
  if (!measured) return prior.effect
  return (prior.effect * prior.weight + measured.effect * measured.accounts) / (prior.weight + measured.accounts)
}

/** So long a silence takes nothing from what a contact can do. */
export const fullReachDays = 14
/** Beyond that, what a contact can do halves with every so many days. A stated belief, not a measured number. */
export const halvingDays = 45
/** However long a silence lasts: devices whose clock stands still send of 1970, and less than this `real` cannot hold. */
const leastReach = 1e-6

/**
 * Which part of its usual effect a contact still has after `days` of silence, 0 to 1: all of it until the silence tells
 * anything (`telling` days, at least 14), then half of it with every further 45 days. Whoever has been away for half a year
 * has mostly decided already: they are not the ones for whom this day matters.
 */
export function reachAfter(days: number, telling: number): number {
  return Math.max(leastReach, 0.5 ** (Math.max(0, days - Math.max(fullReachDays, telling)) / halvingDays))
}

const riskAtBest = 0.02
const riskAtWorst = 0.3
const unknownScore = 50

export interface Risk {
  /** 0 to 1 */
  readonly risk: number
  readonly from: 'model' | 'score' | 'unknown'
}

/**
 * The probability of losing the account: what the model learned; without a model a stated prior from the health score, on a
 * straight line from 30 % at 0 to 2 % at 100; without a score the middle of that line.
 */
export function riskOf(learned: number | null, score: number | null): Risk {
  if (learned !== null) return { risk: learned, from: 'model' }
  const at = (points: number) => riskAtWorst + (riskAtBest - riskAtWorst) * (Math.min(100, Math.max(0, points)) / 100)
  return score === null ? { risk: at(unknownScore), from: 'unknown' } : { risk: at(score), from: 'score' }
}

/** The middle of the known monthly amounts of a currency, and what makes amounts of it comparable. */
export interface TypicalAmount {
  readonly currency: string
  readonly median: number
  readonly factor: number
}

/** What is known of the amounts of all accounts. */
export interface KnownAmounts {
  /** By currency. */
  readonly typical: ReadonlyMap<string, TypicalAmount>
  /** That of the currency that most accounts pay in. */
  readonly commonest: TypicalAmount | undefined
}

export interface Value {
  /** What a year brings, in minor units of `currency`; null when nothing is known. */
  readonly amount: number | null
  readonly currency: string
  readonly from: 'own' | 'typical' | 'unknown'
  /** Multiplied with it, amounts of different currencies can be compared. */
  readonly factor: number
}

const monthsOfValue = 12

/**
 * What is at stake: twelve times the monthly amount (minor units). When the account's amount is not known (null), the
 * middle of those that are, of its currency or else of the commonest, in that one; unknown when none is.
 */
export function valueAtStake(
  { monthlyAmount, currency }: { readonly monthlyAmount: number | null; readonly currency: string },
  { typical, commonest }: KnownAmounts,
): Value {
  const own = typical.get(currency)
  if (monthlyAmount !== null) {
    return { amount: monthlyAmount * monthsOfValue, currency, from: 'own', factor: own?.factor ?? 1 }
  }
  const known = own ?? commonest
  if (!known) return { amount: null, currency, from: 'unknown', factor: 1 }
  return { amount: known.median * monthsOfValue, currency: known.currency, from: 'typical', factor: known.factor }
}

export interface Rank {
  /** Minor units that are not lost; without a value the share of one loss that is prevented. */
  readonly gain: number
  /** Comparable gain per minute: the order of the list. */
  readonly rate: number
}

/**
 * Expected gain = value × risk × effect; the rate is that per minute of the suggested action. Without a value, risk
 * alone ranks.
 */
export function rank(value: Pick<Value, 'amount' | 'factor'>, risk: number, effect: number, minutes: number): Rank {
  const gain = (value.amount ?? 1) * risk * effect
  return { gain, rate: (gain * value.factor) / minutes }
}
