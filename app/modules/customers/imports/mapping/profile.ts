import type { RawRow } from '../reading/rows.ts'
import { type DateOrder, readDate, shownOrder } from '../values/date.ts'
import { readFlag, readLeft } from '../values/flag.ts'
import { isNothing, readNumber } from '../values/number.ts'
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
  filled: number
  blank: number
  number: boolean
  numbers: number
  flag: boolean
  date: boolean
  dates: number
  early: { filled: number; number: number; date: number; left: number }
  fractions: boolean
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

  add(batch: readonly RawRow[]): void {
    for (const row of batch) {
      if (this.headings.length === 0) this.headings = headingsOf(row)
      else this.addRow(row)
    }
  }

  result(): FileProfile {
    const columns = this.headings.map((heading, index) => describe(heading, this.seen[index] ?? blankColumn()))
    return { columns, rows: this.rows, sample: this.sample }
  }

  private addRow(row: RawRow): void {
    this.rows++
    if (this.sample.length < sampleSize) this.sample.push(row)
    for (let index = 0; index < this.headings.length; index++) {
      const column = this.seen[index] ?? blankColumn()
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

function blankColumn(): Seen {
  return {
    filled: 0,
    blank: 0,
    number: true,
    numbers: 0,
    flag: true,
    date: true,
    dates: 0,
    early: { filled: 0, number: 0, date: 0, left: 0 },
    fractions: false,
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
  narrow(column, text)
}

function addEarly(column: Seen, text: string): void {
  if (column.values.has(text)) column.unique = false
  column.values.add(text.slice(0, exampleLength))
  const date = readAnyDate(text) !== undefined
  column.early.filled++
  if (readNumber(text) !== undefined) column.early.number++
  if (date) column.early.date++
  if (date || readLeft(text) !== undefined) column.early.left++
}

/** Each question is asked until one cell says no. */
function narrow(column: Seen, text: string): void {
  if (column.flag) column.flag = readFlag(text) !== undefined
  if (column.number) {
    const value = readNumber(text)
    if (value !== undefined) column.numbers++
    else column.number = isNothing(text)
    if (value !== undefined && !Number.isInteger(value)) column.fractions = true
  }
  if (column.date) {
    if (readAnyDate(text)) column.dates++
    else column.date = isNothing(text)
    column.order ??= column.date ? (shownOrder(text) ?? null) : null
  }
}

/** The order decides only which of two days it is; a day it is either way. */
function readAnyDate(text: string) {
  return readDate(text, 'month', 'UTC') ?? readDate(text, 'day', 'UTC')
}

function describe(heading: string, column: Seen): ColumnProfile {
  const some = column.filled > 0
  return {
    heading,
    filled: column.filled,
    fits: some ? typesOf(column) : ['text'],
    mostly: mostlyOf(column),
    fractions: some && column.number && column.fractions,
    unique: some && column.unique && column.blank === 0,
    dateOrder: column.order,
    examples: [...column.values].slice(0, 4),
    choices: column.choices && [...column.choices],
  }
}

/** A few cells that somebody mistyped do not change what a column is about. */
function mostlyOf({ early }: Seen) {
  const enough = Math.max(1, early.filled * 0.75)
  return (['number', 'date', 'left'] as const).filter(kind => early[kind] >= enough)
}

/** 0 and 1 are numbers first: a column of counts may have no other yet. */
function typesOf(column: Seen): ColumnType[] {
  const fits: readonly (readonly [ColumnType, boolean])[] = [
    ['number', column.number && column.numbers > 0],
    ['boolean', column.flag],
    ['date', column.date && column.dates > 0],
    ['text', true],
  ]
  return fits.filter(([, fit]) => fit).map(([type]) => type)
}
