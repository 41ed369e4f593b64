import { expect, test } from 'vitest'
import { isDay, readDay, readNumber } from './forms.ts'

test.each([
  ['12', 12],
  ['１２．５', 12.5],
  ['1,200', 1200],
  ['−60%', -60],
  ['＋3', 3],
  ['.5', 0.5],
  ['', undefined],
  ['12a', undefined],
  ['1e9', undefined],
  ['--3', undefined],
])('%j is the number %j', (text, number) => expect(readNumber(text)).toBe(number))

test.each([
  ['2026-11-22', true],
  ['2024-02-29', true],
  ['2026-02-29', false],
  ['1899-12-31', false],
  ['9999-01-01', false],
  ['2026-1-2', false],
  ['2026-11-22T00:00', false],
  ['', false],
  ['昨日', false],
])('whether %j is a day: %j', (text, day) => {
  expect(isDay(text)).toBe(day)
  expect(readDay(text)?.toString()).toBe(day ? text : undefined)
})
