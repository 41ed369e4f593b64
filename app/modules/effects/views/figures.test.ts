import { expect, test } from 'vitest'
import { formatFor } from '../../../web/format.ts'
import { figuresOf } from './figures.ts'

const view = {
  t: (key: string, { value = '' } = {}) => (key === 'effects:figures.points' ? `${value} points` : key),
  format: formatFor('en', 'UTC'),
}
const figures = (kind: 'number' | 'share') => figuresOf(view as Parameters<typeof figuresOf>[0], kind)

test.each([
  [0, '±0'],
  [1234.5, '+1,235'],
  [-12.34, '−12.3'],
  [1.4, '+1.4'],
  [0.0712, '+0.071'],
  [-0.00412, '−0.0041'],
  [0.00004, '+0.00004'],
  [1e-9, '±0'],
])('a difference of %d', (value, words) => expect(figures('number').difference(value)).toBe(words))

test.each([
  [0.0213, '+2.13 points'],
  [-0.0005, '−0.05 points'],
  [0.00004, '+0.004 points'],
])('a difference between shares of %d', (value, words) => expect(figures('share').difference(value)).toBe(words))

test('a share', () => {
  expect([0.934, 0.0004, 0].map(figures('share').value)).toEqual(['93.4%', '0.04%', '0%'])
})
