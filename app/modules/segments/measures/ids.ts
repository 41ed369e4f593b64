import { type RawBuilder, sql } from 'kysely'
import { type About, grounds } from '../about.ts'
import { relationNamed } from './identifiers.ts'

/** Which accounts (or contacts): all, these ids, or an SQL select of one column, that of the id. */
export type IdSet = 'all' | readonly number[] | RawBuilder<unknown>

/** Beyond this many ids a join is cheaper than looking each up. */
const few = 2000

/** SQL select of the ids of those of the set that exist; one column. */
export function existing(about: About, set: IdSet): RawBuilder<unknown> {
  const { id, facts } = grounds[about]
  return sql`select ${id} from ${relationNamed(facts)}${whereWithin(about, set)}`
}

/** The `where` that keeps a select to the set; nothing for all. */
export function whereWithin(about: About, set: IdSet): RawBuilder<unknown> {
  const limit = restriction(about, set, sql`select unnest(${set}::bigint[])`)
  return limit ? sql` where ${limit}` : sql``
}

/**
 * SQL predicate that keeps a relation to the set, undefined for all. Few ids are looked up one by one; many are joined with
 * `listed`, a select of the same ids.
 */
export function restriction(about: About, set: IdSet, listed: RawBuilder<unknown>): RawBuilder<unknown> | undefined {
  const { id } = grounds[about]
  if (set === 'all') return undefined
  const limit =
    isList(set) && set.length <= few ? sql`= any(${set}::bigint[])` : sql`in (${isList(set) ? listed : set})`
  // What people did is indexed for known ones only, and the planner does not see by itself that these are.
  return about === 'contact' ? sql`${id} ${limit} and ${id} > 0` : sql`${id} ${limit}`
}

function isList(set: Exclude<IdSet, 'all'>): set is readonly number[] {
  return Array.isArray(set)
}

/** The ids of `with measured as (${existing(…)})`, for relations joined to it. */
export function listed(about: About): RawBuilder<unknown> {
  return sql`select ${grounds[about].id} from measured`
}
