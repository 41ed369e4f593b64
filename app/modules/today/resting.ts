import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { metLately } from './judging/meetings.ts'
import { type AnswerKind, restAfterContact } from './judging/quiet.ts'
import type { ListOf } from './list/pool.ts'

/** A task whose closing, elsewhere than on Today, lets its account rest. */
interface ClosedTask {
  readonly title: string
  readonly taskKind: 'done' | 'something_else'
}

/** That an account would be on Today but rests, until when, and by which answer or task. */
export type Rest = { readonly until: Date } & (
  | ({ readonly by: 'task' } & ClosedTask)
  | { readonly by: 'answer'; readonly kind: AnswerKind }
)

interface RestRow extends ClosedTask {
  readonly until: Date
  readonly taskId: number | null
  readonly kind: AnswerKind | null
}

/** SQL: until when such a task would let its account rest. */
const restsBy = sql`date_trunc('milliseconds', o.at) + make_interval(secs => ${restAfterContact / 1000})`

/** Why an account with signals is not on Today; undefined when it does not rest. */
export async function restOf(db: Db, accountId: number): Promise<Rest | undefined> {
  const { rows } = await sql<RestRow>`
    select c.quiet_until as until, met.task_id as "taskId", met.title, met.kind as "taskKind", said.kind
    from today.candidate c
    left join lateral (
      select o.* from ${metLately()} where o.account_id = c.account_id and ${restsBy} = c.quiet_until
      order by o.task_id desc limit 1
    ) met on true
    left join lateral (
      select n.kind from today.answer n where n.account_id = c.account_id and n.withdrawn_at is null
      order by n.at desc, n.id desc limit 1
    ) said on true
    where c.account_id = ${accountId} and c.strongest is not null and c.quiet_until > ${nowDate()}`.execute(db)
  const [row] = rows
  if (!row) return undefined
  const { until, taskId, title, taskKind, kind } = row
  if (taskId !== null) return { until, by: 'task', title, taskKind }
  return kind === null ? undefined : { until, by: 'answer', kind }
}

/** An account that is off a list since a task about it was closed elsewhere. */
export interface RestingByTask extends ClosedTask {
  readonly accountId: number
  readonly account: string
  readonly taskId: number
  readonly minutes: number | null
  readonly at: Date
  readonly until: Date
  readonly staffId: string | null
  readonly staff: string | null
}

/** Those of a list since its day began, whoever closed the task, the latest first. */
export async function restingByTask(db: Db, list: ListOf): Promise<readonly RestingByTask[]> {
  const unowned = list.withUnowned || list.staffId === null
  const { rows } = await sql<RestingByTask>`
    select c.account_id as "accountId", a.name as account, o.task_id as "taskId", o.title, o.kind as "taskKind", o.minutes, o.at,
           c.quiet_until as until, o.staff_id as "staffId", p.name as staff
    from ${metLately()}
    join today.candidate c on c.account_id = o.account_id and c.quiet_until = ${restsBy}
    join customers.account_fact a on a.account_id = c.account_id
    left join identity.person p on p.id = o.staff_id
    where o.at >= ${list.dayBegins} and c.strongest is not null
      and (c.owner_id = ${list.staffId} or (c.owner_id is null and ${unowned}::boolean))
    order by o.at desc, o.task_id desc limit 100`.execute(db)
  return rows
}
