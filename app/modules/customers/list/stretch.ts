import { type RawBuilder, sql } from 'kysely'
import { readDay } from '../../../web/forms.ts'
import type { Field } from '../../../web/module.ts'
import { all, type FilterFacts } from './conditions.ts'
import type { AccountListQuery, Cursor, SortKey } from './query.ts'

/*
 * A list is one or two stretches of an order: the accounts that have a value, then those that have none. Their rows come from
 * `a`, the account, and `f`, what another module knows, if the list is sorted by that.
 */

/** What a list needs to know beside the query. */
export interface ListFacts extends FilterFacts {
  /** The field of another module that the list is sorted by, if it is. */
  readonly sortField?: Field | undefined
}

interface SortColumn {
  readonly column: string
  readonly type: 'text' | 'bigint' | 'date' | 'timestamptz' | 'float8'
  readonly nullable: boolean
  /** Relation `f` that holds it, for what is not the account's own. */
  readonly relation?: string
}

const sortColumns: Readonly<Record<SortKey, SortColumn>> = {
  name: { column: 'a.name', type: 'text', nullable: false },
  amount: { column: 'a.whole_amount', type: 'float8', nullable: true },
  renews: { column: 'a.renews_on', type: 'date', nullable: true },
  since: { column: 'a.customer_since', type: 'date', nullable: true },
  created: { column: 'a.created_at', type: 'timestamptz', nullable: false },
}

const fieldTypes = { number: 'float8', money: 'bigint', date: 'date' } as const

/** What the list is sorted by: a column of the account, or one that another module offers. */
export function sortColumnOf({ sort }: AccountListQuery, { sortField }: ListFacts): SortColumn {
  if (sortField?.key !== sort.key) return sortColumns[sort.key as SortKey] ?? sortColumns.name
  const { column, type, relation } = sortField
  return {
    column: `f.${column}`,
    type: fieldTypes[type as keyof typeof fieldTypes] ?? 'text',
    nullable: true,
    relation,
  }
}

/** A part of the order to be read from `from` on, in one direction. */
export interface Stretch {
  readonly by: SortColumn
  readonly nulls: boolean
  readonly from: Cursor | undefined
  readonly descending: boolean
}

/**
 * The accounts that have a value and those that have none are two stretches of the index, one after the other; the latter have
 * nothing to offer where the value itself is asked for.
 */
export function stretchesOf(
  { sort, fields }: AccountListQuery,
  by: SortColumn,
  from: Cursor | undefined,
  backwards: boolean,
): Stretch[] {
  const descending = (sort.direction === 'descending') !== backwards
  const known = fields.some(({ field }) => field.key === sort.key)
  const order = by.nullable && !known ? (backwards ? [true, false] : [false, true]) : [false]
  const started = order.findIndex(nulls => from === undefined || nulls === (from.value === null))
  return order
    .slice(Math.max(started, 0))
    .map((nulls, place) => ({ by, nulls, descending, from: place === 0 ? from : undefined }))
}

/** Where all rows come from. */
export function everything(stretch: Stretch): RawBuilder<unknown> {
  const relation = relationOf(stretch)
  return relation ? withAccount(relation) : sql`customers.account a`
}

/** Where the order alone comes from. */
export function alone(stretch: Stretch): RawBuilder<unknown> {
  const relation = relationOf(stretch)
  return relation ? sql`${relation} f` : sql`customers.account a`
}

/** The next so many rows of the order, to be filtered. */
export function ahead(stretch: Stretch, place: readonly RawBuilder<boolean>[], rows: number): RawBuilder<unknown> {
  const relation = relationOf(stretch)
  const first = sql`where ${all(place)} order by ${orderOf(stretch)} limit ${rows}`
  return relation
    ? withAccount(sql`(select f.* from ${relation} f ${first})`)
    : sql`(select a.* from customers.account a ${first}) a`
}

/**
 * The first rows of the order, read from its index alone, whose account is one of `chosen`. The planner keeps those in a hash
 * table and stops reading as soon as there are enough; the offsets keep it from looking up each row by itself.
 */
export function amongChosen(
  stretch: Stretch,
  place: readonly RawBuilder<boolean>[],
  chosen: RawBuilder<unknown>,
  limit: number,
): RawBuilder<unknown> {
  const value = stretch.nulls ? sql`` : sql`${sql.ref(stretch.by.column)} as value,`
  const ordered = sql`
    select ${value} ${idOf(stretch)} as id from ${alone(stretch)} where ${all(place)} order by ${orderOf(stretch)} offset 0`
  const direction = directionOf(stretch)
  const order = stretch.nulls ? sql`id ${direction}` : sql`value ${direction}, id ${direction}`
  const near = sql`
    (select id from (${ordered}) ordered where (id in (${chosen} offset 0)) is true order by ${order} limit ${limit}) near`
  const relation = relationOf(stretch)
  return relation
    ? withAccount(sql`(select f.* from ${near} join ${relation} f on f.account_id = near.id)`)
    : sql`${near} join customers.account a on a.id = near.id`
}

