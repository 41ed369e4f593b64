import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import type { Kind, Stage } from '../tables.ts'
import type { Json } from '../traits/trait.ts'
import { all, conditionsOf, type FilterFacts, idsOf, membersOf } from './conditions.ts'
import type { AccountFilter, AccountListQuery, Cursor } from './query.ts'
import {
  ahead,
  alone,
  amongChosen,
  cursorValue,
  everything,
  filtered,
  idOf,
  type ListFacts,
  orderOf,
  placeOf,
  type Stretch,
  sortColumnOf,
  stretchesOf,
} from './stretch.ts'
import { dividedConditions, outlook } from './walk.ts'

/** One account in a list. */
export interface AccountRow {
  readonly id: number
  readonly name: string
  readonly external_id: string | null
  readonly kind: Kind
  readonly stage: Stage
  readonly owner_id: string | null
  readonly plan: string | null
  /** Minor units; null when nobody said any. */
  readonly monthly_amount: number | null
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

/** The rows of one stretch: found along the order as far as that is quick (`outlook`), the others by the filter and sorted. */
async function readStretch(
  db: Db,
  query: AccountListQuery,
  facts: ListFacts,
  stretch: Stretch,
  limit: number,
): Promise<readonly AccountRow[]> {
  const { along, others } = dividedConditions(query, facts, stretch)
  const rows: AccountRow[] = []
  const read = async (from: RawBuilder<unknown>, where: readonly RawBuilder<boolean>[]) => {
    rows.push(...(await readRows(db, query, stretch, { from, where, limit: limit - rows.length })))
  }
  if (others.length === 0) {
    await read(everything(stretch), [...placeOf(stretch), ...along])
    return rows
  }
  const found = { filter: conditionsOf(query, facts), ids: idsOf(query, facts), members: membersOf(query, facts) }
  const { steps, chosen } = await outlook(db, found.ids, { query, others, facts, stretch, limit })
  let here = stretch
  for (const step of steps) {
    const place = [...placeOf(here), ...along]
    await read(ahead(here, place, step), others)
    if (rows.length === limit) return rows
    const from = await endOfStep(db, here, place, step)
    if (!from) return rows
    here = { ...here, from }
  }
  const left = limit - rows.length
  await read(chosen ? amongChosen(here, [...placeOf(here), ...along], chosen, left) : filtered(here, found, left), [])
  return rows
}

/** The last of so many rows of the order, where looking goes on; undefined when there are not so many. */
async function endOfStep(
  db: Db,
  stretch: Stretch,
  place: readonly RawBuilder<boolean>[],
  rows: number,
): Promise<Cursor | undefined> {
  const found = await sql<Cursor>`
    select ${cursorValue(stretch)} as value, ${idOf(stretch)} as id from ${alone(stretch)} where ${all(place)}
    order by ${orderOf(stretch)} offset ${rows - 1} limit 1`.execute(db)
  return found.rows[0]
}

interface Reading {
  readonly from: RawBuilder<unknown>
  readonly where: readonly RawBuilder<boolean>[]
  readonly limit: number
}

async function readRows(
  db: Db,
  { columns }: AccountListQuery,
  stretch: Stretch,
  { from, where, limit }: Reading,
): Promise<readonly AccountRow[]> {
  const { rows } = await sql<AccountRow>`
    select a.id, a.name, a.external_id, a.kind, a.stage, a.owner_id, a.plan, a.monthly_amount, a.currency, a.renews_on,
           a.customer_since, a.created_at, a.sample, ${shownTraits(columns)} as traits, ${cursorValue(stretch)} as sort_value
    from ${from} where ${all(where)}
    order by ${orderOf(stretch)} limit ${limit}`.execute(db)
  return rows
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
      ${idsOf(filter, facts)} limit ${most + 1}
    ) found`.execute(db)
  const count = rows[0]?.count ?? 0
  return { count: Math.min(count, most), more: count > most }
}
