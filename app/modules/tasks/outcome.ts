import { nowDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { Conflict, NotFound } from '../../platform/errors.ts'
import { type Actor, record } from '../activity/index.ts'
import { markChanged } from '../customers/index.ts'
import { holdColleague } from '../identity/index.ts'
import type { OutcomeKind } from './tables.ts'
import { spentBy } from './together/minutes.ts'

/** What became of a task: done (how long it took), not needed (why), or something else was done (what). */
export type Outcome =
  | {
      readonly kind: 'done'
      readonly minutes: number | null
      /** The minutes are those of the task: nobody said them. */
      readonly estimated?: boolean
      readonly note: string | null
    }
  | { readonly kind: 'not_needed'; readonly note: string }
  | { readonly kind: 'something_else'; readonly minutes: number | null; readonly note: string }

const deeds = {
  done: 'tasks.task_done',
  not_needed: 'tasks.task_not_needed',
  something_else: 'tasks.task_done_differently',
} as const satisfies Record<OutcomeKind, string>

/**
 * Closes a task with what became of it. Throws NotFound without the task, Conflict when somebody closed it already.
 * `told: false` leaves it out of the account's timeline, for callers that tell the same there themselves.
 */
export async function closeTask(
  tx: Tx,
  actor: Actor,
  taskId: number,
  outcome: Outcome,
  more: { readonly at?: Date; readonly told?: boolean } = {},
): Promise<void> {
  const task = await lockTask(tx, taskId)
  if (task.closed_at) throw new Conflict('tasks:outcome.alreadyClosed')
  const at = more.at ?? nowDate()
  const spent = 'minutes' in outcome ? await ownMinutes(tx, actor, taskId, outcome) : { minutes: null }
  await tx
    .insertInto('tasks.outcome')
    .values({
      task_id: taskId,
      kind: outcome.kind,
      ...spent,
      note: outcome.note,
      staff_id: actor.kind === 'staff' ? actor.id : null,
      at,
      withdrawn_at: null,
      withdrawn_by: null,
    })
    .execute()
  await tx.updateTable('tasks.task').set({ closed_at: at }).where('id', '=', taskId).execute()
  if (more.told !== false) {
    await record(tx, actor, {
      name: deeds[outcome.kind],
      accountId: task.account_id,
      subjectId: String(taskId),
      data: { title: task.title, minutes: spent.minutes, note: outcome.note },
      sample: task.sample,
      at,
    })
  }
  await markChanged(tx, [task.account_id])
}

/**
 * The minutes of the person who closes it: what they say now, or what they said before as one of several who worked on it, if that
 * was more. They count once, with the outcome; when it is opened again, what they said before counts again.
 */
async function ownMinutes(
  tx: Tx,
  actor: Actor,
  taskId: number,
  { minutes, estimated = false }: { readonly minutes: number | null; readonly estimated?: boolean },
): Promise<{ readonly minutes: number | null; readonly estimated: boolean }> {
  const said = actor.kind === 'staff' ? await spentBy(tx, actor.id, taskId) : null
  if (said !== null && said >= (minutes ?? 0)) return { minutes: said, estimated: false }
  return { minutes, estimated: estimated && minutes !== null }
}

/**
 * Opens a closed task again; what was said about it stays on record. Of somebody who left meanwhile it is nobody's. Throws
 * Conflict when it is open.
 */
export async function reopenTask(
  tx: Tx,
  actor: Actor,
  taskId: number,
  more: { readonly told?: boolean } = {},
): Promise<void> {
  const { task, assignee } = await lockWithAssignee(tx, taskId)
  if (!task.closed_at) throw new Conflict('tasks:outcome.alreadyOpen')
  await tx
    .updateTable('tasks.outcome')
    .set({ withdrawn_at: nowDate(), withdrawn_by: actor.kind === 'staff' ? actor.id : null })
    .where('task_id', '=', taskId)
    .where('withdrawn_at', 'is', null)
    .execute()
  const left = assignee !== task.assignee_id
  await tx
    .updateTable('tasks.task')
    .set(eb => ({
      closed_at: null,
      snoozed_until: null,
      assignee_id: assignee,
      version: eb('version', '+', left ? 1 : 0),
    }))
    .where('id', '=', taskId)
    .execute()
  const about = {
    accountId: task.account_id,
    subjectId: String(taskId),
    data: { title: task.title },
    sample: task.sample,
  }
  if (left) await record(tx, { kind: 'system' }, { name: 'tasks.task_unassigned', ...about })
  if (more.told !== false) {
    await record(tx, actor, { name: 'tasks.task_reopened', ...about })
  }
  await markChanged(tx, [task.account_id])
}

/** Puts a task away until a time, or (null) takes it out again. Throws Conflict when it is closed. */
export async function snoozeTask(
  tx: Tx,
  actor: Actor,
  taskId: number,
  until: Date | null,
  more: { readonly at?: Date; readonly told?: boolean } = {},
): Promise<void> {
  const task = await lockTask(tx, taskId)
  if (task.closed_at) throw new Conflict('tasks:outcome.alreadyClosed')
  const at = more.at ?? nowDate()
  const staffId = actor.kind === 'staff' ? actor.id : null
  await tx
    .updateTable('tasks.snooze')
    .set({ withdrawn_at: at })
    .where('task_id', '=', taskId)
    .where('withdrawn_at', 'is', null)
    .where('until', '>', at)
    .execute()
  if (until) {
    await tx
      .insertInto('tasks.snooze')
      .values({ task_id: taskId, until, staff_id: staffId, at, withdrawn_at: null })
      .execute()
  }
  await tx.updateTable('tasks.task').set({ snoozed_until: until }).where('id', '=', taskId).execute()
  if (more.told !== false && until) {
    await record(tx, actor, {
      name: 'tasks.task_snoozed',
      accountId: task.account_id,
      subjectId: String(taskId),
      data: { title: task.title, until: until.toISOString() },
      sample: task.sample,
    })
  }
  await markChanged(tx, [task.account_id])
}

/**
 * Opens the task again, or takes it out of what waits, if what stands about it was said by that person (null: by nobody who is
 * still known) at that moment. What was said since stays. The caller tells it in the timeline.
 */
export async function takeBackOutcome(
  tx: Tx,
  actor: Actor,
  taskId: number,
  said: { readonly by: string | null; readonly at: Date },
): Promise<void> {
  const { task } = await lockWithAssignee(tx, taskId)
  const stands = await tx
    .selectFrom(task.closed_at ? 'tasks.outcome' : 'tasks.snooze')
    .select('id')
    .where('task_id', '=', taskId)
    .where('withdrawn_at', 'is', null)
    .where('at', '=', said.at)
    .where('staff_id', 'is not distinct from', said.by)
    .executeTakeFirst()
  if (!stands) return
  if (task.closed_at) await reopenTask(tx, actor, taskId, { told: false })
  else await snoozeTask(tx, actor, taskId, null, { told: false })
}

/** Locks the task, and before it the person it is of: as whoever takes a person out of the company. `assignee` is here. */
async function lockWithAssignee(tx: Tx, taskId: number) {
  const seen = await tx.selectFrom('tasks.task').select('assignee_id').where('id', '=', taskId).executeTakeFirst()
  const id = seen?.assignee_id
  const isHere = id != null && (await holdColleague(tx, id)) !== undefined
  const task = await lockTask(tx, taskId)
  return { task, assignee: isHere && task.assignee_id === id ? id : null }
}

async function lockTask(tx: Tx, taskId: number) {
  const task = await tx
    .selectFrom('tasks.task')
    .select(['account_id', 'title', 'assignee_id', 'closed_at', 'sample'])
    .where('id', '=', taskId)
    .forUpdate()
    .executeTakeFirst()
  if (!task) throw new NotFound(`task ${taskId}`)
  return task
}
