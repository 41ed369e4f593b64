import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { today } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { Conflict } from '../../../platform/errors.ts'
import { carers, staff } from '../../../web/access.ts'
import { csvFile, csvList } from '../../../web/csv.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, type FormState, idParam, readForm, requiredText } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { page } from '../../../web/page.tsx'
import { refuse } from '../../../web/refused.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import type { View } from '../../../web/view.ts'
import { actorOf, recordExport, staffNames } from '../../identity/index.ts'
import { allSteps } from '../definition/steps.ts'
import { countListed, type EnrollmentRow, listEnrollments, loadEnrollment } from '../running/enrollments.ts'
import { madeBy } from '../running/made.ts'
import { loadPlay } from '../running/shown-play.ts'
import { tellingOf } from '../running/telling.ts'
import { stopEnrollment } from '../running.ts'
import { endings } from '../tables.ts'
import { EnrollmentPage } from '../views/running/enrollment-page.tsx'
import { EnrollmentsPage } from '../views/running/enrollments-page.tsx'

const perPage = 50
const stopForm = z.object({ note: requiredText(500) })
const listed = z.object({
  state: z.enum(['under_way', 'ended']).optional().catch(undefined),
  step: z
    .string()
    .regex(/^[a-z]\d{1,4}$/)
    .optional()
    .catch(undefined),
  by: z.enum(endings).optional().catch(undefined),
  after: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional().catch(undefined),
})

/** Who is and was in plays. */
export const enrollmentRoutes = new Routes()
  .get(paths.playEnrollments, staff, c => showList(c))
  .get(paths.playEnrollmentsExport, staff, c => exportList(c))
  .get(paths.enrollment, staff, c => showEnrollment(c, emptyForm))
  .post(paths.enrollmentStop, carers, async c => {
    const id = idParam(c)
    const form = await readForm(c, stopForm)
    if (!form.ok) return showEnrollment(c, form)
    try {
      await transact(c.var.services.db, tx => stopEnrollment(tx, actorOf(c), id, form.data.note))
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
      const back = href(paths.enrollment, { id })
      return refuse(c, { key: error.key as TextKey, status: 409, back, values: form.values })
    }
    flash(c, 'good', 'plays:running.stop.done')
    return c.redirect(href(paths.enrollment, { id }), 303)
  })

async function showList(c: RequestContext): Promise<Response> {
  const { db, offers } = c.var.services
  const play = await loadPlay(db, idParam(c))
  const { by, after, ...query } = listed.parse(c.req.query())
  const filter = { ...query, endedBy: by }
  const [found, total] = await Promise.all([
    listEnrollments(db, play.id, { ...filter, after, limit: perPage + 1 }),
    countListed(db, play.id, filter),
  ])
  const rows = found.slice(0, perPage)
  const at = (last?: number) => href(paths.playEnrollments, { id: play.id }, { ...query, by, after: last })
  return page(
    c,
    <EnrollmentsPage
      play={play}
      tabs={offers.playTabs}
      telling={await tellingOf(c.var.services, play)}
      filter={filter}
      rows={rows}
      total={total}
      next={found.length > perPage ? at(rows.at(-1)?.id) : undefined}
      previous={after ? at() : undefined}
    />,
  )
}

/** Answers with all enrollments of a play that the filter lets through as a CSV file. */
async function exportList(c: RequestContext): Promise<Response> {
  const { services, view } = c.var
  const { db } = services
  const play = await loadPlay(db, idParam(c))
  const { by, state, step } = listed.parse(c.req.query())
  const filter = { state, step, endedBy: by }
  await recordExport(c, 'plays.enrollments_exported', {
    name: play.name,
    rows: await countListed(db, play.id, filter),
  })
  const lines = csvList<EnrollmentRow>(view, {
    headings: columns.map(column => view.t(`plays:running.file.${column}`)),
    page: (last, limit) => listEnrollments(db, play.id, { ...filter, limit, after: last?.id }),
    cells: row => cellsOf(view, row),
    isSample: row => row.sample,
  })
  return csvFile(c, `play-${play.id}-${today(view.timeZone)}.csv`, lines)
}

const columns = ['account', 'contact', 'entered', 'state', 'step', 'waiting', 'until', 'ended', 'by', 'detail'] as const

function cellsOf({ t }: View, row: EnrollmentRow): readonly string[] {
  const until = row.endedAt ? null : (row.waitingLimit ?? row.wakeAt)
  return [
    row.account,
    row.contact ?? '',
    row.enteredAt.toISOString(),
    t(`plays:running.enrollments.states.${row.endedAt ? 'ended' : 'under_way'}`),
    row.step ?? '',
    row.waiting ?? '',
    until?.toISOString() ?? '',
    row.endedAt?.toISOString() ?? '',
    row.endedBy ? t(`plays:running.ending.${row.endedBy}`) : '',
    row.endedDetail ?? '',
  ]
}

async function showEnrollment(c: RequestContext, form: FormState): Promise<Response> {
  const { db } = c.var.services
  const enrollment = await loadEnrollment(db, idParam(c))
  const starter = enrollment.cause.staff
  const [play, made, people] = await Promise.all([
    loadPlay(db, enrollment.playId),
    madeBy(c.var.services, enrollment),
    staffNames(db, typeof starter === 'string' ? [starter] : []),
  ])
  const steps = new Map((enrollment.definition ? allSteps(enrollment.definition.steps) : []).map(one => [one.id, one]))
  const telling = await tellingOf(c.var.services, { ...play, told: enrollment.definition })
  const shown = { play, enrollment, steps, telling, made, people, form }
  return page(c, <EnrollmentPage {...shown} />, form === emptyForm ? 200 : 422)
}
