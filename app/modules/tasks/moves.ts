import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import type { Erased } from '../../web/erased.ts'
import { forgetWords } from '../activity/index.ts'
import { mentions, withMergedIn } from '../customers/index.ts'

interface Pair {
  readonly fromId: number
  readonly intoId: number
}

/** Tasks of an account go with it into the one it is merged with. */
export async function moveAccount(tx: Tx, { fromId, intoId }: Pair): Promise<void> {
  await tx.updateTable('tasks.task').set({ account_id: intoId }).where('account_id', '=', fromId).execute()
}

/** The same for a contact. */
export async function moveContact(tx: Tx, { fromId, intoId }: Pair): Promise<void> {
  await tx.updateTable('tasks.task').set({ contact_id: intoId }).where('contact_id', '=', fromId).execute()
}

/**
 * The words of tasks about a person who is erased, or in which the person is named, go, in the record too; that there was a
 * task, and what came of it, stays. A form that is still open cannot bring them back.
 */
export async function forgetContact(tx: Tx, erased: Erased): Promise<void> {
  const words = sql`concat_ws(' ', t.title, t.reason, t.proposal, o.note)`
  const { rows: tasks } = await sql<{ id: number; account_id: number }>`
    update tasks.task set title = '…', reason = null, proposal = null, version = version + 1
    where id in (
      select t.id from tasks.task t left join tasks.outcome o on o.task_id = t.id
      where t.contact_id = ${erased.contactId} or ${mentions(erased, sql`t.account_id`, words)}
      union
      select t.id from tasks.task t join tasks.revision r on r.task_id = t.id
      where ${mentions(erased, sql`t.account_id`, sql`concat_ws(' ', r.title, r.proposal)`)}
    )
    returning id, account_id`.execute(tx)
  const ids = tasks.map(task => task.id)
  // Some outcomes are none without words.
  await sql`
    update tasks.outcome set note = '…' where task_id = any(${ids}::bigint[]) and note is not null`.execute(tx)
  await sql`
    update tasks.revision set title = '…', proposal = null where task_id = any(${ids}::bigint[])`.execute(tx)
  await forgetComments(tx, erased, ids)
  await forgetWords(tx, {
    module: 'tasks',
    accountIds: await withMergedIn(tx, [...new Set(tasks.map(task => task.account_id))]),
    subjectIds: ids.map(String),
  })
}

/** Comments on these tasks, and those that name the person. */
async function forgetComments(tx: Tx, erased: Erased, taskIds: readonly number[]): Promise<void> {
  await sql`
    update tasks.comment set body = '…'
    where body is not null and id in (
      select id from tasks.comment where task_id = any(${[...taskIds]}::bigint[])
      union
      select c.id from tasks.task t join tasks.comment c on c.task_id = t.id
      where ${mentions(erased, sql`t.account_id`, sql`c.body`)}
    )`.execute(tx)
}
