import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../../platform/errors.ts'
import { refuseLate } from '../../web/was.ts'
import { type Actor, record } from '../activity/index.ts'
import { holdAccount, holdContact, markChanged } from '../customers/index.ts'
import { holdColleague } from '../identity/index.ts'
import { type Due, dueColumns } from './due.ts'

export interface TaskInput {
  readonly title: string
  /** Why it should be done. */
  readonly reason: string | null
  /** How to do it, as a play proposes; left out where there is no play. */
  readonly proposal?: string | null | undefined
  readonly contactId: number | null
  /** Nobody: then it is for whoever looks after the account. */
  readonly assigneeId: string | null
  readonly due: Due
  /** The zone that a due day is meant in. */
  readonly timeZone: string
  /** How long it will take, as estimated: 1 to 480. */
  readonly minutes: number
}

export interface NewTask extends TaskInput {
  readonly accountId: number
  /** The play and step that asks for it; a person when absent. The same one makes only one task. */
  readonly play?: string
  /** When it was made, if not now (imports of history). */
  readonly at?: Date
  readonly sample?: boolean
}

/**
 * Makes a task for an account and returns its id. Throws NotFound without the account, Invalid when the contact is not of
 * the account or the assignee is not here.
 */
export async function createTask(tx: Tx, actor: Actor, input: NewTask): Promise<number> {
  const columns = await checkedColumns(tx, input.accountId, input)
  await holdAccount(tx, input.accountId)
  const account = await findAccount(tx, input.accountId)
  const sample = input.sample ?? account.sample
  const { id } = await tx
    .insertInto('tasks.task')
    .values({
      ...columns,
      account_id: input.accountId,
      source: input.play ? 'play' : 'manual',
      source_id: input.play ?? null,
      created_by: actor.kind === 'staff' ? actor.id : null,
      created_at: input.at ?? nowDate(),
      sample,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await record(tx, actor, {
    name: 'tasks.task_made',
    accountId: input.accountId,
    subjectId: String(id),
    data: { title: input.title, note: input.reason },
    sample,
    ...(input.at ? { at: input.at } : {}),
  })
  await markChanged(tx, [input.accountId])
  return id
}

/**
 * Changes what the page of the `version` showed; of what a play proposed it is kept what stood there before. Throws Conflict
 * when somebody else changed or closed the task meanwhile.
 */
export async function changeTask(
  tx: Tx,
  actor: Actor,
  task: { readonly id: number; readonly accountId: number; readonly version: number },
  input: TaskInput,
): Promise<void> {
  const columns = await checkedColumns(tx, task.accountId, input)
  const differs = await keepProposed(tx, actor, task, input)
  const changed = await tx
    .updateTable('tasks.task')
    .set(eb => ({ ...columns, due_at: keptDue(columns), version: eb('version', '+', 1) }))
    .where('id', '=', task.id)
    .where('version', '=', task.version)
    .where('closed_at', 'is', null)
    .returning('sample')
    .executeTakeFirst()
  if (!changed) throw new Conflict('tasks:form.changedMeanwhile')
  await record(tx, actor, {
    name: differs ? 'tasks.proposal_changed' : 'tasks.task_changed',
    accountId: task.accountId,
    subjectId: String(task.id),
    data: { title: input.title },
    sample: changed.sample,
  })
  await markChanged(tx, [task.accountId])
}

/** The end of the day that was said stays that of who said it, when somebody who lives elsewhere changes something else. */
function keptDue({ due_at, due_on }: ReturnType<typeof dueColumns>) {
  return sql<Date>`case when due_on = ${due_on}::date then due_at else ${due_at}::timestamptz end`
}

/** Keeps what a play proposed, when a person makes something else of it. Whether they do. */
async function keepProposed(
  tx: Tx,
  actor: Actor,
  task: { readonly id: number; readonly version: number },
  input: TaskInput,
): Promise<boolean> {
  const { title, minutes } = input
  const { rows } = await sql`
    insert into tasks.revision (task_id, title, proposal, minutes, staff_id, at)
    select id, title, proposal, minutes, ${actor.kind === 'staff' ? actor.id : null}, ${nowDate()}
    from tasks.task
    where id = ${task.id} and version = ${task.version} and source = 'play' and closed_at is null
      and (title, proposal, minutes) is distinct from (
        ${title}::text, ${input.proposal === undefined ? sql`proposal` : sql`${input.proposal}::text`}, ${minutes}::int
      )
    returning id`.execute(tx)
  return rows.length > 0
}

/**
 * Hands an open task to somebody else, or to nobody. Throws Conflict when it is closed, or no longer with whom the page showed
 * (`was`); Invalid when that person is not here.
 */
export async function assignTask(
  tx: Tx,
  actor: Actor,
  taskId: number,
  assigneeId: string | null,
  was?: string,
): Promise<void> {
  const person = await checkAssignee(tx, assigneeId)
  const now = await lockAssignment(tx, taskId)
  refuseLate(was, now?.assignee_id)
  if (now && !now.closed_at && now.assignee_id === assigneeId) return
  const task = await tx
    .updateTable('tasks.task')
    .set(eb => ({ assignee_id: assigneeId, version: eb('version', '+', 1) }))
    .where('id', '=', taskId)
    .where('closed_at', 'is', null)
    .returning(['account_id', 'title', 'sample'])
    .executeTakeFirst()
  if (!task) throw new Conflict('tasks:outcome.alreadyClosed')
  await record(tx, actor, {
    name: person ? 'tasks.task_assigned' : 'tasks.task_unassigned',
    accountId: task.account_id,
    subjectId: String(taskId),
    data: { title: task.title, ...(person ? { to: person } : {}) },
    sample: task.sample,
  })
  await markChanged(tx, [task.account_id])
}

function lockAssignment(tx: Tx, taskId: number) {
  return tx
    .selectFrom('tasks.task')
    .select(['assignee_id', 'closed_at'])
    .where('id', '=', taskId)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

async function checkedColumns(tx: Tx, accountId: number, input: TaskInput) {
  await checkContact(tx, accountId, input.contactId)
  await checkAssignee(tx, input.assigneeId)
  return {
    contact_id: input.contactId,
    title: input.title,
    reason: input.reason,
    ...(input.proposal === undefined ? {} : { proposal: input.proposal }),
    assignee_id: input.assigneeId,
    minutes: input.minutes,
    ...dueColumns(input.due, input.timeZone),
  }
}

async function findAccount(tx: Tx, accountId: number): Promise<{ readonly sample: boolean }> {
  const account = await tx
    .selectFrom('customers.account_fact')
    .select('sample')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  if (!account) throw new NotFound(`account ${accountId}`)
  return account
}

/** Nobody erases the person meanwhile: who erases goes from the person to the accounts. */
async function checkContact(tx: Tx, accountId: number, contactId: number | null): Promise<void> {
  if (contactId === null) return
  await holdContact(tx, contactId)
  const member = await tx
    .selectFrom('customers.membership_fact')
    .select('contact_id')
    .where('account_id', '=', accountId)
    .where('contact_id', '=', contactId)
    .executeTakeFirst()
  if (!member) throw new Invalid({ contactId: 'tasks:form.notOfAccount' })
}

/** The name of the person, if it is one of us; nobody takes them out of the company meanwhile. */
async function checkAssignee(tx: Tx, id: string | null): Promise<string | undefined> {
  if (id === null) return undefined
  const name = await holdColleague(tx, id)
  if (name === undefined) throw new Invalid({ assigneeId: 'tasks:form.notHere' })
  return name
}
