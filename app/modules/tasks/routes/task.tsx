import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../../../platform/errors.ts'
import { staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { checkValues, emptyForm, type FormErrors, type FormState, idParam, readForm } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { accountContacts, contactNames, findAccountName } from '../../customers/index.ts'
import { actorOf, colleagues } from '../../identity/index.ts'
import { taskForm } from '../input.ts'
import { findTask, type TaskRow } from '../queries.ts'
import { changeTask, createTask } from '../task.ts'
import { collaboratorsOf, commentsOf, revisionsOf } from '../together/queries.ts'
import { EditTaskPage, NewTaskPage } from '../views/edit.tsx'
import { TaskPage } from '../views/task.tsx'

const accountField = z.object({
  accountId: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .transform(Number),
})
const versionField = z.object({
  version: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
})

/** One task: made, looked at, changed. */
export const taskRoutes = new Routes()
  .get(paths.taskNew, staff, async c => {
    const id = c.req.query('account')
    if (id === undefined) return page(c, <NewTaskPage account={undefined} people={[]} contacts={[]} form={emptyForm} />)
    return newTaskPage(c, /^[1-9]\d{0,14}$/.test(id) ? Number(id) : 0, emptyForm)
  })
  .post(paths.tasks, staff, async c => {
    const form = await readForm(c, taskForm(c.var.view.timeZone))
    const account = checkValues(accountField, form.values)
    if (!account.ok) throw new NotFound('account')
    const { accountId } = account.data
    if (!form.ok) return newTaskPage(c, accountId, form)
    try {
      await transact(c.var.services.db, tx => createTask(tx, actorOf(c), { ...form.data, accountId }))
    } catch (error) {
      if (!(error instanceof Invalid)) throw error
      return newTaskPage(c, accountId, { values: form.values, errors: error.fields as FormErrors })
    }
    flash(c, 'good', 'tasks:form.made', { title: form.data.title })
    return c.redirect(href(paths.account, { id: accountId }), 303)
  })
  .get(paths.task, staff, async c => {
    return taskPage(c, await loadTask(c))
  })
  .get(paths.taskEdit, staff, async c => {
    const task = await loadTask(c)
    if (task.closedAt) return c.redirect(href(paths.task, { id: task.id }), 303)
    return editPage(c, task, emptyForm)
  })
  .post(paths.task, staff, async c => {
    const task = await loadTask(c)
    const form = await readForm(c, taskForm(c.var.view.timeZone))
    const version = checkValues(versionField, form.values)
    if (!version.ok) throw new Invalid(version.errors)
    if (!form.ok) return editPage(c, task, form, 422)
    try {
      await transact(c.var.services.db, tx =>
        changeTask(tx, actorOf(c), { ...task, version: version.data.version }, form.data),
      )
    } catch (error) {
      return editPage(c, await loadTask(c), { values: form.values, errors: errorsOf(error) }, 422)
    }
    flash(c, 'good', 'tasks:form.changed', { title: form.data.title })
    return c.redirect(href(paths.task, { id: task.id }), 303)
  })

/** What was typed into the forms of a task's page, when that cannot be accepted. */
export interface TaskForms {
  readonly people: FormState
  readonly minutes: FormState
  readonly comment: FormState
}

interface Wrong {
  /** What was wrong about an answer. */
  readonly problem?: TextKey
  readonly forms?: Partial<TaskForms>
}

/** The page of one task; with what was wrong about what was said to it. */
export async function taskPage(c: RequestContext, task: TaskRow, wrong: Wrong = {}): Promise<Response> {
  const { db } = c.var.services
  const [people, names, collaborators, comments, revisions] = await Promise.all([
    colleagues(db),
    contactNames(db, task.contactId === null ? [] : [task.contactId]),
    collaboratorsOf(db, task.id),
    commentsOf(db, task.id),
    revisionsOf(db, task.id),
  ])
  const [contact] = [...names].map(([id, name]) => ({ id, name }))
  const forms = { people: emptyForm, minutes: emptyForm, comment: emptyForm, ...wrong.forms }
  const shown = { task, people, contact, collaborators, comments, revisions, forms, now: c.var.view.now }
  const { problem } = wrong
  return page(c, <TaskPage {...shown} {...(problem && { problem })} />, problem || wrong.forms ? 422 : 200)
}

/** The task in the path, or NotFound. */
export async function loadTask(c: RequestContext): Promise<TaskRow> {
  const task = await findTask(c.var.services.db, idParam(c))
  if (!task) throw new NotFound('task')
  return task
}

async function newTaskPage(c: RequestContext, accountId: number, form: FormState): Promise<Response> {
  const { db } = c.var.services
  const [name, people, contacts] = await Promise.all([
    findAccountName(db, accountId),
    colleagues(db),
    accountContacts(db, accountId),
  ])
  if (name === undefined) throw new NotFound('account')
  const status = form === emptyForm ? 200 : 422
  const account = { id: accountId, name }
  return page(c, <NewTaskPage account={account} people={people} contacts={contacts} form={form} />, status)
}

async function editPage(c: RequestContext, task: TaskRow, form: FormState, status: 200 | 422 = 200): Promise<Response> {
  const { db } = c.var.services
  const [people, contacts, names] = await Promise.all([
    colleagues(db),
    accountContacts(db, task.accountId),
    contactNames(db, task.contactId === null ? [] : [task.contactId]),
  ])
  // Who it is about stays to choose, also where an account has more people than a choice shows.
  const [chosen] = [...names].filter(([id]) => contacts.every(contact => contact.id !== id))
  const choice = chosen ? [{ id: chosen[0], name: chosen[1] }, ...contacts] : contacts
  return page(c, <EditTaskPage task={task} people={people} contacts={choice} form={form} />, status)
}

function errorsOf(error: unknown): FormErrors {
  if (error instanceof Conflict) return { form: error.key as TextKey }
  if (error instanceof Invalid) return error.fields as FormErrors
  throw error
}
