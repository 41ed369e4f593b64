import type { Delimiter } from '../reading/delimiter.ts'
import type { RawRow } from '../reading/rows.ts'
import { type DateOrder, readDate, shownOrder } from '../values/date.ts'
import { readFlag, readLeft } from '../values/flag.ts'
import { type Decimal, decimals, isNothing, readNumber } from '../values/number.ts'
import { countSigns, looksLikeAmount, noSigns, type Signs, showsThousands, voteOf } from './decimal.ts'
import type { ColumnType } from './plan.ts'

/** What all values of a column have in common. */
export interface ColumnProfile {
  /** The heading as it stands in the file; empty when it has none. */
  readonly heading: string
  /** Cells with content. */
  readonly filled: number
  /** The types that every cell with content fits, the best guess first; text fits always. */
  readonly fits: readonly ColumnType[]
  /** What most of the first thousand cells with content can be read as; `left`: that a customer left or stayed, or when. */
  readonly mostly: readonly ('number' | 'date' | 'left')[]
  readonly fractions: boolean
  /** What its numbers show to stand before decimals; null when they can be read either way, and of a column of others. */
  readonly decimal: Decimal | null
  /** What it says about the decimals of the whole file, if anything. */
  readonly vote: Decimal | null
  /** Whether no value came twice among the first thousand, and none was blank. */
  readonly unique: boolean
  readonly dateOrder: DateOrder | null
  /** A few different values. */
  readonly examples: readonly string[]
  /** All different values when there are few of them, else null. */
  readonly choices: readonly string[] | null
}

/** What a whole file looks like. */
export interface FileProfile {
  readonly columns: readonly ColumnProfile[]
  /** Rows below the header. */
  readonly rows: number
  /** The first rows as they are. */
  readonly sample: readonly RawRow[]
}

const sampleSize = 20
const uniqueness = 1000
const mostChoices = 50
const exampleLength = 100

interface Seen {
  readonly delimiter: Delimiter
  readonly signs: Signs
  filled: number
  blank: number
  /** Whether all are numbers, by what stands before decimals. */
  readonly number: Record<Decimal, boolean>
  numbers: number
  flag: boolean
  date: boolean
  dates: number
  early: { filled: number; point: number; comma: number; date: number; left: number }
  readonly fractions: Record<Decimal, boolean>
  unique: boolean
  order: DateOrder | null
  readonly values: Set<string>
  choices: Set<string> | null
}

/** Looks at every row of a file, header first, as `readRows` gives them. */
export class Profiler {
  rows = 0
  private headings: readonly string[] = []
  private readonly seen: Seen[] = []
  private readonly sample: RawRow[] = []

  private readonly delimiter: Delimiter

  /** Between commas, a comma within a cell is no decimal sign unless somebody says so. */
  constructor(delimiter: Delimiter) {
    this.delimiter = delimiter
  }

  add(batch: readonly RawRow[]): void {
    for (const row of batch) {
      if (this.headings.length === 0) this.headings = headingsOf(row)
      else this.addRow(row)
    }
  }

  result(): FileProfile {
    const columns = this.headings.map((heading, index) => describe(heading, this.seen[index] ?? this.blankColumn()))
    return { columns, rows: this.rows, sample: this.sample }
  }

  private blankColumn(): Seen {
    return blankColumn(this.delimiter)
  }

  private addRow(row: RawRow): void {
    this.rows++
    if (this.sample.length < sampleSize) this.sample.push(row)
    for (let index = 0; index < this.headings.length; index++) {
      const column = this.seen[index] ?? this.blankColumn()
      this.seen[index] = column
      addCell(column, row.cells[index]?.trim() ?? '', this.rows <= uniqueness)
    }
  }
}

/** Without the empty ones at the end. */
function headingsOf({ cells }: RawRow): string[] {
  const last = cells.findLastIndex(cell => cell.trim() !== '')
  return cells.slice(0, last + 1).map(cell => cell.trim())
}

function blankColumn(delimiter: Delimiter): Seen {
  return {
    delimiter,
    signs: noSigns(),
    filled: 0,
    blank: 0,
    number: { point: true, comma: delimiter !== ',' },
    numbers: 0,
    flag: true,
    date: true,
    dates: 0,
    early: { filled: 0, point: 0, comma: 0, date: 0, left: 0 },
    fractions: { point: false, comma: false },
    unique: true,
    order: null,
    values: new Set(),
    choices: new Set(),
  }
}

