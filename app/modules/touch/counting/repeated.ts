import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { boundsOf, type Month } from '../months.ts'

/** At so many accounts in a month the same task counts as repeated. */
export const fewestRepeated = 3

/**
 * Finds tasks that were done at several accounts in the month: by the step of the play that asked for them, else by their title.
 * What people did is told by `differently`: something else than was proposed.
 */
export async function countRepeated(tx: Tx, month: Month, timeZone: string): Promise<void> {
  const { from, to } = boundsOf(month, timeZone)
  await sql`delete from touch.repeated_account where month = ${month}`.execute(tx)
  await sql`
    with done as (
      select t.account_id, t.task_id, t.touched, t.minutes, t.estimated, t.outcome, e.play_id,
             case when e.play_id is not null then substr(t.source_id, strpos(t.source_id, '.') + 1) end as step,
             t.title, a.name
      from tasks.touch_fact t
      join customers.account_fact a on a.account_id = t.account_id
      left join plays.enrollment_fact e
        on t.source = 'play' and e.enrollment_id =
           case when t.source_id ~ '^[0-9]{1,18}[.]' then split_part(t.source_id, '.', 1)::bigint end
      where t.at >= ${from} and t.at < ${to}
    ),
    kinds as (
      select *, case when play_id is not null then 'play.' || play_id || '.' || step
                     else 'title.' || touch.title_kind(title, name) end as kind
      from done
    ),
    accounts as materialized (
      select kind, account_id, min(play_id) as play_id, min(step) as step, max(task_id) as task_id,
             (count(*) filter (where touched))::int as tasks,
             (count(*) filter (where outcome = 'something_else'))::int as differently,
             (coalesce(sum(minutes) filter (where not estimated), 0))::int as said,
             (coalesce(sum(minutes) filter (where estimated), 0))::int as estimated
      from kinds where kind is not null
      group by kind, account_id having bool_or(touched)
    )
    insert into touch.repeated_account (month, kind, account_id, play_id, step, task_id, tasks, differently, said, estimated)
    select ${month}::date, kind, account_id, play_id, step, task_id, tasks, differently, said, estimated
    from accounts
    where kind in (select kind from accounts group by kind having count(*) >= ${fewestRepeated})`.execute(tx)
  await addUpRepeated(tx, month)
}

/** Adds the accounts of each kind up, of one month or (null) of all. */
export async function addUpRepeated(tx: Tx, month: Month | null): Promise<void> {
  await sql`delete from touch.repeated where ${month}::date is null or month = ${month}::date`.execute(tx)
  await sql`
    insert into touch.repeated (month, kind, play_id, step, task_id, accounts, tasks, differently, said, estimated)
    select month, kind, min(play_id), min(step), max(task_id), count(*)::int, sum(tasks)::int, sum(differently)::int,
           sum(said)::int, sum(estimated)::int
    from touch.repeated_account where ${month}::date is null or month = ${month}::date
    group by month, kind having count(*) >= ${fewestRepeated}`.execute(tx)
}
