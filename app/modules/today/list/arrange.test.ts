import { describe, expect, test } from 'vitest'
import { arrange, type Entry, type Placed, withinMinutes } from './arrange.ts'

const entry = (accountId: number, rate: number, minutes = 20) => ({ accountId, rate, minutes })
const placed = (accountId: number, rate: number, position: number, minutes = 20): Placed => ({
  accountId,
  rate,
  minutes,
  position,
})
const ids = (items: readonly { accountId: number }[]) => items.map(item => item.accountId)

/** A small generator with a seed (Park and Miller 1988, minimal standard), so that a failure can be repeated. */
function seeded(seed: number) {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

describe('the list of a day', () => {
  test('is filled by rate while there is time, with what still fits further down', () => {
    const { items } = arrange([], [entry(1, 5), entry(2, 9), entry(3, 7, 50), entry(4, 1, 10)], 60)
    expect(ids(items)).toEqual([2, 1, 4])
  })

  test('without minutes nothing enters; what is there stays', () => {
    expect(arrange([], [entry(1, 5)], 0).items).toEqual([])
    expect(ids(arrange([placed(1, 5, 1)], [entry(2, 50)], 0).items)).toEqual([1])
  })

  test('what is on it stays although something slightly better came up', () => {
    const { items, entered, outranked } = arrange([placed(1, 10, 1), placed(2, 9, 2)], [entry(3, 10.7)], 40)
    expect([ids(items), entered, outranked]).toEqual([[1, 2], [], []])
  })

  test('something clearly better enters at its rank, and what it pushes out stays on the list', () => {
    const { items, entered } = arrange([placed(1, 10, 1), placed(2, 9, 2)], [entry(3, 12)], 40)
    expect(ids(items)).toEqual([3, 1, 2])
    expect(ids(entered)).toEqual([3])
    expect(ids(withinMinutes(items, 40).beyond)).toEqual([2])
  })

  test('what falls below 0.7 of the cut leaves; just above it stays', () => {
    const better = [entry(3, 100), entry(4, 90)]
    expect(arrange([placed(1, 62.9, 1)], better, 40).outranked).toEqual([1])
    expect(arrange([placed(1, 63.1, 1)], better, 40).outranked).toEqual([])
  })

  test('order does not jump when rates change', () => {
    const { items } = arrange<Entry>([placed(1, 10, 1), placed(2, 11, 2), placed(3, 12, 3)], [], 60)
    expect(ids(items)).toEqual([1, 2, 3])
  })

  test('with time left also something weak enters, at its rank', () => {
    const { items } = arrange([placed(1, 10, 1), placed(2, 4, 2)], [entry(3, 6)], 100)
    expect(ids(items)).toEqual([1, 3, 2])
  })

  test('arranged again with nothing changed, nothing enters and nothing leaves (1,000 random days)', () => {
    const random = seeded(20_261_122)
    for (let round = 0; round < 1000; round++) {
      const pick = (id: number) => entry(id, Math.round(random() * 100), 5 + Math.round(random() * 40))
      const candidates = Array.from({ length: Math.round(random() * 30) }, (_, index) => pick(index + 1))
      const current = Array.from({ length: Math.round(random() * 6) }, (_, index) => ({
        ...pick(index + 100),
        position: random() * 10,
      }))
      const minutes = Math.round(random() * 240)
      const once = arrange(current, candidates, minutes)
      const again = arrange(once.items, [...candidates, ...current], minutes)
      expect([round, ids(again.entered)]).toEqual([round, []])
      expect(ids(again.items)).toEqual(ids(once.items))
      const order = current.filter(item => ids(once.items).includes(item.accountId))
      expect(ids(once.items.filter(item => item.accountId >= 100))).toEqual(
        ids(order.sort((a, b) => a.position - b.position)),
      )
    }
  })

  test('stays short however many minutes there are', () => {
    const many = Array.from({ length: 500 }, (_, index) => entry(index, index, 1))
    expect(arrange([], many, 960).items).toHaveLength(40)
  })
})
