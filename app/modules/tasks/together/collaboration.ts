import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../../../platform/errors.ts'
import { type Actor, record } from '../../activity/index.ts'
import { markChanged } from '../../customers/index.ts'
import { holdColleague } from '../../identity/index.ts'

/**
 * Has somebody work on an open task beside the person it is of: it is on their list, too. Nothing happens when they do already.
 * Throws Conflict when the task is closed, Invalid when that person is not here.
 */
export async function addCollaborator(tx: Tx, actor: Actor, taskId: number, staffId: string): Promise<void> {
  const name = await holdColleague(tx, staffId)
  if (name === undefined) throw new Invalid({ staffId: 'tasks:form.notHere' })
  const task = await lockOpen(tx, taskId)
  const added_by = actor.kind === 'staff' ? actor.id : null
  const again = { added_by, added_at: nowDate(), left_at: null }
  const added = await tx
    .insertInto('tasks.collaboration')
    .values({ task_id: taskId, staff_id: staffId, ...again })
    .onConflict(conflict =>
      conflict.columns(['task_id', 'staff_id']).doUpdateSet(again).where('tasks.collaboration.left_at', 'is not', null),
    )
    .returning('task_id')
    .executeTakeFirst()
  if (added) await tell(tx, actor, 'tasks.collaborator_added', task, name)
}

/** Takes somebody off an open task again; the minutes they put into it stay. Throws Conflict when it is closed. */
export async function removeCollaborator(tx: Tx, actor: Actor, taskId: number, staffId: string): Promise<void> {
  const task = await lockOpen(tx, taskId)
  const left = await tx
    .updateTable('tasks.collaboration')
    .set({ left_at: nowDate() })
    .where('task_id', '=', taskId)
    .where('staff_id', '=', staffId)
    .where('left_at', 'is', null)
    .returning('staff_id')
    .executeTakeFirst()
  if (!left) return
  const person = await tx.selectFrom('identity.person').select('name').where('id', '=', staffId).executeTakeFirst()
  await tell(tx, actor, 'tasks.collaborator_removed', task, person?.name ?? '')
}

interface Locked {
  readonly id: number
  readonly account_id: number
  readonly title: string
  readonly sample: boolean
}

async function lockOpen(tx: Tx, taskId: number): Promise<Locked> {
  const task = await tx
    .selectFrom('tasks.task')
    .select(['id', 'account_id', 'title', 'closed_at', 'sample'])
    .where('id', '=', taskId)
    .forUpdate()
    .executeTakeFirst()
  if (!task) throw new NotFound(`task ${taskId}`)
  if (task.closed_at) throw new Conflict('tasks:outcome.alreadyClosed')
  return task
}

async function tell(tx: Tx, actor: Actor, name: `tasks.${string}`, task: Locked, person: string): Promise<void> {
  await record(tx, actor, {
    name,
    accountId: task.account_id,
    subjectId: String(task.id),
    data: { title: task.title, to: person },
    sample: task.sample,
  })
  await markChanged(tx, [task.account_id])
}