/** What a filter finds: as conditions on `a`, as a query of ids, and as the members of a segment if it is no more than that. */
export interface Found {
  readonly filter: readonly RawBuilder<boolean>[]
  readonly ids: RawBuilder<unknown>
  readonly members: RawBuilder<unknown> | undefined
}

/**
 * The rows that the filter finds, sorted. What is known by its id alone is looked up one by one: the planner does not look
 * through an offset, so that it neither begins at the other end nor reads what nobody asked for.
 */
export function filtered(stretch: Stretch, found: Found, limit: number): RawBuilder<unknown> {
  const place = sql`${all([...placeOf(stretch), ...unknownOf(stretch)])} order by ${orderOf(stretch)} limit ${limit}`
  const relation = relationOf(stretch)
  if (relation) {
    const known = sql`lateral (select f.* from ${relation} f where f.account_id = chosen.id offset 0) f`
    return withAccount(sql`(select f.* from (${found.ids} offset 0) chosen cross join ${known} where ${place})`)
  }
  const columns = stretch.by.relation ? sql`a.id` : sql`a.id, ${sql.ref(stretch.by.column)}`
  const few = (where: RawBuilder<boolean>) =>
    sql`(select ${columns} from customers.account a where ${where} offset 0) a`
  const rows = found.members
    ? sql`(${found.members} offset 0) chosen cross join lateral ${few(sql`a.id = chosen.id`)}`
    : few(all(found.filter))
  return sql`(select a.id from ${rows} where ${place}) near join customers.account a on a.id = near.id`
}

function withAccount(rows: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`${rows} f join customers.account a on a.id = f.account_id`
}

function relationOf({ by, nulls }: Stretch): RawBuilder<unknown> | undefined {
  return by.relation !== undefined && !nulls ? sql.table(by.relation) : undefined
}

/** The account that a row is about. */
export function idOf(stretch: Stretch): RawBuilder<unknown> {
  return relationOf(stretch) ? sql`f.account_id` : sql`a.id`
}

/** What rows are sorted by, as a cursor has it. */
export function cursorValue({ by, nulls }: Stretch): RawBuilder<unknown> {
  const ref = sql.ref(by.column)
  if (nulls) return sql`null`
  // A number that is stored as a shorter one is written in full, so that it comes back as the same.
  return by.type === 'float8' ? sql`${ref}::float8::text` : sql`${ref}::text`
}

/** What rows are sorted by, without `order by`. */
export function orderOf(stretch: Stretch): RawBuilder<unknown> {
  const direction = directionOf(stretch)
  const value = stretch.nulls ? sql`` : sql`${sql.ref(stretch.by.column)} ${direction},`
  return sql`${value} ${idOf(stretch)} ${direction}`
}

function directionOf({ descending }: Stretch): RawBuilder<unknown> {
  return descending ? sql`desc` : sql`asc`
}

/** Which part of the order: with a value or without, and beyond where the page before ended. */
export function placeOf(stretch: Stretch): RawBuilder<boolean>[] {
  const { by, nulls, from, descending } = stretch
  const [ref, id, beyond] = [sql.ref(by.column), idOf(stretch), descending ? sql`<` : sql`>`]
  const found: RawBuilder<boolean>[] = []
  if (by.nullable && !nulls) found.push(sql`${ref} is not null`)
  else if (nulls && !by.relation) found.push(sql`${ref} is null`)
  if (from && nulls) found.push(sql`${id} ${beyond} ${from.id}`)
  else if (from) found.push(sql`(${ref}, ${id}) ${beyond} (${cast(from.value, by.type)}, ${from.id})`)
  return found
}

/** That the relation says nothing of an account: no index knows, each has to be looked up, which an offset makes sure of. */
export function unknownOf({ by: { column, relation }, nulls }: Stretch): RawBuilder<boolean>[] {
  if (!relation || !nulls) return []
  const known = sql`select from ${sql.table(relation)} f where f.account_id = a.id and ${sql.ref(column)} is not null`
  return [sql`not exists (${known} offset 0)`]
}

/** A cursor comes from the address; what cannot be its type is no cursor. */
function cast(value: string | null, type: SortColumn['type']): RawBuilder<unknown> {
  if (type === 'text') return sql`${value}::text`
  if (type === 'bigint') return sql`${/^-?\d{1,15}$/.test(value ?? '') ? value : '0'}::bigint`
  if (type === 'float8')
    return sql`${/^-?\d{1,15}(\.\d{1,30})?(e[-+]?\d{1,2})?$/.test(value ?? '') ? value : '0'}::float8`
  return type === 'date'
    ? sql`${(readDay(value ?? '') ?? earliest).toString()}::date`
    : sql`${momentIn(value ?? '').toString()}::timestamptz`
}

const earliest = Temporal.PlainDate.from('1900-01-01')

/** A moment as the database writes it, to the microsecond. */
function momentIn(text: string): Temporal.Instant {
  try {
    if (/^(19|[2-9]\d)\d\d-\d\d-\d\d [\d:]{8}(\.\d{1,6})?[+-][\d:]{2,5}$/.test(text)) return Temporal.Instant.from(text)
  } catch {
    // What no clock shows is no moment either.
  }
  return earliest.toZonedDateTime('UTC').toInstant()
}
