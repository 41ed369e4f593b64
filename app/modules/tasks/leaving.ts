import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { record } from '../activity/index.ts'
import { markManyChanged } from '../customers/index.ts'

interface Unassigned {
  readonly id: number
  readonly account_id: number
  readonly title: string
  readonly sample: boolean
}

/** Open tasks of a person who was taken out of the company wait for whoever takes them: they are nobody's. */
export async function leaveTasks(tx: Tx, staffId: string): Promise<void> {
  await unassign(tx, [staffId])
}

/** Tasks of the sample company, and those that people made for its accounts. */
export async function removeSampleTasks(tx: Tx): Promise<void> {
  await sql`
    delete from tasks.task t using customers.account_fact a
    where a.account_id = t.account_id and (t.sample or a.sample)`.execute(tx)
  const people = await tx.selectFrom('identity.person').select('id').where('sample', '=', true).execute()
  await unassign(
    tx,
    people.map(person => person.id),
  )
}

async function unassign(tx: Tx, staffIds: readonly string[]): Promise<void> {
  await sql`
    update tasks.collaboration set left_at = ${nowDate()}
    where staff_id = any(${[...staffIds]}::text[]) and left_at is null`.execute(tx)
  const { rows } = await sql<Unassigned>`
    update tasks.task t set assignee_id = null, version = version + 1
    where assignee_id = any(${[...staffIds]}::text[]) and closed_at is null
    returning id, account_id, title, sample`.execute(tx)
  const deeds = rows.map(task => ({
    name: 'tasks.task_unassigned' as const,
    accountId: task.account_id,
    subjectId: String(task.id),
    data: { title: task.title },
    sample: task.sample,
  }))
  await record(tx, { kind: 'system' }, ...deeds)
  await markManyChanged(
    tx,
    rows.map(task => task.account_id),
  )
}
