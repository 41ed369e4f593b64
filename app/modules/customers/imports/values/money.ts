import { minorDigits } from '../../../../platform/currency.ts'
import { type Decimal, readNumber } from './number.ts'

/** What the numbers in a column of money mean. */
export interface Money {
  /** ISO 4217 */
  readonly currency: string
  /** Whole units (yen, dollars), thousands of them, or hundredths. */
  readonly unit: Unit
  /** Whether an amount is for a month or for a year. */
  readonly per: 'month' | 'year'
}

export const units = ['one', 'thousand', 'hundredth'] as const
export type Unit = (typeof units)[number]

const factors: Readonly<Record<Unit, number>> = { one: 1, thousand: 1000, hundredth: 0.01 }

/** The largest amount the database takes, in minor units. */
export const largestAmount = 1_000_000_000_000

/** The amount per month in minor units of the currency, rounded; undefined when the text is no number. */
export function readAmount(
  text: string,
  { currency, unit, per }: Money,
  decimal: Decimal = 'point',
): number | undefined {
  const value = readNumber(text, decimal)
  if (value === undefined) return undefined
  return Math.round((value * factors[unit] * 10 ** minorDigits(currency)) / (per === 'year' ? 12 : 1))
}

const known = new Set(Intl.supportedValuesOf('currency'))
const signs: Readonly<Record<string, string>> = {
  '¥': 'JPY',
  円: 'JPY',
  日本円: 'JPY',
  $: 'USD',
  us$: 'USD',
  ドル: 'USD',
  '€': 'EUR',
  ユーロ: 'EUR',
  '£': 'GBP',
}

/** The ISO 4217 code that a cell names: USD, usd, ¥, 円. */
export function readCurrency(text: string): string | undefined {
  const plain = text.normalize('NFKC').trim()
  const code = plain.toUpperCase()
  if (known.has(code)) return code
  return signs[plain.toLowerCase()]
}

/** Signs that several currencies have. */
const shared: Readonly<Record<string, string>> = {
  $: 'USD AUD CAD HKD MXN NZD SGD TWD ARS CLP COP BRL',
  '¥': 'JPY CNY',
  '£': 'GBP EGP GIP FKP SHP LBP SYP',
}

/**
 * The currency that an amount's text names by code or sign; where several have the sign, `usual` if it does. Undefined
 * for none.
 */
export function currencyNamed(text: string, usual: string): string | undefined {
  // Plain numbers are most, and quick to tell.
  if (/^[\d.,-]*$/.test(text)) return undefined
  const sign = /[¥円$€£]|[A-Za-z]{3}/.exec(text.normalize('NFKC'))?.[0]
  if (!sign) return undefined
  return shared[sign]?.includes(usual) ? usual : readCurrency(sign)
}
