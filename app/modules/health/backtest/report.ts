import { aucOfGroups, wilson } from '../risk/metrics.ts'
import { bandOf } from '../scoring/points.ts'
import type { ScoreOutcome } from './outcomes.ts'

/** What became of the accounts of one band or range of scores. */
export interface Fate {
  readonly accounts: number
  readonly left: number
  /** Share that left, with its 95 % Wilson interval; null without accounts. */
  readonly share: { readonly value: number; readonly low: number; readonly high: number } | null
}

/** How a score model's past scores compare with who left afterwards. */
export interface ModelBacktest {
  readonly modelId: number
  readonly name: string
  readonly bands: Readonly<Record<'good' | 'care' | 'bad', Fate>>
  /** Ten ranges of scores: 0–9, 10–19, … 90–100. */
  readonly ranges: readonly Fate[]
  /** Chance that an account that left had a lower score than one that stayed; null when only one of both occurred. */
  readonly auc: number | null
  /** Measures that cannot be known about the past. */
  readonly leftOut: readonly string[]
}

export interface BacktestReport {
  readonly horizonDays: number
  /** The days looked at, latest first. */
  readonly days: readonly string[]
  readonly models: readonly ModelBacktest[]
}

/** Sums the outcomes of several moments into what a page shows. */
export function summarise(
  outcomes: readonly ScoreOutcome[],
  bands: { readonly good: number; readonly care: number },
): Pick<ModelBacktest, 'bands' | 'ranges' | 'auc'> {
  const inBand = (band: string) => fateOf(outcomes.filter(one => bandOf(one.score, bands) === band))
  const byScore = new Map<number, { score: number; rows: number; churned: number }>()
  for (const { score, accounts, left } of outcomes) {
    const group = byScore.get(score) ?? { score, rows: 0, churned: 0 }
    byScore.set(score, { score, rows: group.rows + accounts, churned: group.churned + left })
  }
  // A low score should mean leaving: the order of the groups is from those that should leave last to those first.
  const groups = [...byScore.values()].sort((a, b) => b.score - a.score)
  return {
    bands: { good: inBand('good'), care: inBand('care'), bad: inBand('bad') },
    ranges: Array.from({ length: 10 }, (_, i) =>
      fateOf(outcomes.filter(one => Math.min(9, Math.floor(one.score / 10)) === i)),
    ),
    auc: aucOfGroups(groups),
  }
}

function fateOf(outcomes: readonly ScoreOutcome[]): Fate {
  const accounts = outcomes.reduce((sum, one) => sum + one.accounts, 0)
  const left = outcomes.reduce((sum, one) => sum + one.left, 0)
  return { accounts, left, share: accounts === 0 ? null : { value: left / accounts, ...wilson(left, accounts) } }
}
