import { createHash } from 'node:crypto'
import { isNothing, type RawRow, readDate, readFlag, readNumber } from '../../customers/index.ts'
import { addMoments, type Moments, noMoments } from '../estimates/moments.ts'
import { readYes } from './guess.ts'
import type { FileColumn, Plan } from './plan.ts'

/** Why a row was left out: a key under `effects:fault`. */
export type FaultKind =
  | 'arm_missing'
  | 'outcome_missing'
  | 'not_number'
  | 'not_flag'
  | 'before_missing'
  | 'not_day'
  | 'unit_missing'
  | 'twice'
  | 'both_arms'
  | 'arms'

export interface Fault {
  readonly row: number
  readonly column: string
  readonly value: string
  readonly fault: FaultKind
}

/** Sums of an arm on a day. */
export interface TalliedSum {
  readonly arm: string
  readonly day: string | null
  readonly moments: Moments
}

/** How many faults are told one by one. */
const toldFaults = 200
const longestValue = 50
/** Nothing that is measured is larger, and the square of more is beyond what a sum can hold. */
const largest = 1e100

/** Adds up the rows of a file by arm and day, as they come; nothing of a row is kept but what was wrong with the first. */
export class Tally {
  rows = 0
  faultCount = 0
  readonly faults: Fault[] = []
  private readonly sums = new Map<string, Map<string, Moments>>()
  private readonly plan: Plan
  private readonly columns: readonly FileColumn[]
  private readonly known: ReadonlySet<string>
  /** The arm in which a customer was first, by a digest: there may be millions. */
  private readonly units = new Map<number, string>()
  private header = true

  constructor(plan: Plan, columns: readonly FileColumn[]) {
    this.plan = plan
    this.columns = columns
    this.known = new Set(columns[plan.arm]?.arms ?? [])
  }

  add(batch: readonly RawRow[]): void {
    for (const row of batch) {
      if (this.header) this.header = false
      else this.addRow(row)
    }
  }

  result(): readonly TalliedSum[] {
    return [...this.sums].flatMap(([arm, days]) =>
      [...days].map(([day, moments]) => ({ arm, day: day === '' ? null : day, moments })),
    )
  }

  private addRow(row: RawRow): void {
    this.rows++
    const read = this.read(row)
    if ('fault' in read) {
      this.faultCount++
      if (this.faults.length < toldFaults) this.faults.push(read)
      return
    }
    const days = this.sums.get(read.arm) ?? new Map<string, Moments>()
    this.sums.set(read.arm, days)
    const { x, y } = read
    const one: Moments = { n: 1, y, yy: y * y, x, xx: x * x, xy: x * y }
    days.set(read.day, addMoments(days.get(read.day) ?? noMoments, one))
  }

  private read(row: RawRow): Fault | { arm: string; day: string; x: number; y: number } {
    const { plan } = this
    const arm = cellOf(row, plan.arm)
    if (arm === '') return this.fault(row, plan.arm, 'arm_missing')
    // The file was looked at whole, so another arm comes of reading it in another way only.
    if (!this.known.has(arm)) return this.fault(row, plan.arm, 'arms')
    const y = this.valueOf(row, plan.outcome, plan.kind)
    if (typeof y !== 'number') return this.fault(row, plan.outcome, y === 'missing' ? 'outcome_missing' : y)
    const x = plan.before === null ? 0 : this.valueOf(row, plan.before, 'number')
    if (typeof x !== 'number') return this.fault(row, plan.before ?? 0, x === 'missing' ? 'before_missing' : x)
    const day = plan.day === null ? '' : this.dayOf(row, plan.day)
    if (day === undefined) return this.fault(row, plan.day ?? 0, 'not_day')
    return this.again(row, arm) ?? { arm, day, x, y }
  }

  /** What is wrong when the customer was there before. */
  private again(row: RawRow, arm: string): Fault | undefined {
    const column = this.plan.unit ?? null
    if (column === null) return undefined
    const unit = cellOf(row, column)
    if (unit === '') return this.fault(row, column, 'unit_missing')
    const key = digestOf(unit)
    const first = this.units.get(key)
    if (first !== undefined) return this.fault(row, column, first === arm ? 'twice' : 'both_arms')
    this.units.set(key, arm)
    return undefined
  }

  private valueOf(row: RawRow, column: number, kind: Plan['kind']): number | 'missing' | 'not_number' | 'not_flag' {
    const text = cellOf(row, column)
    if (text === '') return 'missing'
    if (kind === 'share') {
      const said = readYes(text, this.columns[column]?.decimal ?? 'point')
      return said === undefined ? 'not_flag' : said ? 1 : 0
    }
    const value = readNumber(text, this.columns[column]?.decimal)
    if (value !== undefined) return Math.abs(value) <= largest ? value : 'not_number'
    if (isNothing(text)) return 'missing'
    const flag = readFlag(text)
    return flag === undefined ? 'not_number' : flag ? 1 : 0
  }

  private dayOf(row: RawRow, column: number): string | undefined {
    return readDate(cellOf(row, column), this.columns[column]?.dateOrder ?? 'month', 'UTC')?.day
  }

  private fault(row: RawRow, column: number, fault: FaultKind): Fault {
    const value = cellOf(row, column).slice(0, longestValue).toWellFormed()
    return { row: row.number, column: this.columns[column]?.heading ?? '', value, fault }
  }
}

/** 48 bits: among a million, two are the same by chance once in five hundred files. */
function digestOf(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6)
}

/** What PostgreSQL cannot store is taken out, as from the arms that were found. */
function cellOf({ cells }: RawRow, column: number): string {
  return cells[column]?.trim().replaceAll('\0', '').toWellFormed() ?? ''
}
