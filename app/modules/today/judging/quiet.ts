import { type Signal, type SignalKey, signalKeys } from './signals.ts'

export type AnswerKind = 'done' | 'later' | 'not_needed' | 'something_else'

/** The last answer to an account, with what the list knew then. */
export interface Answered {
  readonly kind: AnswerKind
  readonly at: Date
  readonly until: Date | null
  readonly signals: readonly Pick<Signal, 'key'>[]
  readonly score: number | null
  readonly risk: number
}

export interface Situation {
  readonly signals: readonly Pick<Signal, 'key'>[]
  readonly score: number | null
  readonly risk: number
}

const day = 86_400_000
/** In milliseconds. */
export const restAfterContact = 7 * day
const restWhenNotNeeded = 30 * day
const clearlyLower = 15
const clearlyRiskier = 0.1

/** That somebody did something about an account elsewhere than on Today, with what spoke for it then. */
export interface Met {
  readonly at: Date
  readonly signals: readonly Pick<Signal, 'key'>[]
}

/**
 * Until when an account rests, by what was said and done last; null when it does not. An answer is the last word on what was done
 * before it. What is done after it lets the account rest as "done" does, and shortens no rest that was asked for.
 */
export function restsUntil(answer: Answered | null, met: Met | null, present: Situation): Date | null {
  const asked = quietUntil(answer, present)
  if (!met || (answer && answer.at >= met.at)) return asked
  const after = quietUntil({ ...met, kind: 'done', until: null, score: null, risk: 0 }, present)
  return asked && after ? new Date(Math.max(asked.getTime(), after.getTime())) : (asked ?? after)
}

/**
 * Until when an answer lets the account rest; null when it does not (any more). Later: until then. Done, or something else:
 * 7 days, unless a signal comes up that was not there and is more telling than those that were. Not needed: 30 days, unless
 * such a signal comes up, or the score lies 15 points lower or the risk 10 points higher than then.
 */
export function quietUntil(answer: Answered | null, present: Situation): Date | null {
  if (!answer) return null
  if (answer.kind === 'later') return answer.until
  if (strongerSignal(answer, present)) return null
  if (answer.kind === 'not_needed') {
    return isClearlyWorse(answer, present) ? null : new Date(answer.at.getTime() + restWhenNotNeeded)
  }
  return new Date(answer.at.getTime() + restAfterContact)
}

function strongerSignal(answer: Answered, present: Situation): boolean {
  const tellingThen = Math.min(...answer.signals.map(signal => telling(signal.key)))
  return present.signals.some(signal => telling(signal.key) < tellingThen)
}

function isClearlyWorse(answer: Answered, present: Situation): boolean {
  const lower = answer.score !== null && present.score !== null && present.score <= answer.score - clearlyLower
  return lower || present.risk >= answer.risk + clearlyRiskier
}

/** 0 is the most telling. */
function telling(key: SignalKey): number {
  return signalKeys.indexOf(key)
}
