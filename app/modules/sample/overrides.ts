import type { Tx } from '../../platform/db.ts'
import { overrideScore } from '../health/index.ts'
import { feltAbout, placeOf, present, type Settled } from './feelings.ts'
import { type Anchor, workingTime } from './world/days.ts'
import type { Farm } from './world/world.ts'

/** Where a person knows better than the figures, and for how long that is to count; why, by which key the words have it. */
const standing = [
  { kind: 'quiet', score: 90, days: 60, reason: 'seldom' },
  {
    kind: 'growing',
    score: 45,
    days: 30,
    reason: 'unpaid',
  },
  { kind: 'handover', score: 30, days: 45, reason: 'noSuccessor' },
] as const

/** What was set some weeks before a farm left, and was right or not. */
const past = [
  { score: 20, before: 82, days: 60, reason: 'newManager' },
  { score: 80, before: 35, days: 30, reason: 'promised' },
  { score: 25, before: 86, days: 45, reason: 'leavingSoon' },
] as const

/** So many days are looked back when scores are computed; what is said before is compared with nothing. */
const comparedDays = 138
const dayLength = 86_400_000

/** Sets scores by hand, as somebody who knows more; on accounts that nobody has noted a feeling about. */
export async function overrideScores(tx: Tx, farms: readonly Farm[], anchor: Anchor, settled: Settled): Promise<void> {
  for (const { kind, days, score, reason } of standing) {
    const farm = present(farms, kind)[feltAbout(kind)]
    const where = farm && placeOf(farm, settled)
    if (!where) continue
    const expiresAt = new Date(anchor.now + days * dayLength)
    const input = { score, reason: settled.words.overrides[reason] }
    await overrideScore(tx, where.actor, where.accountId, { ...input, expiresAt, sample: true })
  }
  const left = farms.filter(
    ({ course: { kind, leftAgo = Infinity } }) => kind !== 'stalling' && leftAgo < comparedDays - 86,
  )
  for (const [place, { before, days, score, reason }] of past.entries()) {
    const farm = left[place]
    const where = farm && placeOf(farm, settled)
    if (!where) continue
    const at = workingTime(anchor, (farm.course.leftAgo ?? 0) + before, farm.index)
    const expiresAt = new Date(at.getTime() + days * dayLength)
    const input = { score, reason: settled.words.overrides[reason] }
    await overrideScore(tx, where.actor, where.accountId, { ...input, at, expiresAt, sample: true })
  }
}
