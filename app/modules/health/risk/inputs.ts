export type InputKind = 'number' | 'category' | 'boolean'

/** Something known about a customer that the risk may be learned from. `key` is where rows hold its value. */
export type RiskInput = { readonly key: string; readonly kind: InputKind }

/**
 * Stands for a value that was known at the row's moment and is lost, because it was changed afterwards. It says neither
 * what the value was nor that there was none: changing at all may be what those do who stay.
 */
export const changedLater: unique symbol = Symbol('changed later')

export type RiskValue = number | string | boolean | null | undefined | typeof changedLater

/** One customer (at one moment): values by input key. Absent, null and undefined all mean "not known". */
export type RiskRow = Readonly<Record<string, RiskValue>>

/** Whether the row had a value there that can no longer be known. */
export function isLost(row: RiskRow, key: string): boolean {
  return row[key] === changedLater
}

/** The number a row holds; NaN when it is not known or not a finite number. Text is not read as a number. */
export function numberOf(row: RiskRow, key: string): number {
  const value = row[key]
  return typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN
}

/** 1 for true or 1, 0 for false or 0, NaN for anything else. */
export function booleanOf(row: RiskRow, key: string): number {
  const value = row[key]
  if (value === true || value === 1) return 1
  return value === false || value === 0 ? 0 : Number.NaN
}

/** The category a row holds, as text (numbers and booleans may be categories too); null when blank or not known. */
export function categoryOf(row: RiskRow, key: string): string | null {
  const value = row[key]
  if (typeof value === 'string') return value.trim() === '' ? null : value
  if (typeof value === 'boolean') return String(value)
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null
}

/** The numeric reading of a number or boolean input: NaN when not known. */
export function numericReader(input: RiskInput): (row: RiskRow) => number {
  return input.kind === 'boolean' ? row => booleanOf(row, input.key) : row => numberOf(row, input.key)
}
