import { expect, test } from 'vitest'
import { nextSort, readSort, sortState, sortText } from './sort.ts'

test('a first click sorts as the column prefers, a second turns it round', () => {
  const first = nextSort({ key: 'name', direction: 'ascending' }, 'monthly', 'descending')
  expect(first).toEqual({ key: 'monthly', direction: 'descending' })
  expect(nextSort(first, 'monthly', 'descending')).toEqual({ key: 'monthly', direction: 'ascending' })
  expect(nextSort(undefined, 'name', 'ascending')).toEqual({ key: 'name', direction: 'ascending' })
})

test('only the sorted column says so', () => {
  expect(sortState({ key: 'name', direction: 'descending' }, 'name')).toBe('descending')
  expect(sortState({ key: 'name', direction: 'descending' }, 'monthly')).toBeUndefined()
})

test('goes through an address and back; anything else in an address is ignored', () => {
  const fallback = { key: 'name', direction: 'ascending' } as const
  for (const direction of ['ascending', 'descending'] as const) {
    const sort = { key: 'monthly', direction }
    expect(readSort(sortText(sort), ['name', 'monthly'], fallback)).toEqual(sort)
  }
  for (const text of [undefined, '', '-', 'password', '-name; drop', '__proto__']) {
    expect(readSort(text, ['name', 'monthly'], fallback)).toBe(fallback)
  }
})
