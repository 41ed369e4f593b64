import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

/** One thing that was done. */
export interface Entry {
  readonly id: number
  readonly at: Date
  readonly actor_kind: 'staff' | 'system' | 'key' | 'command'
  readonly actor_id: string | null
  readonly name: string
  readonly account_id: number | null
  readonly contact_id: number | null
  readonly subject_id: string | null
  readonly data: Record<string, unknown>
  readonly ip: string | null
  readonly sample: boolean
}

/** What one module recorded about accounts, newest first, strictly before `before`. */
export async function accountEntries(
  db: Db,
  accountIds: readonly number[],
  range: { readonly module: string; readonly before: Date; readonly limit: number },
): Promise<readonly Entry[]> {
  return db
    .selectFrom('activity.entry')
    .selectAll()
    .where('account_id', 'in', accountIds)
    .where('name', 'like', `${range.module}.%`)
    .where('at', '<', range.before)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(range.limit)
    .execute()
}

/** What one module recorded about contacts, once where it is the same: what, at which account, with which values. */
export async function contactDeeds(
  db: Db | Tx,
  contactIds: readonly number[],
  module: string,
): Promise<readonly Pick<Entry, 'name' | 'account_id' | 'data'>[]> {
  const { rows } = await sql<Pick<Entry, 'name' | 'account_id' | 'data'>>`
    select distinct name, account_id, data from activity.entry
    where contact_id = any(${contactIds}::bigint[]) and name like ${`${module}.%`}`.execute(db)
  return rows
}

/** The latest of one kind of deed about an account, at most `limit`. */
export async function latestDeeds(
  db: Db,
  accountId: number,
  { name, limit }: { readonly name: string; readonly limit: number },
): Promise<readonly Entry[]> {
  return db
    .selectFrom('activity.entry')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('name', '=', name)
    .orderBy('at', 'desc')
    .limit(limit)
    .execute()
}

/** The latest deeds of these kinds about one subject, such as a play, at most `limit`. */
export async function subjectDeeds(
  db: Db,
  subjectId: string,
  { names, limit }: { readonly names: readonly string[]; readonly limit: number },
): Promise<readonly Entry[]> {
  return db
    .selectFrom('activity.entry')
    .selectAll()
    .where('name', 'in', names)
    .where('subject_id', '=', subjectId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

interface EntryFilter {
  readonly actorId?: string
  readonly name?: string
  /** The highest id that is meant: nothing that is written down later. */
  readonly upTo?: number
}

/**
 * Everything that was done, newest first by when it was done (history may have come in later), for the audit log: by one
 * actor, of one kind; `before` is the id of the last one already seen.
 */
export async function recentEntries(
  db: Db,
  filter: EntryFilter & { readonly before?: number; readonly limit: number },
): Promise<readonly Entry[]> {
  let query = db
    .selectFrom('activity.entry')
    .selectAll()
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit)
  if (filter.actorId) query = query.where('actor_id', '=', filter.actorId)
  if (filter.name) query = query.where('name', '=', filter.name)
  if (filter.upTo !== undefined) query = query.where('id', '<=', filter.upTo)
  if (filter.before) {
    const last = (columns: ReturnType<typeof sql>) =>
      sql`(select ${columns} from activity.entry where id = ${filter.before})`
    // The first part alone says no more, but it finds its way along the index.
    query = query.where(sql<boolean>`at <= ${last(sql`at`)} and (at, id) < ${last(sql`at, id`)}`)
  }
  return query.execute()
}

/** How many entries there are by one actor, of one kind, and the highest id of these. */
export async function countEntries(
  db: Db,
  filter: EntryFilter,
): Promise<{ readonly count: number; readonly upTo: number }> {
  let query = db.selectFrom('activity.entry')
  if (filter.actorId) query = query.where('actor_id', '=', filter.actorId)
  if (filter.name) query = query.where('name', '=', filter.name)
  const { count, last } = await query
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('id').as('last')])
    .executeTakeFirstOrThrow()
  return { count, upTo: last ?? 0 }
}

/** Every kind of deed there is on record, by name. Hops from name to name in the index, so it is quick however long the record is. */
export async function entryNames(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    with recursive hop as (
      (select name from activity.entry order by name limit 1)
      union all
      select (select name from activity.entry where name > hop.name order by name limit 1) from hop where hop.name is not null
    )
    select name from hop where name is not null`.execute(db)
  return rows.map(({ name }) => name)
}
