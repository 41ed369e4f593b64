import { type RawBuilder, sql } from 'kysely'
import type { Aggregate } from '../../../web/aggregate.ts'
import type { Measure } from '../../../web/module.ts'
import { type About, grounds } from '../about.ts'
import { aggregateOf, filter } from './aggregate.ts'
import { columnNamed, relationNamed } from './identifiers.ts'
import { type IdSet, listed, restriction } from './ids.ts'

/** Days back from today: `first` ≤ `last`, today is 0. */
export interface Span {
  readonly first: number
  readonly last: number
}

interface Wanted {
  readonly measure: Measure
  readonly span: Span | undefined
  readonly of: string | undefined
}

/** Days are kept as bits of a bigint, which leaves its sign alone. */
const wordDays = 63
const mostWords = 4

/** What a pass goes over. */
interface Pass {
  readonly about: About
  readonly relation: string
  readonly today: string
}

/**
 * One pass over a relation: collects what is asked of it, then gives the SQL that aggregates all of it per account (or
 * contact).
 */
export class Scan {
  readonly alias: string
  private readonly pass: Pass
  private readonly wanted: Wanted[] = []
  private readonly columns = new Map<string, { readonly name: string; readonly value: RawBuilder<unknown> }>()

  constructor(alias: string, pass: Pass) {
    this.alias = alias
    this.pass = pass
  }

  /** Asks for a measure over a span of days (all rows when undefined). Returns how its value reads outside of the scan. */
  ask(measure: Measure, span: Span | undefined, of: string | undefined): () => RawBuilder<unknown> {
    const wanted = { measure, span, of }
    this.wanted.push(wanted)
    return () => (this.countsByBits(wanted) ? this.countOfDays(wanted) : this.aggregate(wanted))
  }

  /** The select of the pass: the id and what was asked, one row for each of the set that has rows. */
  select(among: IdSet): RawBuilder<unknown> {
    const { about, relation } = this.pass
    const { id } = grounds[about]
    const columns = [...this.columns.values()].map(column => sql`, ${column.value} as ${sql.id(column.name)}`)
    const limits = [restriction(about, among, listed(about)), this.window(), this.texts()]
    const kept = limits.filter(limit => limit !== undefined)
    const where = kept.length > 0 ? sql` where ${sql.join(kept, sql` and `)}` : sql``
    return sql`select ${id}${sql.join(columns, sql``)} from ${relationNamed(relation)}${where} group by ${id}`
  }

  /** Whether the pass meets every row of a relation, once everything was asked. */
  meetsAllOf(relation: string): boolean {
    return this.pass.relation === relation && !this.window() && !this.texts()
  }

  private aggregate(wanted: Wanted): RawBuilder<unknown> {
    const { measure, span, of } = wanted
    const conditions = this.conditions(wanted, span)
    const take = (value: Aggregate) =>
      this.column(`${JSON.stringify(value)} ${span?.first} ${span?.last} ${of ?? ''}`, () =>
        aggregateOf(value, conditions, this.day()),
      )
    const value = take(measure.value)
    const counts = measure.value.take === 'rows' || measure.value.take === 'different'
    // Counting gives 0 where nothing is known; only rows make it a number.
    return counts && measure.empty === null ? sql`case when ${take({ take: 'rows' })} > 0 then ${value} end` : value
  }

  /**
   * Counting different days by setting a bit per day needs no sorting, so it can be hashed in one pass for all windows.
   * Only worth it while nothing else is counted once each: that sorts anyway, and in its order days cost nothing.
   */
  private countsByBits({ measure, span }: Wanted): boolean {
    if (!span || !countsDays(measure) || measure.empty !== 0) return false
    const sorts = this.wanted.some(other => other.measure.value.take === 'different' && !countsDays(other.measure))
    return !sorts && span.last < wordDays * mostWords
  }

  private countOfDays(wanted: Wanted): RawBuilder<unknown> {
    const span = wanted.span ?? { first: 0, last: 0 }
    const counts: RawBuilder<unknown>[] = []
    for (let word = Math.floor(span.first / wordDays); word * wordDays <= span.last; word++) {
      const start = word * wordDays
      const bits = this.column(`bits ${wanted.measure.on} ${word} ${wanted.of ?? ''}`, () => {
        const bit = sql`1::bigint << (${this.day()} - ${this.on(wanted)} - ${sql.lit(start)})`
        return sql`bit_or(${bit})${filter(this.conditions(wanted, { first: start, last: start + wordDays - 1 }))}`
      })
      const mask = bitsBetween(Math.max(span.first - start, 0), Math.min(span.last - start, wordDays - 1))
      counts.push(sql`coalesce(bit_count((${bits} & ${sql.lit(mask)}::bigint)::bit(64)), 0)`)
    }
    return sql`(${sql.join(counts, sql` + `)})`
  }

  /** Which rows count; only what the bounds of the whole pass do not already say. */
  private conditions(wanted: Wanted, span: Span | undefined): readonly RawBuilder<unknown>[] {
    const on = this.on(wanted)
    const limits: RawBuilder<unknown>[] = []
    if (span && span.last < this.widest()) limits.push(sql`${on} >= ${this.day(span.last)}`)
    if (span && span.first > 0) limits.push(sql`${on} <= ${this.day(span.first)}`)
    if (wanted.of !== undefined && wanted.measure.of) limits.push(sql`${columnNamed(wanted.measure.of)} = ${wanted.of}`)
    return limits
  }

  /** The widest window as a plain comparison with a known day, so that partitions out of it are not looked at. */
  private window(): RawBuilder<unknown> | undefined {
    const windowed = this.wanted.find(wanted => wanted.span)
    if (!windowed) return undefined
    return sql`${this.on(windowed)} >= ${this.day(this.widest())} and ${this.on(windowed)} <= ${this.day()}`
  }

  /** When everything asked is pinned to texts, other rows need not be read. */
  private texts(): RawBuilder<unknown> | undefined {
    const name = this.wanted[0]?.measure.of
    const texts = this.wanted.flatMap(({ of, measure }) => (of !== undefined && measure.of === name ? [of] : []))
    if (!name || texts.length < this.wanted.length) return undefined
    return sql`${columnNamed(name)} = any(${[...new Set(texts)]}::text[])`
  }

  private widest(): number {
    return Math.max(...this.wanted.map(wanted => wanted.span?.last ?? 0))
  }

  private on(wanted: Wanted): RawBuilder<unknown> {
    return wanted.measure.on ? columnNamed(wanted.measure.on) : sql`null`
  }

  /** The day so many days before today. */
  private day(back = 0): RawBuilder<unknown> {
    return sql`${Temporal.PlainDate.from(this.pass.today).subtract({ days: back }).toString()}::date`
  }

  /** The aggregate under this key, added on first use; how it reads outside. */
  private column(key: string, make: () => RawBuilder<unknown>): RawBuilder<unknown> {
    const known = this.columns.get(key) ?? { name: `v${this.columns.size}`, value: make() }
    this.columns.set(key, known)
    return sql.ref(`${this.alias}.${known.name}`)
  }
}

/** Whether it counts different days, of those it lies on. */
function countsDays({ value, on }: Measure): boolean {
  return on !== undefined && value.take === 'different' && value.column === on && value.above === undefined
}

/** A number with the bits from `first` to `last` set, as text. */
function bitsBetween(first: number, last: number): string {
  return String(((1n << BigInt(last - first + 1)) - 1n) << BigInt(first))
}
