import { seededRandom } from '../../../platform/random.ts'
import type { Outcomes } from './logistic.ts'
import { at } from './matrix.ts'

/** What must stay together in cross-validation: rows of the same account carry the same key. */
export type GroupKey = string | number

/**
 * Deals rows into `count` folds, stratified: every fold gets its share of those who churned (Kohavi, A Study of
 * Cross-Validation and Bootstrap for Accuracy Estimation, IJCAI 1995). With `groups`, rows of one group always share a
 * fold, so that a customer seen in several months is never in training and test at once; a group counts as churned when
 * any of its rows does. The same seed deals the same folds. Returns each row's fold, 0 … count − 1.
 */
export function dealFolds(outcome: Outcomes, count: number, seed: number, groups?: readonly GroupKey[]): Uint8Array {
  const { groupOfRow, churned } = groupRows(outcome, groups)
  const random = seededRandom(seed)
  const indices = Array.from(churned.keys())
  const leavers = shuffle(
    indices.filter(group => churned[group]),
    random,
  )
  const stayers = shuffle(
    indices.filter(group => !churned[group]),
    random,
  )
  const foldOfGroup = new Uint8Array(churned.length)
  for (const [place, group] of [...leavers, ...stayers].entries()) foldOfGroup[group] = place % count
  return Uint8Array.from(groupOfRow, group => at(foldOfGroup, group))
}

/** Numbers the groups in order of appearance and says which of them churned. Every row is its own group by default. */
export function groupRows(
  outcome: Outcomes,
  groups?: readonly GroupKey[],
): { groupOfRow: Uint32Array; churned: boolean[] } {
  if (!groups) return { groupOfRow: Uint32Array.from(outcome, (_, row) => row), churned: Array.from(outcome, Boolean) }
  const numbers = new Map<GroupKey, number>()
  const groupOfRow = new Uint32Array(outcome.length)
  const churned: boolean[] = []
  for (let row = 0; row < outcome.length; row++) {
    const key = groups[row] as GroupKey
    const group = numbers.get(key) ?? numbers.size
    numbers.set(key, group)
    groupOfRow[row] = group
    churned[group] = Boolean(churned[group]) || Boolean(outcome[row])
  }
  return { groupOfRow, churned }
}

/** Fisher–Yates: Knuth, The Art of Computer Programming 2, §3.4.2, algorithm P. */
function shuffle(items: number[], random: () => number): number[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const moved = items[last] as number
    items[last] = items[other] as number
    items[other] = moved
  }
  return items
}
