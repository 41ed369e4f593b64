import { type RawBuilder, sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { restAfterContact } from './quiet.ts'
import type { Signal } from './signals.ts'

/** That somebody did something about an account and said so elsewhere than on Today: by closing a task. */
export interface Meeting {
  readonly accountId: number
  readonly taskId: number
  readonly at: Date
  /** What spoke for the account when Today heard of it; null when it hears of it now. */
  readonly signals: readonly Pick<Signal, 'key'>[] | null
}

/**
 * SQL: what people did lately by closing a task, `o` with its `task_id`, `account_id`, `at`, `kind`, `minutes`, `title`, `staff_id`.
 * Tasks that were not needed, or are open again, are none of it; nor are those answered on Today: there the answer stands.
 */
export function metLately(): RawBuilder<unknown> {
  const since = new Date(nowDate().getTime() - restAfterContact)
  return sql`
    (select * from tasks.outcome_fact f
     where f.at > ${since} and f.kind in ('done', 'something_else') and not exists (
       select from today.answer n where n.task_id = f.task_id and n.at = f.at and n.withdrawn_at is null)) o`
}

/** What people did lately about these accounts, the latest first. */
export async function meetingsOf(
  db: Db | Tx,
  accountIds: readonly number[],
): Promise<ReadonlyMap<number, readonly Meeting[]>> {
  const { rows } = await sql<Meeting>`
    select o.account_id as "accountId", o.task_id as "taskId", o.at, m.signals
    from ${metLately()} left join today.met m on m.task_id = o.task_id and m.at = o.at
    where o.account_id = any(${[...accountIds]}::bigint[])
    order by o.at desc, o.task_id desc`.execute(db)
  return Map.groupBy(rows, row => row.accountId)
}

/** Keeps what spoke for the accounts of these tasks as Today heard of it. A task that was closed anew counts anew. */
export async function keepMeetings(
  tx: Tx,
  heard: readonly { readonly taskId: number; readonly signals: readonly Signal[] }[],
): Promise<void> {
  if (heard.length === 0) return
  await sql`
    insert into today.met as known (task_id, account_id, at, signals)
    select o.task_id, o.account_id, o.at, new.signals::jsonb
    from unnest(
      ${heard.map(one => one.taskId)}::bigint[], ${heard.map(one => JSON.stringify(one.signals))}::text[]
    ) as new (task_id, signals)
    join ${metLately()} on o.task_id = new.task_id
    on conflict (task_id) do update
    set account_id = excluded.account_id, at = excluded.at, signals = excluded.signals`.execute(tx)
}

/** Forgets what lets nobody rest any more. */
export async function forgetMeetings(tx: Tx): Promise<void> {
  await sql`delete from today.met where at <= ${new Date(nowDate().getTime() - restAfterContact)}`.execute(tx)
}
