import type { TimelineEntry, TimelineReader } from '../../../web/readers.ts'
import { judgements } from './judgements.ts'
import { riskChanges } from './risk-changes.ts'
import { scoreChanges } from './score-changes.ts'

/** How score and risk moved and why, and what people said of the account. */
export const readTimeline: TimelineReader = async (db, accountId, range) => {
  const read = await Promise.all([
    scoreChanges(db, accountId, range),
    riskChanges(db, accountId, range),
    judgements(db, accountId, range),
  ])
  return newestFirst(read.flat()).slice(0, range.limit)
}

function newestFirst(entries: readonly TimelineEntry[]): readonly TimelineEntry[] {
  return [...entries].sort((a, b) => b.at.getTime() - a.at.getTime())
}
