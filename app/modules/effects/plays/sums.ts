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
      select account_id, entered_at, despite, version_number, case when level = 'company' then 'company' else arm end as arm
      from plays.arm_fact where play_id = ${playId} and ${onDay('entered_at', day, timeZone)}
    ), ${seenFrom(sql`entered`, { after, before })},  memberships as (
      select distinct on (l.segment_id, l.account_id) l.segment_id, l.account_id, l.kind
      from segments.membership_log_fact l join entered e on e.account_id = l.account_id and l.at <= e.entered_at
      order by l.segment_id, l.account_id, l.at desc, l.id desc
    ), grouped as (
      select null::bigint as segment_id, seen.* from seen
      union all
      select m.segment_id, seen.* from seen join memberships m on m.account_id = seen.account_id and m.kind = 'entered'
    )
    insert into effects.play_sum (play_id, segment_id, arm, version_number, day, missing, despite, n, y, yy, x, xx, xy)
    select ${playId}, segment_id, arm, version_number, ${day}::date, count(*) - count(y), count(*) filter (where despite),
           ${summed}
    from grouped group by segment_id, arm, version_number
    on conflict do nothing`.execute(tx)
}

/** Adds up the accounts that were drawn into a path of a random split on a day. Wherever they were drawn into, they stay there. */
export async function sumPaths(
  tx: Tx,
  { playId, day, timeZone }: { readonly playId: number; readonly day: string; readonly timeZone: string },
  observation: Observation,
): Promise<void> {
  await sql`
    with drawn as materialized (
      select step, path, account_id, version_number from plays.path_fact
      where play_id = ${playId} and ${onDay('taken_at', day, timeZone)}
    ), ${seenFrom(sql`drawn`, observation)}
    insert into effects.path_sum (play_id, step, path, version_number, day, missing, n, y, yy, x, xx, xy)
    select ${playId}, step, path, version_number, ${day}::date, count(*) - count(y), ${summed}
    from seen group by step, path, version_number
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

/** Of a column of times: on the day of the company. */
export function onDay(column: 'entered_at' | 'taken_at', day: string, timeZone: string): RawBuilder<unknown> {
  const at = sql.ref(column)
  return sql`${at} >= ${startOfDay(day, timeZone)} and ${at} < ${endOfDay(day, timeZone)}`
}
