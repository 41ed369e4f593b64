import { type Report, reportOn } from '../report/report.ts'
import { type Outcome, questionOf } from './outcome.ts'
import type { PlaySums } from './queries.ts'

/**
 * What comes of a play: treated beside those held out of it, within the versions that held out the same share. Those held out of all
 * plays miss the other plays too, so beside them this one's effect cannot be told from the others'; they are read on the page of all
 * plays together.
 */
export function playReport(outcome: Outcome, { all, shares }: Pick<PlaySums, 'all' | 'shares'>): Report {
  const some = shares.some(({ size }) => size > 0)
  const report = reportOn(
    all.filter(({ arm, stratum }) => arm !== 'company' && (!some || shares[stratum]?.size !== 0)),
    { question: questionOf(outcome), control: 'held_out', shares },
  )
  // Where nobody is held out any more nobody comes to be compared.
  const ended = some && shares.at(-1)?.size === 0
  return ended ? { ...report, compared: report.compared.map(one => ({ ...one, days: null })) } : report
}
