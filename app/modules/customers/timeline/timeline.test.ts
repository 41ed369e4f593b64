import { expect, test } from 'vitest'
import type { Db } from '../../../platform/db.ts'
import type { TimelineEntry, TimelineReader } from '../../../web/readers.ts'
import { timelinePage, timelineSince } from './page.ts'

const none = undefined as unknown as Db

/** A module with entries at these milliseconds; `name` tells them apart. */
function moduleWith(name: string, times: readonly number[]): TimelineReader {
  const entries: TimelineEntry[] = times.map((time, i) => ({
    at: new Date(time),
    icon: 'dot',
    tone: 'neutral',
    text: 'customers:timeline.left',
    note: `${name}${i}`,
  }))
  return async (_, __, { before, limit }) =>
    entries
      .filter(entry => entry.at < before)
      .sort((a, b) => b.at.getTime() - a.at.getTime())
      .slice(0, limit)
}

test('pages of the timeline show every entry of every module once, newest first', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    let state = seed
    const next = (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
      return state % below
    }
    const times = () => Array.from({ length: next(40) }, () => 1000 + next(25))
    const lists = [times(), times(), times()]
    const readers = lists.map((list, i) => moduleWith(`m${i}-`, list))
    const limit = 8 + next(10)
    // More than a page at one instant cannot be told apart by time.
    const most = Math.max(
      ...Map.groupBy(lists.flat(), time => time)
        .values()
        .map(group => group.length),
      0,
    )
    if (most > limit) continue
    const seen: TimelineEntry[] = []
    let before: Date | undefined = new Date(9999)
    for (let turn = 0; before && turn < 200; turn++) {
      const page = await timelinePage(none, readers, 1, { before, limit })
      expect(page.entries.length).toBeLessThanOrEqual(limit)
      seen.push(...page.entries)
      before = page.older
    }
    expect(seen.map(entry => entry.note).sort(), `seed ${seed}`).toEqual(
      lists.flatMap((list, i) => list.map((_, k) => `m${i}-${k}`)).sort(),
    )
    const at = seen.map(entry => entry.at.getTime())
    expect(at).toEqual(at.toSorted((a, b) => b - a))
  }
})

test('what an open page shows ends where it ended when it was opened', async () => {
  const readers = [moduleWith('a', [1, 2, 3, 4, 5]), moduleWith('b', [3, 6])]
  const first = await timelinePage(none, readers, 1, { before: new Date(6), limit: 3 })
  const range = { from: first.older ?? new Date(0), before: new Date(99), most: 50 }
  const later = await timelineSince(none, readers, 1, range)
  expect(later.map(entry => entry.at.getTime())).toEqual([6, ...first.entries.map(entry => entry.at.getTime())])
})
