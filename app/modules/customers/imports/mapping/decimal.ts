import type { Delimiter } from '../reading/delimiter.ts'
import { currencyNamed } from '../values/money.ts'
import { type Decimal, readNumber } from '../values/number.ts'
import { namesAmount } from './headings.ts'

/** How the cells of a column use commas and points. */
export interface Signs {
  /** Cells with a comma. */
  commas: number
  /** Of them those that can be read as a number with thousands: 98,000. */
  thousands: number
  /** Of them those with one comma, between digits: 10,5. */
  single: number
  /** Whether any cell has a point. */
  points: boolean
}

interface Numbers {
  readonly delimiter: Delimiter
  /** Whether all are numbers, by what stands before decimals. */
  readonly number: Readonly<Record<Decimal, boolean>>
  readonly numbers: number
}

/** Of a column that nobody looked at yet. */
export function noSigns(): Signs {
  return { commas: 0, thousands: 0, single: 0, points: false }
}

/** Adds what one cell shows. */
export function countSigns(signs: Signs, text: string): void {
  if (!/[.,．，]/.test(text)) return
  const plain = text.normalize('NFKC')
  if (plain.includes('.')) signs.points = true
  if (!plain.includes(',')) return
  signs.commas++
  if (readNumber(plain) !== undefined) signs.thousands++
  if (/^[^,]*\d,\d[^,]*$/.test(plain)) signs.single++
}

/** Whether a column is one of money, by its heading or its cells. */
export function looksLikeAmount(heading: string, examples: readonly string[]): boolean {
  return namesAmount(heading) || examples.some(text => /\d/.test(text) && currencyNamed(text, '') !== undefined)
}

/** Whether most of the commas make thousands, as nearly all of an amount do: 98,000; one that was mistyped does not count. */
export function showsThousands({ commas, thousands }: Signs): boolean {
  return commas > 0 && thousands >= commas * 0.75
}

/**
 * What a column says about the whole file. `decimal` is what its own cells show. Commas that always stand before three
 * digits are those of thousands. 1,3 may as well be a list: it says something where programs divide by semicolons, which
 * they do since the comma is their decimal sign, beside 1.234,5, or when all numbers are written so.
 */
export function voteOf(decimal: Decimal | null, signs: Signs, { delimiter, number, numbers }: Numbers): Decimal | null {
  if (decimal === null) return signs.commas > 0 && signs.thousands === signs.commas ? 'point' : null
  if (decimal !== 'comma') return decimal
  const onlySingle = number.comma && signs.single === numbers
  return delimiter === ';' || signs.points || onlySingle ? 'comma' : null
}
