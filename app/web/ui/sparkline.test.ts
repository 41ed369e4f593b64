import { expect, test } from 'vitest'
import { sparkPath } from './sparkline.tsx'

test('highest at the top, lowest at the bottom, over the whole width', () => {
  expect(sparkPath([0, 10, 5])).toBe('M0 22L50 2L100 12')
})

test('a gap begins anew', () => {
  expect(sparkPath([1, null, 3, 3], 1, 3)).toBe('M0 22M66.7 2L100 2')
})

test('a level line runs in the middle; nothing known draws nothing', () => {
  expect(sparkPath([4, 4])).toBe('M0 12L100 12')
  expect(sparkPath([null, null])).toBe('')
  expect(sparkPath([])).toBe('')
})

test('a given scale is kept', () => {
  expect(sparkPath([50], 0, 100)).toBe('M0 12')
})
