import { describe, expect, it } from 'vitest'
import { columnsOf, designInPieces } from './design.ts'
import { type InputEncoding, type InputRefusal, isRefusal, learnEncoding } from './encoding.ts'
import { changedLater, type InputKind, type RiskRow, type RiskValue } from './inputs.ts'
import type { Matrix } from './matrix.ts'

describe('numbers', () => {
  it('are standardised with the training mean and the standard deviation of divisor n', () => {
    const encoding = learned('number', [2, 4, 4, 4, 5, 5, 7, 9])
    expect(encoding).toEqual({ kind: 'number', key: 'x', mean: 5, sd: 2, missing: false })
    expect(encoded(encoding, [9, 5, 1])).toEqual([[2], [0], [-2]])
  })

  it('learn from the picked rows only', () => {
    const rows = rowsOf([0, 10, 1_000_000])
    expect(learnEncoding({ key: 'x', kind: 'number' }, rows, [0, 1])).toMatchObject({ mean: 5, sd: 5 })
  })

  it('count as the mean where missing, with a column that says so when training has such rows', () => {
    const encoding = learned('number', [1, null, 3, undefined])
    expect(columnsOf([encoding]).map(column => column.part)).toEqual(['value', 'missing'])
    expect(encoded(encoding, [3, null, Number.NaN, 'seven'])).toEqual([
      [1, 0],
      [0, 1],
      [0, 1],
      [0, 1],
    ])
    expect(encoded(learned('number', [1, 3]), [null])).toEqual([[0]])
  })

  it('that are constant keep only the column for missing, or are refused', () => {
    expect(encoded(learned('number', [3, null, 3]), [3, null])).toEqual([[0], [1]])
    expect(refused('number', [3, 3, 3])).toEqual({ key: 'x', reason: 'constant' })
    expect(refused('number', [0.1, 0.1, 0.1])).toEqual({ key: 'x', reason: 'constant' })
    expect(refused('number', [null, undefined])).toEqual({ key: 'x', reason: 'empty' })
  })

  it('too large for arithmetic are refused in training and bounded in prediction', () => {
    expect(refused('number', [1e308, -1e308, 1e308])).toEqual({ key: 'x', reason: 'out_of_range' })
    expect(encoded(learned('number', [1e-9, 3e-9]), [1e308])).toEqual([[10]])
  })
})

describe('booleans', () => {
  it('are 0 and 1, and their mean where missing', () => {
    expect(encoded(learned('boolean', [true, false, true, 1]), [true, false, 0, null])).toEqual([[1], [0], [0], [0.75]])
    expect(encoded(learned('boolean', [true, false, null]), [true, null])).toEqual([
      [1, 0],
      [0.5, 1],
    ])
    expect(refused('boolean', [true, true])).toEqual({ key: 'x', reason: 'constant' })
  })
})

