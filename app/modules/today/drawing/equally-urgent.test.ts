import { expect, test } from 'vitest'
import { equallyUrgent, nearestFirst } from './equally-urgent.ts'

const entry = (accountId: number, rate: number) => ({ accountId, rate, minutes: 20 })
const ids = (entries: readonly { readonly accountId: number }[]) => entries.map(one => one.accountId)

test('around where the time runs out, no two further apart than the tolerance', () => {
  const within = [entry(1, 200), entry(2, 109), entry(3, 108)]
  const waiting = [entry(4, 100), entry(5, 92), entry(6, 91), entry(7, 10)]
  // 100·√1.2 = 109.5 and 100/√1.2 = 91.3
  const found = equallyUrgent({ within, waiting }, 0.2)
  expect(ids(found)).toEqual([2, 3, 4, 5])
  const rates = found.map(one => one.rate)
  expect(Math.max(...rates) / Math.min(...rates)).toBeLessThanOrEqual(1.2)
})

test('nobody when there is time for all, or when nothing is beside the one', () => {
  expect(equallyUrgent({ within: [entry(1, 5), entry(2, 5)], waiting: [] }, 0.2)).toEqual([])
  expect(equallyUrgent({ within: [entry(1, 9)], waiting: [entry(2, 5)] }, 0.2)).toEqual([])
  expect(equallyUrgent({ within: [entry(1, 0)], waiting: [entry(2, 0)] }, 0.2)).toEqual([])
})

test('equal rates are equally urgent, and on another day another of them is first', () => {
  const within = [entry(1, 7), entry(2, 7)]
  const waiting = Array.from({ length: 30 }, (_, index) => entry(index + 3, 7))
  const all = equallyUrgent({ within, waiting }, 0.05)
  expect(all).toHaveLength(32)
  const order = (day: string) => ids(nearestFirst(all, waiting, day))
  expect(order('2026-11-23')).toEqual(order('2026-11-23'))
  expect(order('2026-11-23')).not.toEqual(order('2026-11-24'))
})

test('the nearest to where the time runs out come first', () => {
  const [waiting, band] = [[entry(3, 100)], [entry(1, 108), entry(2, 104), entry(3, 100), entry(4, 93)]]
  expect(ids(nearestFirst(band, waiting, '2026-11-23'))).toEqual([3, 2, 4, 1])
})
