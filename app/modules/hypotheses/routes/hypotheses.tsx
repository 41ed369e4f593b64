import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { Conflict, Forbidden, Invalid, NotFound } from '../../../platform/errors.ts'
import { staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { checkValues, emptyForm, type FormState, idParam, readForm, withErrors } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { isLate } from '../../../web/was.ts'
import { actorOf } from '../../identity/index.ts'
import {
  changeHypothesis,
  createHypothesis,
  judgeHypothesis,
  linkPlay,
  removeHypothesis,
  unlinkPlay,
} from '../hypothesis.ts'
import { hypothesisForm, judgementForm, playForm, versionField } from '../input.ts'
import { canRemove } from '../policy.ts'
import { countByState, findHypothesis, type Hypothesis, listHypotheses } from '../queries.ts'
import { states } from '../tables.ts'
import { EditHypothesisPage, NewHypothesisPage } from '../views/edit.tsx'
import { HypothesesPage } from '../views/list.tsx'
import { hypothesisPage } from './page.tsx'

const perPage = 50

const listQuery = z.object({
  state: z.enum(states).optional().catch(undefined),
  after: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional().catch(undefined),
})

/** What people believe about customers: the list, one of them, and what is made of it. */
export const hypothesisRoutes = new Routes()
  .get(paths.hypotheses, staff, c => listPage(c))
  .get(paths.hypothesisNew, staff, async c =>
    page(c, <NewHypothesisPage segments={await segmentChoices(c)} form={emptyForm} />),
  )
  .post(paths.hypotheses, staff, async c => {
    const form = await readForm(c, hypothesisForm)
    const refused = async (shown: FormState) =>
      page(c, <NewHypothesisPage segments={await segmentChoices(c)} form={shown} />, 422)
    if (!form.ok) return refused(form)
    let id: number
    try {
      id = await transact(c.var.services.db, tx => createHypothesis(tx, actorOf(c), form.data))
    } catch (error) {
      if (!(error instanceof Invalid)) throw error
      return refused(withErrors(form, error.fields))
    }
    flash(c, 'good', 'hypotheses:form.made')
    return c.redirect(href(paths.hypothesis, { id }), 303)
  })
  .get(paths.hypothesis, staff, async c => hypothesisPage(c, await load(c)))
  .get(paths.hypothesisEdit, staff, async c => editPage(c, await load(c), emptyForm, 200))
  .post(paths.hypothesis, staff, async c => {
    const hypothesis = await load(c)
    const form = await readForm(c, hypothesisForm)
    const version = checkValues(versionField, form.values)
    if (!version.ok) throw new Invalid(version.errors)
    if (!form.ok) return editPage(c, hypothesis, form)
    try {
      const { id } = hypothesis
      await transact(c.var.services.db, tx =>
        changeHypothesis(tx, actorOf(c), { id, version: version.data.version }, form.data),
      )
    } catch (error) {
      if (error instanceof Invalid) return editPage(c, hypothesis, withErrors(form, error.fields))
      if (!(error instanceof Conflict)) throw error
      return editPage(c, await load(c), withErrors(form, { form: error.key }))
    }
    flash(c, 'good', 'hypotheses:form.changed')
    return c.redirect(href(paths.hypothesis, { id: hypothesis.id }), 303)
  })
  .post(paths.hypothesisRemoval, staff, async c => {
    const { id, staffId } = await load(c)
    if (!c.var.staff || !canRemove(c.var.staff, { staffId })) throw new Forbidden()
    await transact(c.var.services.db, tx => removeHypothesis(tx, actorOf(c), id))
    flash(c, 'good', 'hypotheses:form.removed')
    return c.redirect(href(paths.hypotheses), 303)
  })
  .post(paths.hypothesisJudgement, staff, async c => {
    const hypothesis = await load(c)
    const form = await readForm(c, judgementForm)
    if (!form.ok) return hypothesisPage(c, hypothesis, { judgement: form })
    const { state, note, was } = form.data
    try {
      await transact(c.var.services.db, tx =>
        judgeHypothesis(tx, actorOf(c), hypothesis.id, { state, note: note ?? null }, { was }),
      )
    } catch (error) {
      if (!isLate(error)) throw error
      return hypothesisPage(c, await load(c), { judgement: withErrors(form, { form: 'web:form.changedMeanwhile' }) })
    }
    flash(c, 'good', `hypotheses:judgement.saved.${state}`)
    return c.redirect(href(paths.hypothesis, { id: hypothesis.id }), 303)
  })
  .post(paths.hypothesisPlays, staff, async c => changeLink(c, linkPlay))
  .post(paths.hypothesisPlayRemoval, staff, async c => changeLink(c, unlinkPlay))

async function listPage(c: RequestContext): Promise<Response> {
  const { db, offers } = c.var.services
  const { state, after } = listQuery.parse(c.req.query())
  const [found, counts, segments] = await Promise.all([
    listHypotheses(db, { state, after, limit: perPage + 1 }),
    countByState(db),
    offers.segments?.names(db),
  ])
  const rows = found.slice(0, perPage)
  const last = found.length > perPage ? rows.at(-1) : undefined
  const next = last && href(paths.hypotheses, {}, { state, after: last.id })
  const shown = { rows, counts, state, next, segments: segments ?? new Map(), first: after === undefined }
  return page(c, <HypothesesPage {...shown} />)
}

async function changeLink(c: RequestContext, write: typeof linkPlay | typeof unlinkPlay): Promise<Response> {
  const hypothesis = await load(c)
  const form = await readForm(c, playForm)
  if (!form.ok) return hypothesisPage(c, hypothesis, { play: form })
  await transact(c.var.services.db, tx => write(tx, actorOf(c), hypothesis.id, form.data.playId))
  flash(c, 'good', write === linkPlay ? 'hypotheses:plays.linked' : 'hypotheses:plays.unlinked')
  return c.redirect(href(paths.hypothesis, { id: hypothesis.id }), 303)
}

async function editPage(c: RequestContext, shown: Hypothesis, form: FormState, status: 200 | 422 = 422) {
  return page(c, <EditHypothesisPage hypothesis={shown} segments={await segmentChoices(c)} form={form} />, status)
}

async function segmentChoices(c: RequestContext): Promise<ReadonlyMap<number, string>> {
  const { db, offers } = c.var.services
  return (await offers.segments?.names(db)) ?? new Map()
}

async function load(c: RequestContext): Promise<Hypothesis> {
  const found = await findHypothesis(c.var.services.db, idParam(c))
  if (!found) throw new NotFound('hypothesis')
  return found
}
