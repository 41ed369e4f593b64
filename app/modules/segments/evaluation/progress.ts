import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { accountIdsAfter, contactIdsAfter } from '../../customers/index.ts'
import { type About, abouts, grounds } from '../about.ts'
import type { Surroundings } from '../conditions/facts.ts'
import { relationNamed } from '../measures/identifiers.ts'
import type { Definition } from './definitions.ts'
import type { Some } from './evaluate.ts'

/** How many are evaluated in one transaction: few enough that news about an account do not wait long behind them. */
export const batchSize = 1000

/** How far a round through all accounts, then all contacts is. */
export interface Place {
  readonly about: About
  readonly lastId: number
}

const idsAfter = { account: accountIdsAfter, contact: contactIdsAfter } as const

export const beginning: Place = { about: 'account', lastId: 0 }

/** The next after `place` of those whom any of the segments gathers, in order of id; undefined when the round is through. */
export async function nextBatch(
  tx: Tx,
  place: Place,
  definitions: readonly Pick<Definition, 'about'>[],
): Promise<(Some & Place) | undefined> {
  for (const about of abouts.slice(abouts.indexOf(place.about))) {
    if (!definitions.some(definition => definition.about === about)) continue
    const ids = await idsAfter[about](tx, about === place.about ? place.lastId : 0, batchSize)
    const lastId = ids.at(-1)
    if (lastId !== undefined) return { about, ids, lastId }
  }
  return undefined
}

/** How many a round through those whom any of the segments gathers looks at. */
export async function countAll(tx: Tx, definitions: readonly Pick<Definition, 'about'>[]): Promise<number> {
  let total = 0
  for (const about of new Set(definitions.map(definition => definition.about))) total += await countOf(tx, about)
  return total
}

/** How many accounts, or contacts, there are. */
export async function countOf(db: Db | Tx, about: About): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${relationNamed(grounds[about].facts)}`.execute(db)
  return rows[0]?.count ?? 0
}

/** Counts the members of these segments (of all, when none are given) and remembers the number under the day. */
export async function countMembers(tx: Tx, { today }: Surroundings, segmentIds?: readonly number[]): Promise<void> {
  const only = segmentIds ? sql`where e.segment_id = any(${segmentIds}::bigint[])` : sql``
  await sql`
    with counted as (
      update segments.evaluation e
      set members = (select count(*) from segments.membership m where m.segment_id = e.segment_id)
        + (select count(*) from segments.contact_membership m where m.segment_id = e.segment_id) ${only}
      returning e.segment_id, e.members
    )
    insert into segments.count_day (segment_id, day, members) select segment_id, ${today}::date, members from counted
    on conflict (segment_id, day) do update set members = excluded.members`.execute(tx)
}

/** Remembers the present numbers as those of a day that has ended. */
export async function closeDay(tx: Tx, day: string): Promise<void> {
  await sql`
    insert into segments.count_day (segment_id, day, members)
    select segment_id, ${day}::date, members from segments.evaluation
    on conflict (segment_id, day) do update set members = excluded.members`.execute(tx)
}

/** Says that these segments are computed with their present condition. */
export async function finish(
  tx: Tx,
  definitions: readonly { readonly id: number; readonly conditionVersion: number }[],
) {
  await sql`
    update segments.evaluation e
    set status = 'done', condition_version = done.condition_version, finished_at = ${nowDate()},
        done = e.total
    from unnest(${definitions.map(({ id }) => id)}::bigint[],
                ${definitions.map(({ conditionVersion }) => conditionVersion)}::int[]) as done (segment_id, condition_version)
    where e.segment_id = done.segment_id`.execute(tx)
}
