import { expect, test } from 'vitest'
import { formatFor } from '../web/format.ts'
import { minorDigits } from './currency.ts'

test.each([
  ['JPY', 0],
  ['KRW', 0],
  ['USD', 2],
  ['EUR', 2],
  ['KWD', 3],
  // Intl says 0 here, because nobody has such coins; ISO 4217, by which systems exchange amounts, says 3.
  ['IQD', 3],
  ['UYW', 4],
  ['XXY', 2],
])('%s has %d digits after the point', (currency, digits) => {
  expect(minorDigits(currency)).toBe(digits)
})

test.each([
  ['en', 'JPY', '¥1,234,567'],
  ['ja', 'JPY', '¥1,234,567'],
  ['en', 'USD', '$12,345.67'],
  ['en', 'KWD', 'KWD 1,234.567'],
  ['en', 'IQD', 'IQD 1,234.567'],
] as const)('in %s 1234567 minor units of %s are %s', (locale, currency, text) => {
  const shown = formatFor(locale, 'UTC').money(1_234_567, currency)
  expect(shown.replace('\u00a0', ' ')).toBe(text)
})
