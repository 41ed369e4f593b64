import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { Conflict, Forbidden, NotFound } from '../../../platform/errors.ts'
import { record, type StaffActor } from '../../activity/index.ts'
import { colleagues } from '../../identity/index.ts'
import { mentionedIn } from './mentioned.ts'

/**
 * Says something about a task, open or closed. Colleagues who are called by @ have it on their list; what called the person
 * who writes is settled with it. Throws NotFound without the task. Returns the comment's id, and the names of those it calls.
 */
export async function addComment(
  tx: Tx,
  actor: StaffActor,
  taskId: number,
  body: string,
  more: { readonly at?: Date; readonly sample?: boolean } = {},
): Promise<{ readonly id: number; readonly called: readonly string[] }> {
  const task = await findTaskOf(tx, taskId)
  const at = more.at ?? nowDate()
  const { id } = await tx
    .insertInto('tasks.comment')
    .values({ task_id: taskId, staff_id: actor.id, body, at, withdrawn_at: null, sample: more.sample ?? task.sample })
    .returning('id')
    .executeTakeFirstOrThrow()
  const people = await colleagues(tx)
  const ids = new Set(mentionedIn(body, people))
  const called = people.filter(one => ids.has(one.id))
  const others = called.flatMap(one => (one.id === actor.id ? [] : one.id))
  await sql`
    insert into tasks.mention (comment_id, staff_id) select ${id}, unnest(${others}::text[])`.execute(tx)
  await settleMentions(tx, actor, taskId, at)
  // Without its words: they stand with the task, and can be taken back there.
  await record(tx, actor, {
    name: 'tasks.comment_added',
    accountId: task.account_id,
    subjectId: String(taskId),
    data: { title: task.title },
    sample: task.sample,
    at,
  })
  return { id, called: called.map(one => one.name) }
}

/** Takes one's own words back. Throws Forbidden for those of somebody else, Conflict when they are gone already. */
export async function withdrawComment(
  tx: Tx,
  actor: StaffActor,
  commentId: number,
): Promise<{ readonly taskId: number }> {
  const comment = await tx
    .selectFrom('tasks.comment')
    .select(['task_id', 'staff_id', 'withdrawn_at'])
    .where('id', '=', commentId)
    .forUpdate()
    .executeTakeFirst()
  if (!comment) throw new NotFound(`comment ${commentId}`)
  if (comment.staff_id !== actor.id) throw new Forbidden()
  if (comment.withdrawn_at) throw new Conflict('tasks:comments.gone')
  await tx
    .updateTable('tasks.comment')
    .set({ body: null, withdrawn_at: nowDate() })
    .where('id', '=', commentId)
    .execute()
  await tx.deleteFrom('tasks.mention').where('comment_id', '=', commentId).execute()
  const task = await findTaskOf(tx, comment.task_id)
  await record(tx, actor, {
    name: 'tasks.comment_withdrawn',
    accountId: task.account_id,
    subjectId: String(comment.task_id),
    data: { title: task.title },
    sample: task.sample,
  })
  return { taskId: comment.task_id }
}

/** Says that one has seen what calls oneself in the comments of a task. */
export async function settleMentions(tx: Tx, actor: StaffActor, taskId: number, at = nowDate()): Promise<void> {
  await sql`
    update tasks.mention m set settled_at = ${at} from tasks.comment c
    where c.id = m.comment_id and c.task_id = ${taskId} and m.staff_id = ${actor.id} and m.settled_at is null`.execute(
    tx,
  )
}

async function findTaskOf(tx: Tx, taskId: number) {
  const task = await tx
    .selectFrom('tasks.task')
    .select(['account_id', 'title', 'sample'])
    .where('id', '=', taskId)
    .forKeyShare()
    .executeTakeFirst()
  if (!task) throw new NotFound(`task ${taskId}`)
  return task
}
