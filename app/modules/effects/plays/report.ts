import { type Report, reportOn } from '../report/report.ts'
import { type Outcome, questionOf } from './outcome.ts'
import type { PlaySum } from './queries.ts'

/**
 * What comes of a play: treated beside those held out of it. Those held out of all plays miss the other plays too, so beside them this
 * one's effect cannot be told from the others'; they are read on the page of all plays together.
 */
export function playReport(outcome: Outcome, sums: readonly PlaySum[], holdout: number): Report {
  return reportOn(
    sums.filter(({ arm }) => arm !== 'company'),
    {
      question: questionOf(outcome),
      control: 'held_out',
      // A holdout of 0 is no experiment, whoever was held out before.
      shares:
        holdout > 0
          ? new Map([
              ['treated', 1 - holdout],
              ['held_out', holdout],
            ])
          : new Map(),
    },
  )
}
