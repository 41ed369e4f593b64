import { expect, test } from 'vitest'
import { standings } from './standing.ts'

const one = { value: 100, risk: 0.2, minutes: 25, rate: 1, hasTask: false }

test('says of each item what is better than the middle of the list', () => {
  const list = [
    { ...one, value: 400, minutes: 15, rate: 6 },
    { ...one, value: 300, rate: 5 },
    { ...one, risk: 0.5, rate: 4 },
    { ...one, minutes: 15, rate: 3 },
    { ...one, rate: 2 },
    { ...one, hasTask: true, rate: 1 },
    { ...one, rate: 0.9 },
  ]
  expect(standings(list)).toEqual(['gainShort', 'value', 'risk', 'short', 'balanced', 'task', 'balanced'])
})

test('says when something stands above what adds more by now', () => {
  expect(standings([one, { ...one, rate: 2 }])).toEqual(['kept', 'balanced'])
})

test('a single item stands alone, an empty list has nothing to say', () => {
  expect(standings([one])).toEqual(['only'])
  expect(standings([])).toEqual([])
})
