import type { BooleanEncoding, CategoryEncoding, InputEncoding, NumberEncoding } from './encoding.ts'
import { booleanOf, categoryOf, isLost, numberOf, type RiskRow } from './inputs.ts'
import { at, type Matrix } from './matrix.ts'
import type { Pieces } from './pieces.ts'

/** What one column of the design matrix means: the value itself, one level, all rare values, or "not known". */
export type Column =
  | { readonly key: string; readonly part: 'value' | 'rare' | 'missing' }
  | { readonly key: string; readonly part: 'level'; readonly level: string }

/** The columns of the design matrix, in order. */
export function columnsOf(encodings: readonly InputEncoding[]): Column[] {
  return encodings.flatMap(columnsOfInput)
}

/** The columns of one input, in order; none when it says nothing but a constant. */
export function columnsOfInput(encoding: InputEncoding): Column[] {
  const { key } = encoding
  const missing = encoding.missing ? [{ key, part: 'missing' } as const] : []
  if (encoding.kind === 'category') {
    const levels = encoding.levels.map(level => ({ key, part: 'level', level }) as const)
    return [...levels, ...(encoding.rare.length > 0 ? [{ key, part: 'rare' } as const] : []), ...missing]
  }
  const constant = encoding.kind === 'number' ? encoding.sd === 0 : encoding.constant
  return [...(constant ? [] : [{ key, part: 'value' } as const]), ...missing]
}

const ROWS_PER_PIECE = 2_000

/** Applies a learned encoding to rows (to those whose indices are `picked`, else to all). */
export function* designInPieces(
  encodings: readonly InputEncoding[],
  rows: readonly RiskRow[],
  picked?: ArrayLike<number>,
): Pieces<Matrix> {
  const count = picked?.length ?? rows.length
  const columns = columnsOf(encodings).length
  const values = new Float64Array(count * columns)
  const write = rowWriter(encodings)
  for (let i = 0; i < count; i++) {
    write(rows[picked ? at(picked, i) : i] as RiskRow, values, i * columns)
    if (i % ROWS_PER_PIECE === ROWS_PER_PIECE - 1) yield
  }
  return { rows: count, columns, values }
}

type WriteRow = (row: RiskRow, values: Float64Array, first: number) => void

/** A function that writes one row's columns from place `first` on, where zeros must be standing. */
export function rowWriter(encodings: readonly InputEncoding[]): WriteRow {
  let width = 0
  const writers = encodings.map(encoding => {
    const offset = width
    width += columnsOfInput(encoding).length
    const write = inputWriter(encoding)
    return (row: RiskRow, values: Float64Array, first: number) => write(row, values, first + offset)
  })
  return (row, values, first) => {
    for (const write of writers) write(row, values, first)
  }
}

function inputWriter(encoding: InputEncoding): WriteRow {
  if (encoding.kind === 'number') return numberWriter(encoding)
  return encoding.kind === 'boolean' ? booleanWriter(encoding) : categoryWriter(encoding)
}

/**
 * In standard deviations. Of what lies farther out training has seen next to nothing, so the straight line says nothing there:
 * it counts as this far, in training and in predictions.
 */
const FARTHEST = 10

function numberWriter({ key, mean, sd, missing }: NumberEncoding): WriteRow {
  const flag = sd === 0 ? 0 : 1
  return (row, values, first) => {
    const value = numberOf(row, key)
    if (Number.isNaN(value)) {
      if (missing && !isLost(row, key)) values[first + flag] = 1
    } else if (sd > 0) {
      values[first] = Math.max(-FARTHEST, Math.min(FARTHEST, (value - mean) / sd))
    }
  }
}

function booleanWriter({ key, mean, constant, missing }: BooleanEncoding): WriteRow {
  const flag = constant ? 0 : 1
  return (row, values, first) => {
    const value = booleanOf(row, key)
    const unknown = Number.isNaN(value)
    if (!constant) values[first] = unknown ? mean : value
    if (unknown && missing && !isLost(row, key)) values[first + flag] = 1
  }
}

function categoryWriter({ key, levels, rare, missing, shares }: CategoryEncoding): WriteRow {
  const places = new Map(levels.map((level, place) => [level, place]))
  for (const value of rare) places.set(value, levels.length)
  const missingPlace = levels.length + (rare.length > 0 ? 1 : 0)
  return (row, values, first) => {
    if (isLost(row, key)) {
      if (shares) values.set(shares, first)
      return
    }
    const value = categoryOf(row, key)
    const place = value === null ? (missing ? missingPlace : undefined) : places.get(value)
    if (place !== undefined) values[first + place] = 1
  }
}
