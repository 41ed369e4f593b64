import { describe, expect, test } from 'vitest'
import { equallyUrgent, nearestFirst } from './equally-urgent.ts'

const entry = (accountId: number, rate: number) => ({ accountId, rate, minutes: 20 })
const of = (...rates: number[]) => rates.map((rate, index) => entry(index + 1, rate))
const rates = (entries: readonly { readonly rate: number }[]) => entries.map(one => one.rate)

describe('equally urgent', () => {
  test('are the most that lie within the tolerance of each other and have the end of the time among them', () => {
    expect(rates(equallyUrgent(of(500, 140, 130, 100, 99, 95, 70, 20), 100, 0.5))).toEqual([140, 130, 100, 99, 95])
    expect(rates(equallyUrgent(of(500, 140, 100, 72, 70, 68, 20), 100, 0.5))).toEqual([100, 72, 70, 68])
    expect(rates(equallyUrgent(of(500, 140, 100, 95, 70), 100, 0.1))).toEqual([100, 95])
  })

  test('is nobody when nothing is beside the one, or there is time for all', () => {
    expect(equallyUrgent(of(500, 100, 20), 100, 0.5)).toEqual([])
    expect(equallyUrgent(of(7, 7, 7), 0, 0.5)).toEqual([])
    expect(equallyUrgent(of(0, 0), 0, 0.5)).toEqual([])
    expect(equallyUrgent([], 5, 0.5)).toEqual([])
  })

  test('never holds two that differ by more, nor any far from the end (500 random lists)', () => {
    let state = 20_261_123
    const random = () => {
      // Park and Miller 1988, minimal standard.
      state = (state * 48_271) % 2_147_483_647
      return state / 2_147_483_647
    }
    for (let round = 0; round < 500; round++) {
      const list = of(...Array.from({ length: Math.round(random() * 40) }, () => Math.exp(random() * 5)))
      const [end, tolerance] = [Math.exp(random() * 5), random() * 2]
      const found = rates(equallyUrgent(list, end, tolerance))
      const [top, bottom] = [Math.max(end, ...found), Math.min(end, ...found)]
      if (found.length > 0) expect([round, top / bottom <= 1 + tolerance + 1e-6]).toEqual([round, true])
    }
  })
})

test('the nearest to where the time runs out come first; of equally near ones another each day', () => {
  expect(rates(nearestFirst(of(108, 104, 100, 93), 100, '2026-11-23'))).toEqual([100, 104, 93, 108])
  const alike = of(...Array.from({ length: 30 }, () => 7))
  const order = (day: string) => nearestFirst(alike, 7, day).map(one => one.accountId)
  expect(order('2026-11-23')).toEqual(order('2026-11-23'))
  expect(order('2026-11-23')).not.toEqual(order('2026-11-24'))
})
