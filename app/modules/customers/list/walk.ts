import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import { conditionsOf, type FilterFacts } from './conditions.ts'
import { liesWithin } from './fields.ts'
import { type AccountFilter, type AccountListQuery, nobody, noFilter } from './query.ts'
import { type Stretch, unknownOf } from './stretch.ts'

/*
 * The planner takes conditions for independent of each other and of the order. With words that many names begin with, or trials
 * by the day they began, it would begin at the wrong end and read everything. So where no index is in the order of what is
 * asked for, a list looks along its order, for a bounded while, if that is expected to be shorter than to look at everything
 * that the filter finds; else, or when that was not enough, it sorts what the filter finds. Before it does so with much, it
 * looks much farther ahead.
 */

/** The conditions of a list in two parts: those within which an index is in the order of the stretch, and the others. */
export function dividedConditions(
  query: AccountListQuery,
  facts: FilterFacts,
  stretch: Stretch,
): { readonly along: readonly RawBuilder<boolean>[]; readonly others: readonly RawBuilder<boolean>[] } {
  const part = stretch.nulls ? {} : indexedPart(query)
  const rest = Object.fromEntries(Object.keys(part).map(key => [key, noFilter[key as keyof AccountFilter]]))
  const ranges = query.fields.filter(({ field }) => field.key === query.sort.key)
  const fields = query.fields.filter(one => !ranges.includes(one))
  return {
    along: [
      ...conditionsOf({ ...noFilter, ...part }, { ...facts, words: [] }),
      // Of what the list is sorted by, a range is a piece of the order.
      ...ranges.map(range => liesWithin(range, stretch.by.column, facts.timeZone)),
    ],
    others: [...unknownOf(stretch), ...conditionsOf({ ...query, ...rest, fields }, facts)],
  }
}

function indexedPart({ sort, owner, stages, currency }: AccountListQuery): Partial<AccountFilter> {
  if (sort.key === 'name') return owner && owner !== nobody ? { owner } : {}
  if (currency && sort.key === 'amount') return { currency }
  return stages.length === 1 && (sort.key === 'amount' || sort.key === 'renews') ? { stages } : {}
}

/** How many rows ahead a list looks at most, and from how many accounts on that is preferred to looking at them all. */
const farthest = 20_000
const many = 15_000
/** So many rows of the accounts themselves are looked at in one statement; of more the planner would rather sort all. */
const atOnce = 4000

interface Outset {
  readonly facts: FilterFacts
  readonly stretch: Stretch
  /** How many rows are wanted. */
  readonly limit: number
}

/** How many rows ahead a list looks before the filter is asked, one step after the other. */
export async function outlook(
  db: Db,
  ids: RawBuilder<unknown>,
  { facts, stretch, limit }: Outset,
): Promise<readonly number[]> {
  const { found, all } = await expectedCounts(db, ids)
  const usual = (limit * all) / Math.max(found, 1)
  if (usual > found) return []
  const near = Math.ceil(Math.min(Math.max(3 * usual, 20 * limit), farthest))
  // Names with the same words stand together: where there are none for a while, there are none for long.
  if (found <= many || facts.words.length > 0) return [near]
  const most = stretch.by.relation && !stretch.nulls ? farthest : atOnce
  const steps = [near]
  for (let left = farthest - near; left > 0; left -= steps.at(-1) ?? left) {
    steps.push(Math.min(4 * (steps.at(-1) ?? near), Math.max(most, near), left))
  }
  return steps
}

/** How many accounts the planner thinks that these ids are, and that there are. */
async function expectedCounts(db: Db, ids: RawBuilder<unknown>): Promise<{ found: number; all: number }> {
  const { rows } = await sql<{ 'QUERY PLAN': readonly { Plan: { Plans: readonly { 'Plan Rows': number }[] } }[] }>`
    explain (format json) select id from customers.account union all (${ids})`.execute(db)
  const [all, found] = rows[0]?.['QUERY PLAN'][0]?.Plan.Plans ?? []
  return { found: found?.['Plan Rows'] ?? 0, all: all?.['Plan Rows'] ?? 0 }
}
