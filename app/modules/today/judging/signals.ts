/** Why an account may need a person, with the numbers that say so. The order here is from most to least telling. */
export const signalKeys = ['sentiment', 'silence', 'stalled', 'renewal', 'fell', 'risen', 'risk', 'bad'] as const
export type SignalKey = (typeof signalKeys)[number]

export type Signal =
  | { readonly key: 'sentiment'; readonly value: number }
  /** `usualDays` active of `usualSpan` before; absent when it was active too little to have a rhythm. */
  | { readonly key: 'silence'; readonly days: number; readonly usualDays?: number; readonly usualSpan?: number }
  | { readonly key: 'stalled'; readonly days: number }
  | { readonly key: 'renewal'; readonly days: number; readonly band: Band }
  | { readonly key: 'fell'; readonly points: number; readonly score: number }
  | { readonly key: 'risen'; readonly risk: number; readonly from: number }
  | { readonly key: 'risk'; readonly risk: number; readonly base: number }
  | { readonly key: 'bad'; readonly score: number }

export type Band = 'good' | 'care' | 'bad' | 'unknown'

/** How often an account was active in the eight weeks (or since its first sign of life) up to its last one. */
export interface Rhythm {
  readonly activeDays: number
  readonly spanDays: number
}

/** What is known of one account; days count back from or ahead of the company's day. */
export interface Facts {
  readonly stage: 'prospect' | 'trial' | 'onboarding' | 'active' | 'cancelled'
  /** Days since the last sign of life; null when there never was one. */
  readonly silentDays: number | null
  readonly rhythm: Rhythm | null
  /** Days since the relationship began. */
  readonly daysSinceStart: number
  /** Days until the next renewal of a subscription that is not monthly. */
  readonly renewsIn: number | null
  readonly score: number | null
  readonly band: Band
  /** Change of the score within seven days. */
  readonly change: number | null
  /** Learned probability of cancellation; null without a model. */
  readonly risk: number | null
  /** What the same model said a week ago; null when that is not known. */
  readonly riskWeekAgo: number | null
  /** 0 to 100, as a person felt it. */
  readonly sentiment: number | null
}

export interface Surroundings {
  /** Whether events arrive at all. */
  readonly listening: boolean
  /** Mean learned risk of all accounts; null without a model. */
  readonly baseRisk: number | null
}

const shortestSilence = 7
const gapsOfSilence = 3
const stallDays = 7
const renewalDays = 60
const fallPoints = 10
const highRisk = 0.2
const leastRise = 0.05
const notableRise = 1.5
const badSentiment = 25

/**
 * The signals an account shows, most telling first. Cancelled accounts and prospects show none.
 * - sentiment: the last feeling noted was 25 or lower;
 * - silence: no sign of life for longer than `silenceLimit` of its own rhythm;
 * - stalled: being introduced for 7 days or longer without any sign of life;
 * - renewal: within 60 days, and health is not good;
 * - fell: health fell by 10 points or more within 7 days;
 * - risen: learned churn risk rose within 7 days by half or more, and by 5 percentage points at least;
 * - risk: learned churn risk of at least 20 % and of twice the mean;
 * - bad: health lies in the lowest band.
 */
export function signalsOf(facts: Facts, surroundings: Surroundings): readonly Signal[] {
  if (facts.stage === 'cancelled' || facts.stage === 'prospect') return []
  return [
    sentimentSignal(facts),
    silenceSignal(facts),
    stalledSignal(facts, surroundings),
    renewalSignal(facts),
    fellSignal(facts),
    risenSignal(facts),
    riskSignal(facts, surroundings),
    badSignal(facts),
  ].filter(signal => signal !== undefined)
}

/**
 * Days without a sign of life after which an account counts as silent: three times its usual gap, at least a week.
 * The usual gap is the mean distance of its active days.
 */
export function silenceLimit(rhythm: Rhythm | null): number {
  if (!rhythm) return shortestSilence
  return Math.max(shortestSilence, (gapsOfSilence * rhythm.spanDays) / rhythm.activeDays)
}

/** Two active days over two weeks are the least to speak of a rhythm. */
function isRhythm(rhythm: Rhythm | null): rhythm is Rhythm {
  return rhythm !== null && rhythm.activeDays >= 2 && rhythm.spanDays >= 14
}

function sentimentSignal({ sentiment }: Facts): Signal | undefined {
  return sentiment !== null && sentiment <= badSentiment ? { key: 'sentiment', value: sentiment } : undefined
}

function silenceSignal({ silentDays, rhythm }: Facts): Signal | undefined {
  if (silentDays === null || silentDays <= silenceLimit(rhythm)) return undefined
  const usual = isRhythm(rhythm) ? { usualDays: rhythm.activeDays, usualSpan: rhythm.spanDays } : {}
  return { key: 'silence', days: silentDays, ...usual }
}

function stalledSignal(facts: Facts, { listening }: Surroundings): Signal | undefined {
  const { stage, silentDays, daysSinceStart } = facts
  if (!listening || stage !== 'onboarding' || silentDays !== null || daysSinceStart < stallDays) return undefined
  return { key: 'stalled', days: daysSinceStart }
}

function renewalSignal({ renewsIn, band }: Facts): Signal | undefined {
  if (renewsIn === null || renewsIn > renewalDays || band === 'good') return undefined
  return { key: 'renewal', days: renewsIn, band }
}

function fellSignal({ change, score }: Facts): Signal | undefined {
  if (change === null || score === null || change > -fallPoints) return undefined
  return { key: 'fell', points: -change, score }
}

function risenSignal({ risk, riskWeekAgo: from }: Facts): Signal | undefined {
  if (risk === null || from === null || risk - from < leastRise || risk < notableRise * from) return undefined
  return { key: 'risen', risk, from }
}

function riskSignal({ risk }: Facts, { baseRisk }: Surroundings): Signal | undefined {
  if (risk === null || baseRisk === null || risk < Math.max(highRisk, 2 * baseRisk)) return undefined
  return { key: 'risk', risk, base: baseRisk }
}

function badSignal({ band, score }: Facts): Signal | undefined {
  return band === 'bad' && score !== null ? { key: 'bad', score } : undefined
}
