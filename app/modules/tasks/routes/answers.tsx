import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import type { Tx } from '../../../platform/db.ts'
import { transact } from '../../../platform/db.ts'
import { Conflict, Invalid } from '../../../platform/errors.ts'
import { staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { idParam, readForm } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { noteIn, refuse } from '../../../web/refused.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { isLate } from '../../../web/was.ts'
import type { Actor } from '../../activity/index.ts'
import { actorOf } from '../../identity/index.ts'
import { alternativeForm, assignmentForm, completionForm, dismissalForm, snoozeForm } from '../input.ts'
import { laterInstant } from '../later.ts'
import { closeTask, reopenTask, snoozeTask } from '../outcome.ts'
import type { TaskRow } from '../queries.ts'
import { assignTask } from '../task.ts'
import { loadTask, taskPage } from './task.tsx'

/** What a person says to a task: done, something else, later, not needed, not me. */
export const taskAnswerRoutes = new Routes()
  .post(paths.taskCompletion, staff, c =>
    answer(c, 'tasks:outcome.saved.done', async () => {
      const { note, ...spent } = await checked(c, completionForm)
      return (tx, actor, id) => closeTask(tx, actor, id, { kind: 'done', ...spent, note: note ?? null })
    }),
  )
  .post(paths.taskAlternative, staff, c =>
    answer(c, 'tasks:outcome.saved.something_else', async () => {
      const { minutes, note } = await checked(c, alternativeForm)
      return (tx, actor, id) => closeTask(tx, actor, id, { kind: 'something_else', minutes, note })
    }),
  )
  .post(paths.taskDismissal, staff, c =>
    answer(c, 'tasks:outcome.saved.not_needed', async () => {
      const { reason, note } = await checked(c, dismissalForm)
      const words = [reason && c.var.view.t(`tasks:outcome.reasons.${reason}`), note].filter(Boolean).join(' ')
      return (tx, actor, id) => closeTask(tx, actor, id, { kind: 'not_needed', note: words })
    }),
  )
  .post(paths.taskSnooze, staff, c =>
    answer(c, 'tasks:outcome.saved.later', async () => {
      const { choice, date } = await checked(c, snoozeForm)
      const until = laterInstant(choice, date, c.var.view.now, c.var.view.timeZone)
      return (tx, actor, id) => snoozeTask(tx, actor, id, until)
    }),
  )
  .post(paths.taskReopening, staff, c =>
    answer(c, 'tasks:outcome.saved.reopened', async () => (tx, actor, id) => reopenTask(tx, actor, id)),
  )
  .post(paths.taskAssignment, staff, c =>
    answer(c, 'tasks:outcome.saved.assigned', async () => {
      const { assigneeId, was } = await checked(c, assignmentForm)
      return (tx, actor, id) => assignTask(tx, actor, id, assigneeId, was)
    }),
  )

type Write = (tx: Tx, actor: Actor, taskId: number) => Promise<void>

/** Reads the answer, writes it, and goes back to where it was given; what cannot be accepted is said on the task's page,
 * or with the note that was to be kept. */
async function answer(c: RequestContext, said: TextKey, read: () => Promise<Write>): Promise<Response> {
  const task = await loadTask(c)
  try {
    const write = await read()
    await transact(c.var.services.db, tx => write(tx, actorOf(c), idParam(c)))
  } catch (error) {
    return refusal(c, task, error)
  }
  flash(c, 'good', said, { title: task.title })
  return c.redirect(backTo(c, task), 303)
}

async function refusal(c: RequestContext, task: TaskRow, error: unknown): Promise<Response> {
  if (!(error instanceof Conflict || error instanceof Invalid)) throw error
  const { values } = await readForm(c, z.object({}))
  const key = (error instanceof Conflict ? error.key : Object.values(error.fields)[0]) as TextKey
  const back = href(paths.task, { id: task.id })
  if (isLate(error)) return refuse(c, { key: 'tasks:outcome.assignedMeanwhile', status: 409, back, values })
  if (error instanceof Invalid && noteIn(values) === '') return taskPage(c, task, { problem: key })
  const status = error instanceof Conflict ? 409 : 422
  return refuse(c, { key, status, back, values })
}

async function checked<S extends Parameters<typeof readForm>[1]>(c: RequestContext, schema: S) {
  const form = await readForm(c, schema)
  if (!form.ok) throw new Invalid(form.errors)
  return form.data
}

/** The list or account page the answer was given on, when that is one of ours; else the list. */
function backTo(c: RequestContext, task: TaskRow): string {
  const own = [href(paths.tasks), href(paths.account, { id: task.accountId }), href(paths.task, { id: task.id })]
  const from = URL.parse(c.req.header('referer') ?? '')
  const known = from && own.includes(from.pathname) && from.host === new URL(c.req.url).host
  return known ? from.pathname + from.search : href(paths.tasks)
}
