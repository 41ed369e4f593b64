import { expect, test } from 'vitest'
import { amountText, parseAmount } from './money.ts'

test.each([
  ['12000', 'JPY', 12_000],
  ['12,000', 'JPY', 12_000],
  ['¥12,000', 'JPY', 12_000],
  ['１２，０００円', 'JPY', 12_000],
  ['12.50', 'USD', 1250],
  ['12.5', 'USD', 1250],
  ['$0', 'USD', 0],
  ['12.00', 'JPY', 12_000 / 1000],
  ['1.234', 'KWD', 1234],
])('%s in %s is %d minor units', (text, currency, minor) => {
  expect(parseAmount(text, currency)).toBe(minor)
})

test.each([
  ['', 'JPY'],
  ['-5', 'JPY'],
  ['12.5', 'JPY'],
  ['1.234', 'USD'],
  ['1e9', 'JPY'],
  ['=1+1', 'JPY'],
  ['9999999999999', 'JPY'],
  ['十', 'JPY'],
])('%s in %s is no amount', (text, currency) => {
  expect(parseAmount(text, currency)).toBeUndefined()
})

test('what is shown in a field is read back as the same amount', () => {
  for (const [minor, currency] of [
    [0, 'JPY'],
    [123_456, 'JPY'],
    [5, 'USD'],
    [123_450, 'USD'],
  ] as const) {
    expect(parseAmount(amountText(minor, currency), currency)).toBe(minor)
  }
})
