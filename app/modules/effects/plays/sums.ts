import { type RawBuilder, sql } from 'kysely'
import { endOfDay, startOfDay } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Observation } from './outcome.ts'

/** Sums of what was seen after entry (value y) and before it (x) of the accounts of a relation `seen` with those columns. */
export const summed = sql`
  count(y) as n, coalesce(sum(y), 0) as y, coalesce(sum(y * y), 0) as yy,
  coalesce(sum(x) filter (where y is not null), 0) as x, coalesce(sum(x * x) filter (where y is not null), 0) as xx,
  coalesce(sum(x * y), 0) as xy`

/**
 * Adds up the accounts that entered a play on a day: of all of them, and per segment in which they were when they entered. Who was
 * treated by hand in spite of being held out stays in the arm (intention to treat).
 */
export async function sumEntries(
  tx: Tx,
  { playId, day, timeZone }: { readonly playId: number; readonly day: string; readonly timeZone: string },
  { after, before }: Observation,
): Promise<void> {
  await sql`
    with entered as materialized (
      select account_id, entered_at, despite, case when level = 'company' then 'company' else arm end as arm
      from plays.arm_fact where play_id = ${playId} and ${enteredOn(day, timeZone)}
    ), ${seenFrom(sql`entered`, { after, before })},  memberships as (
      select distinct on (l.segment_id, l.account_id) l.segment_id, l.account_id, l.kind
      from segments.membership_log_fact l join entered e on e.account_id = l.account_id and l.at <= e.entered_at
      order by l.segment_id, l.account_id, l.at desc, l.id desc
    ), grouped as (
      select null::bigint as segment_id, seen.* from seen
      union all
      select m.segment_id, seen.* from seen join memberships m on m.account_id = seen.account_id and m.kind = 'entered'
    )
    insert into effects.play_sum (play_id, segment_id, arm, day, missing, despite, n, y, yy, x, xx, xy)
    select ${playId}, segment_id, arm, ${day}::date, count(*) - count(y), count(*) filter (where despite), ${summed}
    from grouped group by segment_id, arm
    on conflict do nothing`.execute(tx)
}

/** The common table `seen`: what was seen of the accounts of a relation after entry (y) and before (x). */
export function seenFrom(entered: RawBuilder<unknown>, { after, before }: Observation): RawBuilder<unknown> {
  return sql`
    after_entry as materialized (${after}),
    before_entry as materialized (${before ?? sql`select null::bigint as account_id, null::float8 as value`}),
    seen as materialized (
      select e.*, a.value as y, ${beforeColumn(before)} as x
      from ${entered} e
      left join after_entry a on a.account_id = e.account_id
      left join before_entry b on b.account_id = e.account_id
    )`
}

/** What is not known of the time before is taken to be as of all: it changes no difference (the arms were drawn later). */
function beforeColumn(before: RawBuilder<unknown> | null): RawBuilder<unknown> {
  return before ? sql`coalesce(b.value, avg(b.value) over (), 0)` : sql`0::float8`
}

/** Of arms: entered on the day of the company. */
export function enteredOn(day: string, timeZone: string): RawBuilder<unknown> {
  return sql`entered_at >= ${startOfDay(day, timeZone)} and entered_at < ${endOfDay(day, timeZone)}`
}
