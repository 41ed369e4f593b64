// A sign, a currency, digits in groups of three or none, decimals, an exponent; what follows is a currency or a unit of one.
const shape =
  /^([-+−▲△(]?)\s*([¥$€£]|jpy|usd|eur|gbp)?\s*([-+−]?)((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(e[-+]?\d{1,3})?\s*(?:円|¥|\$|€|£|jpy|usd|eur|gbp)?(\)?)$/i

// Longer ones are numbers in name only (of a card, of a contract), and would lose their last digits. Behind the decimal sign that does no
// harm: programs write 0.30000000000000004.
const longestDigits = 15

/** What people write where there is no value. */
const nothing = /^(?:|-+|―+|—+|null|nil|\\n|nan|n\/?a|#n\/a|none|なし|無し|不明)$/i

/** Whether the cell stands for "no value" in a column of numbers, dates or yes and no. */
export function isNothing(text: string): boolean {
  return text.length < 6 && nothing.test(text)
}

/** What stands before decimals: 1,234.5 or 1.234,5. */
export const decimals = ['point', 'comma'] as const
export type Decimal = (typeof decimals)[number]

/**
 * Reads a number as people write it: 1,234.5 (or 1.234,5 where the comma is the decimal sign), ¥1,234, １２３４円, (12), ▲12.
 * Undefined when it is none, also for codes that only look like one: digits with a leading zero, or more than 15 of them before
 * decimals.
 */
export function readNumber(text: string, decimal: Decimal = 'point'): number | undefined {
  if (decimal === 'point' || /^\d*$/.test(text)) return readWithPoint(text)
  return readWithPoint(text.normalize('NFKC').replaceAll(/[.,]/g, sign => (sign === '.' ? ',' : '.')))
}

function readWithPoint(text: string): number | undefined {
  // The plain ones are most, and quick to tell.
  if (/^-?(?:0|[1-9]\d{0,11})(?:\.\d{1,8})?$/.test(text)) return Number(text)
  const match = shape.exec(text.normalize('NFKC').trim())
  if (!match) return undefined
  const [, outer = '', , inner = '', digits = '', exponent = '', closing = ''] = match
  if ((outer === '(') !== (closing === ')') || (outer && inner)) return undefined
  const plain = digits.replaceAll(',', '')
  if (/^0\d/.test(plain) || plain.replace(/\..*/, '').length > longestDigits) return undefined
  const value = Number(plain + exponent)
  if (!Number.isFinite(value)) return undefined
  return /[-−▲△(]/.test(outer + inner) ? -value : value
}
