import { expect, test } from 'vitest'
import { wilson } from './wilson.ts'

// Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3.
test.each([
  [81, 263, '0.2553', '0.3662'],
  [15, 148, '0.0624', '0.1605'],
  [0, 20, '0.0000', '0.1611'],
  [1, 29, '0.0061', '0.1718'],
])('%d of %d', (yes, n, low, high) => {
  const interval = wilson(yes, n)
  expect([interval?.low.toFixed(4), interval?.high.toFixed(4)]).toEqual([low, high])
})

test('of all it ends at 1, of one it says next to nothing, of nobody nothing', () => {
  expect(wilson(20, 20)?.high).toBe(1)
  expect(wilson(1, 1)?.low).toBeLessThan(0.21)
  expect(wilson(0, 0)).toBeNull()
  const many = wilson(4e11, 8e11)
  expect((many?.high ?? 1) - (many?.low ?? 0)).toBeLessThan(3e-6)
})
