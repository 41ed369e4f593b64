import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import type { TimeCursor } from './held-out.ts'

/** Somebody did something else than a play proposed: a trial of the play. */
export interface Trial {
  readonly taskId: number
  readonly enrollmentId: number
  readonly step: string
  readonly accountId: number
  readonly account: string
  readonly sample: boolean
  /** What the task said. */
  readonly title: string
  /** What was done instead, in the words of whoever did it. */
  readonly note: string | null
  readonly minutes: number | null
  readonly person: string | null
  readonly at: Date
}

/** What people did instead of what a play proposed, the latest first. `after.id` is a task's. */
export async function listTrials(
  db: Db,
  playId: number,
  { after, limit }: { readonly after?: TimeCursor | undefined; readonly limit: number },
): Promise<readonly Trial[]> {
  const { rows } = await sql<Trial>`
    select o.task_id as "taskId", e.id as "enrollmentId", split_part(o.source_id, '.', 2) as step,
           o.account_id as "accountId", coalesce(a.name, '') as account, o.sample, o.title, o.note, o.minutes,
           p.name as person, o.at
    from tasks.outcome_fact o
    join plays.enrollment e on e.id = case when o.source_id ~ '^[0-9]{1,15}[.]' then split_part(o.source_id, '.', 1)::bigint end
    left join customers.account_fact a on a.account_id = o.account_id
    left join identity.person p on p.id = o.staff_id
    where o.kind = 'something_else' and o.source = 'play' and e.play_id = ${playId}
      and ${after ? sql`(o.at, o.task_id) < (${after.at}::timestamptz, ${after.id}::bigint)` : sql`true`}
    order by o.at desc, o.task_id desc limit ${limit}`.execute(db)
  return rows
}
