import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { Conflict, NotFound } from '../../../platform/errors.ts'
import { record, type StaffActor } from '../../activity/index.ts'

/** So many days after a task was closed the minutes of who worked on it can still be put right. */
const openDays = 31

/** Whether the minutes of a task can be said: they stay as they are once it is closed for longer than 31 days. */
export function takesMinutes(closedAt: Date | null): boolean {
  return closedAt === null || nowDate().getTime() - closedAt.getTime() <= openDays * 86_400_000
}

/**
 * Says how many minutes one put into a task so far; null for nothing said. For those who work on it, or did, and the person it is
 * of. While it is open, what is more than before counts now. When it is closed this puts right what was said (of who closed it:
 * with that), counts when that was, and is recorded. Throws NotFound for anybody else, Conflict when it is too late.
 */
export async function recordMinutes(tx: Tx, actor: StaffActor, taskId: number, minutes: number | null): Promise<void> {
  const task = await lockWorkedOn(tx, actor, taskId)
  if (!task) throw new NotFound('collaboration')
  if (!takesMinutes(task.closed_at)) throw new Conflict('tasks:people.minutesLate')
  const before = task.closing_id === null ? await spentBy(tx, actor.id, taskId) : task.closing_minutes
  if (before === minutes && !task.closing_estimated) return
  if (task.closing_id !== null)
    await tx.updateTable('tasks.outcome').set({ minutes, estimated: false }).where('id', '=', task.closing_id).execute()
  else await writeSpent(tx, actor.id, { taskId, minutes, before, at: task.closed_at ?? nowDate() })
  if (!task.closed_at || before === minutes) return
  await record(tx, actor, {
    name: 'tasks.minutes_corrected',
    accountId: task.account_id,
    subjectId: String(taskId),
    data: { title: task.title, before: before ?? '–', after: minutes ?? '–' },
    sample: task.sample,
  })
}

/** Minutes a person said they put into a task, beside what they said when they closed it; null for nothing said. */
export async function spentBy(tx: Tx, staffId: string, taskId: number): Promise<number | null> {
  const row = await tx
    .selectFrom('tasks.spent')
    .select(eb => eb.fn.sum<number | null>('minutes').as('minutes'))
    .where('task_id', '=', taskId)
    .where('staff_id', '=', staffId)
    .executeTakeFirst()
  return row?.minutes ?? null
}

interface WorkedOn {
  readonly account_id: number
  readonly title: string
  readonly closed_at: Date | null
  readonly sample: boolean
  /** Of this person, if it was them who closed it with something done; what was not needed took no time. */
  readonly closing_id: number | null
  readonly closing_minutes: number | null
  readonly closing_estimated: boolean | null
}

/** Locks the task, if this person works on it, or did. */
async function lockWorkedOn(tx: Tx, { id }: StaffActor, taskId: number): Promise<WorkedOn | undefined> {
  const { rows } = await sql<WorkedOn>`
    select t.account_id, t.title, t.closed_at, t.sample, o.id as closing_id, o.minutes as closing_minutes,
           o.estimated as closing_estimated
    from tasks.task t
    left join tasks.outcome o
      on o.task_id = t.id and o.withdrawn_at is null and o.staff_id = ${id} and o.kind <> 'not_needed'
    where t.id = ${taskId} and (
      t.assignee_id = ${id} or o.id is not null
      or exists (select from tasks.collaboration c where c.task_id = t.id and c.staff_id = ${id})
      or exists (select from tasks.spent s where s.task_id = t.id and s.staff_id = ${id})
    )
    for update of t`.execute(tx)
  return rows[0]
}

interface Said {
  readonly taskId: number
  readonly minutes: number | null
  readonly before: number | null
  /** When what is more counts, unless something was said at another time and the task is closed. */
  readonly at: Date
}

async function writeSpent(tx: Tx, staffId: string, { taskId, minutes, before, at }: Said): Promise<void> {
  const own = sql`task_id = ${taskId} and staff_id = ${staffId}`
  if (minutes === null) await sql`delete from tasks.spent where ${own}`.execute(tx)
  else if (before === null || minutes > before) {
    const more = minutes - (before ?? 0)
    await sql`
      insert into tasks.spent (task_id, staff_id, minutes, at)
      values (${taskId}, ${staffId}, ${more}, ${at})`.execute(tx)
  } else {
    // What was said first stays, up to so many.
    await sql`
      update tasks.spent s set minutes = greatest(0, least(s.minutes, ${minutes} - (said.upto - s.minutes)))
      from (select id, sum(minutes) over (order by at, id) as upto from tasks.spent where ${own}) said
      where said.id = s.id`.execute(tx)
  }
}
