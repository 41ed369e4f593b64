import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import type { Field } from '../../../web/module.ts'
import type { Kind, Stage } from '../tables.ts'
import type { Json } from '../traits/trait.ts'
import { conditionsOf, type FilterFacts } from './conditions.ts'
import type { AccountFilter, AccountListQuery, Cursor, SortKey } from './query.ts'

/** One account in a list. */
export interface AccountRow {
  readonly id: number
  readonly name: string
  readonly external_id: string | null
  readonly kind: Kind
  readonly stage: Stage
  readonly owner_id: string | null
  readonly plan: string | null
  readonly monthly_amount: number
  readonly currency: string
  readonly renews_on: string | null
  readonly customer_since: string | null
  readonly created_at: Date
  readonly sample: boolean
  /** Only those that the list shows. */
  readonly traits: Readonly<Record<string, Json>>
  /** What it is sorted by, as a cursor has it. */
  readonly sort_value: string | null
}

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
  amount: { column: 'a.monthly_amount', type: 'bigint', nullable: false },
  renews: { column: 'a.renews_on', type: 'date', nullable: true },
  since: { column: 'a.customer_since', type: 'date', nullable: true },
  created: { column: 'a.created_at', type: 'timestamptz', nullable: false },
}

const fieldTypes = { number: 'float8', money: 'bigint', date: 'date' } as const

function sortColumnOf({ sort }: AccountListQuery, { sortField }: ListFacts): SortColumn {
  if (sortField?.key !== sort.key) return sortColumns[sort.key as SortKey] ?? sortColumns.name
  const { column, type, relation } = sortField
  return {
    column: `f.${column}`,
    type: fieldTypes[type as keyof typeof fieldTypes] ?? 'text',
    nullable: true,
    relation,
  }
}

/** Which part of a list: after a cursor, before one, or from the beginning. */
export interface Part {
  readonly after?: Cursor | undefined
  readonly before?: Cursor | undefined
  readonly limit: number
}

export interface ListPage {
  readonly rows: readonly AccountRow[]
  readonly hasNext: boolean
  readonly hasPrevious: boolean
}

/**
 * One page of the list, always in the same order: by the column, then by id; accounts without a value last, whichever
 * way it is sorted. Reads along an index, so that the thousandth page costs what the first does.
 */
export async function accountPage(
  db: Db,
  query: AccountListQuery,
  facts: ListFacts,
  { after, before, limit }: Part,
): Promise<ListPage> {
  const wanted = limit + 1
  const backwards = before !== undefined
  const rows: AccountRow[] = []
  const column = sortColumnOf(query, facts)
  for (const stretch of stretchesOf(query, column, before ?? after, backwards)) {
    if (rows.length < wanted) rows.push(...(await readStretch(db, query, facts, stretch, wanted - rows.length)))
  }
  const shown = rows.slice(0, limit)
  const more = rows.length > limit
  return backwards
    ? { rows: shown.reverse(), hasNext: true, hasPrevious: more }
    : { rows: shown, hasNext: more, hasPrevious: after !== undefined }
}

interface Stretch {
  readonly by: SortColumn
  readonly nulls: boolean
  readonly from: Cursor | undefined
  readonly descending: boolean
}

/** The accounts that have a value and those that have none are two stretches of the index, one after the other. */
function stretchesOf(
  { sort }: AccountListQuery,
  by: SortColumn,
  from: Cursor | undefined,
  backwards: boolean,
): Stretch[] {
  const descending = (sort.direction === 'descending') !== backwards
  const order = by.nullable ? (backwards ? [true, false] : [false, true]) : [false]
  const started = order.findIndex(nulls => from === undefined || nulls === (from.value === null))
  return order
    .slice(Math.max(started, 0))
    .map((nulls, place) => ({ by, nulls, descending, from: place === 0 ? from : undefined }))
}

async function readStretch(
  db: Db,
  query: AccountListQuery,
  facts: FilterFacts,
  { by, nulls, from, descending }: Stretch,
  limit: number,
): Promise<readonly AccountRow[]> {
  const { relation, type } = by
  const [ref, id] = [sql.ref(by.column), relation && !nulls ? sql`f.account_id` : sql`a.id`]
  const conditions = conditionsOf(query, facts)
  if (by.nullable) conditions.push(nulls ? without(by) : sql`${ref} is not null`)
  const beyond = descending ? sql`<` : sql`>`
  if (from && nulls) conditions.push(sql`${id} ${beyond} ${from.id}`)
  else if (from) conditions.push(sql`(${ref}, ${id}) ${beyond} (${cast(from.value, type)}, ${from.id})`)
  const direction = descending ? sql`desc` : sql`asc`
  const { rows } = await sql<AccountRow>`
    select a.id, a.name, a.external_id, a.kind, a.stage, a.owner_id, a.plan, a.monthly_amount, a.currency, a.renews_on,
           a.customer_since, a.created_at, a.sample, ${shownTraits(query.columns)} as traits,
           ${nulls ? sql`null` : type === 'float8' ? sql`${ref}::float8::text` : sql`${ref}::text`} as sort_value
    from customers.account a ${relation && !nulls ? sql`join ${sql.table(relation)} f on f.account_id = a.id` : sql``}
    where ${all(conditions)}
    order by ${nulls ? sql`` : sql`${ref} ${direction},`} ${id} ${direction}
    limit ${limit}`.execute(db)
  return rows
}

/** What has no value: a column that is empty, or no row of the relation with one. */
function without({ column, relation }: SortColumn): RawBuilder<boolean> {
  const ref = sql.ref(column)
  if (!relation) return sql`${ref} is null`
  return sql`not exists (select from ${sql.table(relation)} f where f.account_id = a.id and ${ref} is not null)`
}

/** A cursor comes from the address; what cannot be its type is no cursor. */
function cast(value: string | null, type: SortColumn['type']): RawBuilder<unknown> {
  if (type === 'text') return sql`${value}::text`
  if (type === 'bigint') return sql`${/^-?\d{1,15}$/.test(value ?? '') ? value : '0'}::bigint`
  if (type === 'float8') return sql`${/^-?\d{1,15}(\.\d{1,17})?(e-?\d{1,2})?$/.test(value ?? '') ? value : '0'}::float8`
  const isTime = /^\d{4}-\d{2}-\d{2}[\d :.+-]*$/.test(value ?? '') && !Number.isNaN(Date.parse(value ?? ''))
  return type === 'date'
    ? sql`${isTime ? value : '1900-01-01'}::date`
    : sql`${isTime ? value : '1900-01-01'}::timestamptz`
}

function shownTraits(columns: readonly string[]): RawBuilder<unknown> {
  const keys = columns.filter(column => column.startsWith('trait.')).map(column => column.slice('trait.'.length))
  if (keys.length === 0) return sql`'{}'::jsonb`
  return sql`(select coalesce(jsonb_object_agg(key, a.traits -> key), '{}') from unnest(${keys}::text[]) key where a.traits ? key)`
}

/** How many accounts the filter finds, counted up to `most`; then it is more than that. */
export async function countAccounts(
  db: Db,
  filter: AccountFilter,
  facts: FilterFacts,
  most: number,
): Promise<{ readonly count: number; readonly more: boolean }> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select from customers.account a where ${all(conditionsOf(filter, facts))} limit ${most + 1}
    ) found`.execute(db)
  const count = rows[0]?.count ?? 0
  return { count: Math.min(count, most), more: count > most }
}

function all(conditions: readonly RawBuilder<boolean>[]): RawBuilder<boolean> {
  return conditions.length === 0 ? sql`true` : sql`${sql.join([...conditions], sql` and `)}`
}
