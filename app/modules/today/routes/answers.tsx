import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../../../platform/errors.ts'
import { staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { checkValues, type FormValues, idParam, readForm } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { streams } from '../../../web/page.tsx'
import { refuse } from '../../../web/refused.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { TurboStream } from '../../../web/ui/turbo-stream.tsx'
import { sentimentValues } from '../../health/index.ts'
import { actorOf } from '../../identity/index.ts'
import { alternativeForm, completionForm, dismissalForm, laterInstant, snoozeForm } from '../../tasks/index.ts'
import { type Answer, answerAccount } from '../answers/answer.ts'
import { withdrawAnswer } from '../answers/withdrawal.ts'
import { planned } from '../list/compose.ts'
import { nobodys } from '../list/load.ts'
import { countCandidates, dueTask } from '../list/pool.ts'
import { canAnswer, canWithdraw } from '../policy.ts'
import { accountForAnswer, accountsInCharge, findAnswer } from '../queries.ts'
import { AnsweredItem, itemId } from '../views/item.tsx'
import { DayLead, leadCounts, leadId } from '../views/lead.tsx'
import { TimeToday, timeId } from '../views/time.tsx'
import { askedList, viewerOf } from './day.tsx'

const place = z.object({
  list: z.string().optional(),
  seen: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
  task: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .optional(),
})
const feeling = z.object({
  feeling: z
    .enum(sentimentValues.map(String) as [string, ...string[]])
    .transform(value => Number(value) as (typeof sentimentValues)[number])
    .optional(),
})

/** What a person says to an account on a list. */
export const answerRoutes = new Routes()
  .post(paths.todayCompletion, staff, c =>
    answer(c, completionForm.extend(feeling.shape), ({ note, feeling, ...spent }) => ({
      kind: 'done',
      ...spent,
      note: note ?? null,
      feeling: feeling ?? null,
    })),
  )
  .post(paths.todayAlternative, staff, c =>
    answer(c, alternativeForm, ({ minutes, note }) => ({ kind: 'something_else', minutes, note })),
  )
  .post(paths.todaySnooze, staff, c =>
    answer(c, snoozeForm, ({ choice, date }) => {
      const { now, timeZone } = c.var.view
      return { kind: 'later', until: laterInstant(choice, date, now, timeZone) }
    }),
  )
  .post(paths.todayDismissal, staff, c =>
    answer(c, dismissalForm, ({ reason, note }) => {
      const words = [reason && c.var.view.t(`tasks:outcome.reasons.${reason}`), note].filter(Boolean).join(' ')
      return { kind: 'not_needed', note: words }
    }),
  )
  .post(paths.todayAnswerWithdrawal, staff, c => withdraw(c))

async function answer<S extends z.ZodType>(
  c: RequestContext,
  schema: S,
  meaning: (data: z.output<S>) => Answer,
): Promise<Response> {
  const { db } = c.var.services
  const accountId = idParam(c)
  const account = await accountForAnswer(db, accountId)
  if (!account || !canAnswer(viewerOf(c), account)) throw new NotFound('account')
  const form = await readForm(c, schema)
  const where = checkValues(place, form.values)
  if (!where.ok) throw new Invalid(where.errors)
  const { list } = await askedList(c, where.data.list)
  const back = href(paths.today, {}, { list: where.data.list === viewerOf(c).id ? undefined : where.data.list })
  try {
    if (!form.ok) throw new Invalid(form.errors)
    const said = meaning(form.data)
    const id = await transact(db, async tx => {
      const { task: taskId, seen } = where.data
      const task = taskId === undefined ? undefined : await dueTask(tx, list, { id: taskId, accountId })
      return answerAccount(
        tx,
        actorOf(c),
        {
          accountId,
          listStaffId: list.staffId,
          day: list.day,
          task,
          seen,
          sample: account.sample,
        },
        said,
      )
    })
    return await answered(c, id, where.data.list, back)
  } catch (error) {
    return refusal(c, error, back, form.values)
  }
}

/**
 * The item becomes a line where it stands, time and accounts are counted anew; nothing else moves. Without scripts the list
 * comes anew.
 */
async function answered(c: RequestContext, id: number, name: string | undefined, back: string): Promise<Response> {
  const { db } = c.var.services
  const given = await findAnswer(db, id)
  if (!given || !c.req.header('accept')?.includes('text/vnd.turbo-stream.html')) return c.redirect(back, 303)
  const { list, person, minutes, spent } = await askedList(c, name)
  const [left, candidates, inCharge] = await Promise.all([
    planned(db, list, Math.max(0, minutes - spent)),
    countCandidates(db, list),
    accountsInCharge(db, list),
  ])
  const counts = leadCounts({ within: left.accounts, beyond: left.beyond, candidates, inCharge })
  return streams(
    c,
    <>
      <TurboStream action="replace" target={itemId(given.accountId)}>
        <AnsweredItem answer={given} canWithdraw={canWithdraw(viewerOf(c), given)} />
      </TurboStream>
      <TurboStream action="replace" target={leadId}>
        <DayLead day={list.day} counts={counts} />
      </TurboStream>
      {person ? (
        <TurboStream action="replace" target={timeId}>
          <TimeToday personId={person.id} minutes={minutes} spent={spent} planned={left.minutes} />
        </TurboStream>
      ) : null}
    </>,
  )
}

/** What cannot be accepted is said above the list, or with the note that was to be kept; nothing was written. */
function refusal(c: RequestContext, error: unknown, back: string, values: FormValues = {}): Response {
  const key =
    error instanceof Conflict ? error.key : error instanceof Invalid ? Object.values(error.fields)[0] : undefined
  if (key === undefined) throw error
  return refuse(c, { key: key as TextKey, status: error instanceof Conflict ? 409 : 422, back, values })
}

async function withdraw(c: RequestContext): Promise<Response> {
  const { db } = c.var.services
  const viewer = viewerOf(c)
  const given = await findAnswer(db, idParam(c))
  if (!given || !canWithdraw(viewer, given)) throw new NotFound('answer')
  const list = given.listStaffId ?? nobodys
  const back = href(paths.today, {}, { list: list === viewer.id ? undefined : list })
  try {
    await transact(db, tx => withdrawAnswer(tx, actorOf(c), given.id))
  } catch (error) {
    return refusal(c, error, back)
  }
  flash(c, 'good', 'today:answered.undone', { account: given.account })
  return c.redirect(back, 303)
}
