import type { AccountFacts } from './facts.ts'
import { type Met, restsUntil } from './quiet.ts'
import { rank, reachAfter, riskOf, valueAtStake } from './ranking.ts'
import type { Reference } from './reference.ts'
import { type Signal, type SignalKey, signalsOf, silenceLimit } from './signals.ts'
import { suggestionFor } from './suggestions.ts'

/** An account where a person could add something, with all that its place stands on. */
export interface Candidate {
  readonly accountId: number
  readonly ownerId: string | null
  readonly signals: readonly Signal[]
  readonly strongest: SignalKey | null
  readonly value: number | null
  readonly valueFrom: 'own' | 'typical' | 'unknown'
  readonly currency: string
  readonly score: number | null
  readonly risk: number
  readonly riskFrom: 'model' | 'score' | 'unknown'
  /** Share of losses that a contact prevents, `reach` included. */
  readonly effect: number
  readonly reach: number
  readonly minutes: number
  readonly gain: number
  readonly rate: number
  readonly quietUntil: Date | null
}

/** What a person could add at an account; undefined when it shows no signal and no task is due. */
export function judge(facts: AccountFacts, reference: Reference, effect: number): Candidate | undefined {
  const signals = signalsOf(facts, reference)
  if (signals.length === 0 && !facts.taskDue) return undefined
  const strongest = signals[0]?.key ?? null
  const { minutes } = suggestionFor(strongest)
  const value = valueAtStake(facts, reference)
  const { risk, from: riskFrom } = riskOf(facts.risk, facts.score)
  const reach = reachOf(facts, signals)
  return {
    accountId: facts.accountId,
    ownerId: facts.ownerId,
    signals,
    strongest,
    value: value.amount,
    valueFrom: value.from,
    currency: value.currency,
    score: facts.score,
    risk,
    riskFrom,
    effect: effect * reach,
    reach,
    minutes,
    ...rank(value, risk, effect * reach, minutes),
    quietUntil: restsUntil(facts.lastAnswer, metOf(facts, signals), { signals, score: facts.score, risk }),
  }
}

/** What was done last; of what is heard of only now, this is the moment. */
function metOf({ meetings: [last] }: AccountFacts, signals: readonly Signal[]): Met | null {
  return last ? { at: last.at, signals: last.signals ?? signals } : null
}

/** How far a contact still reaches: less after a long silence, or where the first use has been waited for long. */
function reachOf(facts: AccountFacts, signals: readonly Signal[]): number {
  const silence = signals.find(signal => signal.key === 'silence')
  if (silence) return reachAfter(silence.days, silenceLimit(facts.rhythm))
  const stalled = signals.find(signal => signal.key === 'stalled')
  return stalled ? reachAfter(stalled.days, 0) : 1
}
