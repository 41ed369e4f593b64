import { describe, expect, test } from 'vitest'
import { moved, type Ordered, orderDay } from './order.ts'

const now = new Date('2026-11-22T03:00:00Z')
const evening = new Date('2026-11-22T15:00:00Z')
const task = (id: number, more: Partial<Ordered> = {}): Ordered => ({
  id,
  dueAt: evening,
  dueOn: '2026-11-22',
  minutes: 20,
  gain: 0,
  ...more,
})
const order = (tasks: readonly Ordered[], places: readonly (readonly [number, number])[] = []) =>
  orderDay(tasks, new Map(places), now).map(({ task, why }) => [task.id, why])

const late = task(1, { dueAt: new Date('2026-11-20T15:00:00Z'), dueOn: '2026-11-20' })
const later = task(2, { dueAt: new Date('2026-11-21T15:00:00Z'), dueOn: '2026-11-21' })
const call = task(3, { dueAt: new Date('2026-11-22T06:00:00Z'), dueOn: null })
const rich = task(4, { gain: 1000 })
const richLong = task(5, { gain: 1000, minutes: 60 })
const short = task(6, { minutes: 5 })
const plain = task(7)

describe('the order of a day', () => {
  test('late first, then by the hour, then by what is gained per minute, then the short ones; each says why', () => {
    expect(order([plain, short, richLong, rich, call, later, late])).toEqual([
      [1, 'due'],
      [2, 'overdue'],
      [3, 'timed'],
      [4, 'gain'],
      [5, 'gain'],
      [6, 'short'],
      [7, undefined],
    ])
  })

  test('what a person placed keeps its sequence, and what came since follows what it would by itself', () => {
    const places = [
      [7, 1],
      [1, 2],
      [4, 3],
    ] as const
    expect(order([late, rich, plain], places)).toEqual([
      [7, 'placed'],
      [1, 'overdue'],
      [4, undefined],
    ])
    expect(order([late, rich, plain, later, short], places).map(([id]) => id)).toEqual([7, 1, 2, 4, 6])
    expect(order([late, plain], [[7, 1]]).map(([id]) => id)).toEqual([1, 7])
  })
})

test('one of them moved', () => {
  expect(moved([1, 2, 3], 3, 'first')).toEqual([3, 1, 2])
  expect(moved([1, 2, 3], 3, 'up')).toEqual([1, 3, 2])
  expect(moved([1, 2, 3], 1, 'down')).toEqual([2, 1, 3])
  expect(moved([1, 2, 3], 1, 'up')).toEqual([1, 2, 3])
  expect(moved([1, 2, 3], 3, 'down')).toEqual([1, 2, 3])
  expect(moved([1, 2], 9, 'first')).toEqual([9, 1, 2])
  expect(moved([1, 2], 9, 'up')).toEqual([1, 2])
})
