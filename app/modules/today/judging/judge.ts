import type { AccountFacts } from './facts.ts'
import { quietUntil } from './quiet.ts'
import { rank, riskOf, valueAtStake } from './ranking.ts'
import type { Reference } from './reference.ts'
import { type Signal, type SignalKey, signalsOf } from './signals.ts'
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
  readonly effect: number
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
  const value = valueAtStake(facts.monthlyAmount, reference.typical.get(facts.currency), reference.commonest)
  const { risk, from: riskFrom } = riskOf(facts.risk, facts.score)
  return {
    accountId: facts.accountId,
    ownerId: facts.ownerId,
    signals,
    strongest,
    value: value.amount,
    valueFrom: value.from,
    currency: facts.currency,
    score: facts.score,
    risk,
    riskFrom,
    effect,
    minutes,
    ...rank(value, risk, effect, minutes),
    quietUntil: quietUntil(facts.lastAnswer, { signals, score: facts.score, risk }),
  }
}
