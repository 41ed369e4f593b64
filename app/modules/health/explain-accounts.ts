import { today } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { companySettings } from '../identity/index.ts'
import type { RiskReason } from './learning/predictions.ts'
import type { ModelDefinition } from './scoring/definition.ts'
import { explainMove, explainScore, type Move, type Part } from './scoring/explain.ts'
import { type DayScore, type PresentScore, presentScores, scoresOn } from './scoring/history.ts'

/** How an account is doing, and why; numbers come with what they are made of. */
export interface AccountHealth {
  readonly present: PresentScore
  readonly weekAgo: DayScore | undefined
  /** Change of what counts since a week ago; undefined without a score of the same measures then, all known that are now. */
  readonly change: number | undefined
  /** What makes the score, costliest first. */
  readonly parts: readonly Part[]
  /**
   * There was a score a week ago, but from other measures or weights, or computed afterwards without one that nobody knew for
   * the past: the two cannot be compared.
   */
  readonly otherMeasures: boolean
  /** Why it moved since a week ago, largest first; empty when that cannot be compared. */
  readonly moves: readonly Move[]
  /** A person set the score now or had set it a week ago, so that what was computed does not explain the change. */
  readonly byHand: boolean
  readonly risk: AccountRisk | undefined
}

export interface AccountRisk {
  readonly probability: number
  /** What the same model said a week ago; null when that is not known. */
  readonly weekAgo: number | null
  readonly reasons: readonly RiskReason[]
}

/** Explains the health of accounts by id; accounts without a score are absent. Three queries, whatever their number. */
export async function explainAccounts(
  db: Db,
  accountIds: readonly number[],
): Promise<ReadonlyMap<number, AccountHealth>> {
  const { timeZone } = await companySettings(db)
  const weekAgo = today(timeZone).subtract({ days: 7 }).toString()
  const [present, before] = await Promise.all([presentScores(db, accountIds), scoresOn(db, accountIds, weekAgo)])
  return new Map([...present].map(([id, score]) => [id, explain(score, before.get(id))]))
}

function explain(present: PresentScore, weekAgo: DayScore | undefined): AccountHealth {
  const known = weekAgo?.score != null && present.score !== null
  const comparable = known && sameMeasures(weekAgo.definition, present.definition) && !knownByNow(weekAgo, present)
  return {
    present,
    weekAgo,
    change: comparable ? Number(present.score) - Number(weekAgo.score) : undefined,
    otherMeasures: known && !comparable,
    parts: explainScore(present),
    moves: comparable ? explainMove(weekAgo, present) : [],
    byHand: present.overridden || (weekAgo !== undefined && isOverridden(weekAgo)),
    risk: present.risk && { ...present.risk, reasons: present.risk.reasons as readonly RiskReason[] },
  }
}

function sameMeasures(then: ModelDefinition, now: ModelDefinition): boolean {
  return then === now || JSON.stringify(then.measures) === JSON.stringify(now.measures)
}

/** Whether a measure counts now of which nobody knows what it was then. */
function knownByNow({ unknowable }: DayScore, { points }: PresentScore): boolean {
  return unknowable.some(place => points[place] != null)
}

/** A day keeps what counted and what was computed; they differ where a person had set the score. */
function isOverridden({ score, contributions }: DayScore): boolean {
  const computed = contributions.reduce<number>((sum, part) => sum + (part ?? 0), 0)
  return score !== null && Math.abs(score - computed) > 0.5
}
