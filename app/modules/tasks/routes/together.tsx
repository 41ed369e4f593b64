import type { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { type Tx, transact } from '../../../platform/db.ts'
import { Conflict, Invalid } from '../../../platform/errors.ts'
import { staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { type FormState, idParam, readForm, withErrors } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import type { StaffActor } from '../../activity/index.ts'
import { actorOf } from '../../identity/index.ts'
import { collaboratorForm, commentForm, minutesForm } from '../input.ts'
import type { TaskRow } from '../queries.ts'
import { addCollaborator, removeCollaborator } from '../together/collaboration.ts'
import { addComment, settleMentions, withdrawComment } from '../together/comment.ts'
import { callsSomebody } from '../together/mentioned.ts'
import { recordMinutes } from '../together/minutes.ts'
import { loadTask, type TaskForms, taskPage } from './task.tsx'

/** What people do about a task together: who works on it, how long, and what they say to one another. */
export const togetherRoutes = new Routes()
  .post(paths.taskCollaborators, staff, c =>
    write(
      c,
      'people',
      collaboratorForm,
      'tasks:people.added',
      ({ staffId }) =>
        (tx, actor, task) =>
          addCollaborator(tx, actor, task.id, staffId),
    ),
  )
  .post(paths.taskCollaboratorRemoval, staff, c =>
    write(
      c,
      'people',
      collaboratorForm,
      'tasks:people.removed',
      ({ staffId }) =>
        (tx, actor, task) =>
          removeCollaborator(tx, actor, task.id, staffId),
    ),
  )
  .post(paths.taskMinutes, staff, c =>
    write(
      c,
      'minutes',
      minutesForm,
      'tasks:people.minutesSaved',
      ({ minutes }) =>
        (tx, actor, task) =>
          recordMinutes(tx, actor, task.id, minutes),
    ),
  )
  .post(paths.taskComments, staff, c => {
    let called: readonly string[] = []
    const told = (body: string): Told =>
      called.length > 0
        ? { key: 'tasks:comments.savedTo', names: called.slice(0, 10) }
        : callsSomebody(body)
          ? { key: 'tasks:comments.savedToNobody', tone: 'care' }
          : { key: 'tasks:comments.saved' }
    return write(
      c,
      'comment',
      commentForm,
      ({ body }) => told(body),
      ({ body }) =>
        async (tx, actor, task) => {
          called = (await addComment(tx, actor, task.id, body)).called
        },
    )
  })
  .post(paths.taskCommentsSeen, staff, async c => {
    const task = await loadTask(c)
    await transact(c.var.services.db, tx => settleMentions(tx, actorOf(c), task.id))
    flash(c, 'good', 'tasks:comments.seen')
    return c.redirect(fromList(c) ? href(paths.tasks) : href(paths.task, { id: task.id }), 303)
  })
  .post(paths.taskCommentWithdrawal, staff, async c => {
    const { taskId } = await transact(c.var.services.db, tx => withdrawComment(tx, actorOf(c), idParam(c)))
    flash(c, 'good', 'tasks:comments.withdrawn')
    return c.redirect(href(paths.task, { id: taskId }), 303)
  })

/** What is said when it is written, with the names that are filled in. */
interface Told {
  readonly key: TextKey
  readonly tone?: 'good' | 'care'
  readonly names?: readonly string[]
}

type Write = (tx: Tx, actor: StaffActor, task: TaskRow) => Promise<unknown>

/** Reads one of the forms of a task's page, writes it, and comes back to the page; with what is wrong, if anything. */
async function write<S extends z.ZodType>(
  c: RequestContext,
  name: keyof TaskForms,
  schema: S,
  said: TextKey | ((data: z.output<S>) => Told),
  doing: (data: z.output<S>) => Write,
): Promise<Response> {
  const task = await loadTask(c)
  const form = await readForm(c, schema)
  if (!form.ok) return refused(c, task, name, form)
  try {
    await transact(c.var.services.db, tx => doing(form.data)(tx, actorOf(c), task))
  } catch (error) {
    if (!(error instanceof Conflict || error instanceof Invalid)) throw error
    const now = await loadTask(c)
    // The form may be gone with what came meanwhile.
    if (error instanceof Conflict) return taskPage(c, now, { problem: error.key as TextKey, forms: { [name]: form } })
    return refused(c, now, name, withErrors(form, error.fields))
  }
  const { key, tone = 'good', names = [] }: Told = typeof said === 'string' ? { key: said } : said(form.data)
  flash(c, tone, key, { names: names.join(c.var.view.t('tasks:people.between')) })
  return c.redirect(href(paths.task, { id: task.id }), 303)
}

function refused(c: RequestContext, task: TaskRow, name: keyof TaskForms, form: FormState): Promise<Response> {
  return taskPage(c, task, { forms: { [name]: form } })
}

function fromList(c: RequestContext): boolean {
  return URL.parse(c.req.header('referer') ?? '')?.pathname === href(paths.tasks)
}
