import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import { conditionsOf, type FilterFacts, segmentMembers } from './conditions.ts'
import { liesWithin } from './fields.ts'
import { type AccountFilter, type AccountListQuery, nobody, noFilter } from './query.ts'
import { type Stretch, unknownOf } from './stretch.ts'

/*
 * The planner takes conditions for independent of each other and of the order. With words that many names begin with, or trials
 * by the day they began, it would begin at the wrong end and read everything. So where no index is in the order of what is
 * asked for, a list looks along its order, for a bounded while, if that is expected to be shorter than to look at everything
 * that the filter finds; else, or when that was not enough, it sorts what the filter finds. Before it does so with much, it
 * looks much farther ahead.
 *
 * Where the filter finds much, nothing has to be sorted: which accounts it finds fits into memory, and the index of the order
 * alone tells whose turn it is.
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

/** From one account in so many on, the order read to its end costs less than to look up each that is found. */
const largePart = 16
/** The same where what is found has to be looked for among the accounts first. */
const largerPart = 4
/** To look up whether an account is a member takes as long as to put so many members into a hash table. */
const lookedUp = 5
/** Bytes that the planner reckons with for a number in a hash table. */
const hashedNumber = 32

interface Outset {
  readonly query: AccountListQuery
  /** What is not said by a piece of the order, as `dividedConditions` has it. */
  readonly others: readonly RawBuilder<boolean>[]
  readonly facts: FilterFacts
  readonly stretch: Stretch
  /** How many rows are wanted. */
  readonly limit: number
}

/** How a list is looked through. */
export interface Outlook {
  /** How many rows ahead it looks before the filter is asked, one step after the other. */
  readonly steps: readonly number[]
  /** The accounts that are looked for then, if that is all there is to look at, and they can be kept in a hash table. */
  readonly chosen?: RawBuilder<unknown> | undefined
}

/** Decides by what the planner expects how a list is looked through. */
export async function outlook(db: Db, ids: RawBuilder<unknown>, outset: Outset): Promise<Outlook> {
  const { facts, stretch, limit } = outset
  const members = soleSegment(outset)
  const candidates = members ?? ids
  const accounts = sql`select id from customers.account`
  const [all = 0, found = 0, size = 0] = await expectedCounts(db, [accounts, ids, candidates])
  const usual = (limit * all) / Math.max(found, 1)
  if (usual > found) return { steps: [] }
  const near = Math.ceil(Math.min(Math.max(3 * usual, 20 * limit), farthest))
  // Of the accounts' own orders what the filter finds is known together with its place; only members are found without it.
  const worthwhile = members ? found > all / largePart : placedElsewhere(stretch) && found > all / largerPart
  const chosen = worthwhile && (await fitIntoMemory(db, size)) ? candidates : undefined
  // Names with the same words stand together: where there are none for a while, there are none for long.
  if (found <= many || facts.words.length > 0) return { steps: [near], chosen }
  const end = chosen && members ? Math.min(size / lookedUp, farthest) : farthest
  return { steps: stepsTo(end, near, placedElsewhere(stretch) ? farthest : atOnce), chosen }
}

/** Each four times as far as the one before, and at most `most` unless the first is farther. */
function stepsTo(end: number, first: number, most: number): readonly number[] {
  const steps = [first]
  for (let left = end - first; left > 0; left -= steps.at(-1) ?? left) {
    steps.push(Math.ceil(Math.min(4 * (steps.at(-1) ?? first), Math.max(most, first), left)))
  }
  return steps
}

/** Whether the order is that of another module's relation. */
function placedElsewhere({ by, nulls }: Stretch): boolean {
  return by.relation !== undefined && !nulls
}

/** The members of the segment, if beside a piece of the order nothing else is asked for. */
function soleSegment({ query, others, facts }: Outset): RawBuilder<unknown> | undefined {
  return others.length === 1 ? segmentMembers(query, facts) : undefined
}

/** Whether the planner would keep so many numbers in a hash table. */
async function fitIntoMemory(db: Db, numbers: number): Promise<boolean> {
  const { rows } = await sql<{ bytes: number }>`
    select pg_size_bytes(current_setting('work_mem')) * current_setting('hash_mem_multiplier')::float8 as bytes`.execute(
    db,
  )
  return numbers * hashedNumber < (rows[0]?.bytes ?? 0)
}

/** How many rows the planner thinks that each of these queries has. */
async function expectedCounts(db: Db, queries: readonly RawBuilder<unknown>[]): Promise<readonly number[]> {
  const parts = queries.map(query => sql`(${query})`)
  const { rows } = await sql<{ 'QUERY PLAN': readonly { Plan: { Plans: readonly { 'Plan Rows': number }[] } }[] }>`
    explain (format json) ${sql.join(parts, sql` union all `)}`.execute(db)
  return rows[0]?.['QUERY PLAN'][0]?.Plan.Plans?.map(plan => plan['Plan Rows']) ?? []
}