describe('categories', () => {
  const often = [...times('monthly', 20), ...times('yearly', 12)]

  it('have a column for each level, in alphabetical order', () => {
    const encoding = learned('category', often)
    expect(columnsOf([encoding])).toEqual([
      { key: 'x', part: 'level', level: 'monthly' },
      { key: 'x', part: 'level', level: 'yearly' },
    ])
    expect(encoded(encoding, ['yearly', 'monthly'])).toEqual([
      [0, 1],
      [1, 0],
    ])
  })

  it('never seen in training are zero in every column', () => {
    expect(encoded(learned('category', often), ['weekly', null, ''])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ])
  })

  it('share a column when rare, and have one for missing', () => {
    const encoding = learned('category', [...often, ...times('weekly', 3), 'daily', null])
    expect(columnsOf([encoding]).map(column => column.part)).toEqual(['level', 'level', 'rare', 'missing'])
    expect(encoded(encoding, ['weekly', 'daily', null, 'hourly'])).toEqual([
      [0, 0, 1, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
      [0, 0, 0, 0],
    ])
  })

  it('may be numbers or booleans, and names that objects inherit', () => {
    expect(learned('category', [...times(0, 10), ...times(1, 10)])).toMatchObject({ levels: ['0', '1'] })
    const encoding = learned('category', [...times('constructor', 10), ...times('__proto__', 10)])
    expect(encoded(encoding, ['__proto__', 'toString'])).toEqual([
      [1, 0],
      [0, 0],
    ])
    expect(learnEncoding({ key: 'constructor', kind: 'category' }, rowsOf(often))).toMatchObject({ reason: 'empty' })
  })

  it('that are identifiers, free text or too many are refused with the number of values', () => {
    const ids = Array.from({ length: 400 }, (_, i) => `customer ${i}`)
    const each = (count: number) => ids.flatMap(id => times(id, count))
    const remarks = [...times('none', 30), ...ids.slice(0, 60)]
    expect(refused('category', ids)).toEqual({ key: 'x', reason: 'nearly_unique', values: 400 })
    expect(refused('category', remarks)).toEqual({ key: 'x', reason: 'nearly_unique', values: 61 })
    expect(refused('category', each(3))).toMatchObject({ reason: 'nearly_unique' })
    expect(refused('category', each(10))).toMatchObject({ reason: 'too_many_values' })
    expect(refused('category', times('same', 50))).toEqual({ key: 'x', reason: 'constant' })
    expect(refused('category', [null, ' '])).toEqual({ key: 'x', reason: 'empty' })
  })
})

it('an encoding survives JSON and encodes the same', () => {
  const rows: RiskRow[] = [...times('a', 12), ...times('b', 12)].map((plan, i) => ({
    plan,
    seats: i,
    trial: i % 3 === 0,
  }))
  const inputs = [
    { key: 'plan', kind: 'category' },
    { key: 'seats', kind: 'number' },
    { key: 'trial', kind: 'boolean' },
  ] as const
  const encodings = inputs.map(input => learnEncoding(input, rows) as InputEncoding)
  const design = designOf(encodings, rows)
  expect(design.columns).toBe(4)
  expect(designOf(JSON.parse(JSON.stringify(encodings)), rows)).toEqual(design)
  expect(designOf(encodings, rows, [5, 3]).values).toEqual(
    Float64Array.of(...design.values.subarray(20, 24), ...design.values.subarray(12, 16)),
  )
})

describe('values that are lost', () => {
  it('count as what is usual, and are not marked as missing', () => {
    const number = learned('number', [1, changedLater, 3])
    expect(number).toMatchObject({ mean: 2, missing: false })
    expect(encoded(number, [changedLater, 3])).toEqual([[0], [1]])
    expect(encoded(learned('boolean', [true, changedLater, true, false, null]), [changedLater, null])).toEqual([
      [2 / 3, 0],
      [2 / 3, 1],
    ])
    const category = learned('category', [...times('east', 30), ...times('west', 10), 'rare', null, changedLater])
    expect(encoded(category, [changedLater, 'west', 'rare', null])).toEqual([
      [30 / 41, 10 / 41, 1 / 41, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ])
  })
})

/** The whole design, without the pauses. */
function designOf(...given: Parameters<typeof designInPieces>): Matrix {
  const pieces = designInPieces(...given)
  let step = pieces.next()
  while (!step.done) step = pieces.next()
  return step.value
}

function learned(kind: InputKind, values: readonly RiskValue[]): InputEncoding {
  const result = learnEncoding({ key: 'x', kind }, rowsOf(values))
  if (isRefusal(result)) throw new Error(`refused: ${result.reason}`)
  return result
}

function refused(kind: InputKind, values: readonly RiskValue[]): InputRefusal | InputEncoding {
  return learnEncoding({ key: 'x', kind }, rowsOf(values))
}

function rowsOf(values: readonly RiskValue[]): RiskRow[] {
  return values.map(x => ({ x }))
}

function encoded(encoding: InputEncoding, values: readonly RiskValue[]): number[][] {
  const { rows, columns, values: cells } = designOf([encoding], rowsOf(values))
  return Array.from({ length: rows }, (_, row) => Array.from(cells.subarray(row * columns, (row + 1) * columns)))
}

function times<Value>(value: Value, count: number): Value[] {
  return Array.from({ length: count }, () => value)
}
