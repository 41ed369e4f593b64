import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Surroundings } from '../conditions/facts.ts'

/** How many accounts are evaluated in one transaction: few enough that news about an account do not wait long behind them. */
export const batchSize = 1000

/** Counts the members of these segments (of all, when none are given) and remembers the number under the day. */
export async function countMembers(tx: Tx, { today }: Surroundings, segmentIds?: readonly number[]): Promise<void> {
  const only = segmentIds ? sql`where e.segment_id = any(${segmentIds}::bigint[])` : sql``
  await sql`
    with counted as (
      update segments.evaluation e
      set members = (select count(*) from segments.membership m where m.segment_id = e.segment_id) ${only}
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
        accounts_done = e.accounts_total
    from unnest(${definitions.map(({ id }) => id)}::bigint[],
                ${definitions.map(({ conditionVersion }) => conditionVersion)}::int[]) as done (segment_id, condition_version)
    where e.segment_id = done.segment_id`.execute(tx)
}