function addCell(column: Seen, text: string, early: boolean): void {
  if (text === '') {
    column.blank++
    return
  }
  column.filled++
  if (early) addEarly(column, text)
  if (column.choices) {
    column.choices.add(text)
    if (column.choices.size > mostChoices || text.length > exampleLength) column.choices = null
  }
  if (column.delimiter !== ',') countSigns(column.signs, text)
  narrow(column, text)
}

function addEarly(column: Seen, text: string): void {
  if (column.values.has(text)) column.unique = false
  column.values.add(text.slice(0, exampleLength))
  const date = readAnyDate(text) !== undefined
  column.early.filled++
  if (readNumber(text) !== undefined) column.early.point++
  if (readNumber(text, 'comma') !== undefined) column.early.comma++
  if (date) column.early.date++
  if (date || readLeft(text) !== undefined) column.early.left++
}

/** Each question is asked until one cell says no. */
function narrow(column: Seen, text: string): void {
  if (column.flag) column.flag = readFlag(text) !== undefined
  if (column.number.point || column.number.comma) narrowNumber(column, text)
  if (column.date) {
    if (readAnyDate(text)) column.dates++
    else column.date = isNothing(text)
    column.order ??= column.date ? (shownOrder(text) ?? null) : null
  }
}

function narrowNumber(column: Seen, text: string): void {
  if (isNothing(text)) return
  column.numbers++
  for (const decimal of decimals) {
    if (!column.number[decimal]) continue
    const value = readNumber(text, decimal)
    if (value === undefined) column.number[decimal] = false
    else if (!Number.isInteger(value)) column.fractions[decimal] = true
  }
}

/** The order decides only which of two days it is; a day it is either way. */
function readAnyDate(text: string) {
  return readDate(text, 'month', 'UTC') ?? readDate(text, 'day', 'UTC')
}

function describe(heading: string, column: Seen): ColumnProfile {
  const some = column.filled > 0
  const examples = [...column.values].slice(0, 4)
  const shown = shownDecimal(column, looksLikeAmount(heading, examples))
  return {
    heading,
    filled: column.filled,
    fits: some ? typesOf(column, shown) : ['text'],
    mostly: mostlyOf(column, shown),
    fractions: some && column.number[shown ?? 'point'] && column.fractions[shown ?? 'point'],
    decimal: shown,
    vote: voteOf(shown, column.signs, column),
    unique: some && column.unique && column.blank === 0,
    dateOrder: column.order,
    examples,
    choices: column.choices && [...column.choices],
  }
}

/** A few cells that somebody mistyped do not change what a column is about. */
function mostlyOf(column: Seen, shown: Decimal | null) {
  const { early } = column
  const counts = { ...early, number: early[shown ?? 'point'] }
  const enough = mostOf(early)
  return (['number', 'date', 'left'] as const).filter(kind => counts[kind] >= enough)
}

function mostOf({ filled }: Seen['early']): number {
  return Math.max(1, filled * 0.75)
}

/** 10,5 and 1.234.567 can be read in one way only, as can an amount's thousands; a few that were mistyped do not count. */
function shownDecimal({ number, numbers, early, delimiter, signs }: Seen, isAmount: boolean): Decimal | null {
  if (delimiter === ',') return null
  if (isAmount && showsThousands(signs)) return 'point'
  if (number.point !== number.comma && numbers > 0) return number.comma ? 'comma' : 'point'
  if (early.point === early.comma || Math.max(early.point, early.comma) < mostOf(early)) return null
  return early.comma > early.point ? 'comma' : 'point'
}

/** 0 and 1 are numbers first: a column of counts may have no other yet. */
function typesOf(column: Seen, shown: Decimal | null): ColumnType[] {
  const fits: readonly (readonly [ColumnType, boolean])[] = [
    ['number', column.number[shown ?? 'point'] && column.numbers > 0],
    ['boolean', column.flag],
    ['date', column.date && column.dates > 0],
    ['text', true],
  ]
  return fits.filter(([, fit]) => fit).map(([type]) => type)
}
