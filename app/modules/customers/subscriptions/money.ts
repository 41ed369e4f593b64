import { minorDigits } from '../../../platform/currency.ts'

const largest = 1_000_000_000_000

/**
 * An amount as somebody types it (12,000, ¥12000, １２０００, 12.50) in minor units of the currency; undefined when it is none,
 * has more digits after the point than the currency, or is beyond 10^12 minor units.
 */
export function parseAmount(text: string, currency: string): number | undefined {
  const plain = text.normalize('NFKC').replace(/[,\s¥$€£円]/g, '')
  const match = /^(\d{1,15})(?:\.(\d{1,4}))?$/.exec(plain)
  if (!match) return undefined
  const digits = minorDigits(currency)
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  if (fraction.length > digits) return undefined
  const minor = Number(match[1]) * 10 ** digits + Number(fraction.padEnd(digits, '0') || 0)
  return minor <= largest ? minor : undefined
}

/** Minor units as they are typed into a field: 12000, 12.50. */
export function amountText(minor: number, currency: string): string {
  const digits = minorDigits(currency)
  return (minor / 10 ** digits).toFixed(digits)
}
