import { href, paths } from '../../../paths.ts'
import { type Tx, transact } from '../../../platform/db.ts'
import { Conflict, Invalid } from '../../../platform/errors.ts'
import { allows, leaders, staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, type Form, type FormState, idParam, readForm, typed, withErrors } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { actorOf } from '../../identity/index.ts'
import { requestCount } from '../counting/jobs.ts'
import { modelForm } from '../input.ts'
import {
  changeModel,
  createModel,
  currentModels,
  endModel,
  findModel,
  type ModelInput,
  moveModel,
  type TouchModel,
} from '../models.ts'
import { accountsByModel, segmentNames } from '../queries.ts'
import { ModelPage } from '../views/model-page.tsx'
import { ModelsPage } from '../views/models-page.tsx'

/** Touch models: to look at for everybody, to be changed by who leads. */
export const touchModelRoutes = new Routes()
  .get(paths.touchModels, staff, async c => {
    const { db } = c.var.services
    const [models, segments, accounts] = await Promise.all([currentModels(db), segmentNames(db), accountsByModel(db)])
    return page(c, <ModelsPage {...{ models, segments, accounts }} mayEdit={allows(leaders, c.var.staff)} />)
  })
  .get(paths.touchModelNew, leaders, c => showForm(c, undefined, emptyForm))
  .post(paths.touchModels, leaders, c => save(c, undefined))
  .get(paths.touchModel, staff, async c => {
    const model = await findModel(c.var.services.db, idParam(c))
    return showForm(c, model, emptyForm)
  })
  .post(paths.touchModel, leaders, async c => save(c, await findModel(c.var.services.db, idParam(c))))
  .post(paths.touchModelOrder, leaders, async c => {
    const by = c.req.query('to') === 'later' ? 1 : -1
    await change(c, tx => moveModel(tx, actorOf(c), idParam(c), by))
    return c.redirect(href(paths.touchModels), 303)
  })
  .post(paths.touchModelEnd, leaders, async c => {
    const model = await findModel(c.var.services.db, idParam(c))
    await change(c, tx => endModel(tx, actorOf(c), model.id))
    flash(c, 'good', 'touch:models.endedFlash', { name: model.name })
    return c.redirect(href(paths.touchModels), 303)
  })

async function change(c: RequestContext, work: (tx: Tx) => Promise<unknown>): Promise<void> {
  const { services } = c.var
  await transact(services.db, async tx => {
    await work(tx)
    await requestCount(tx, services)
  })
}

async function showForm(
  c: RequestContext,
  model: TouchModel | undefined,
  form: FormState,
  status: 200 | 409 | 422 = 200,
): Promise<Response> {
  const { db } = c.var.services
  const [models, segments] = await Promise.all([currentModels(db), segmentNames(db)])
  const taken = new Set(models.flatMap(one => (one.id === model?.id ? [] : [one.segmentId])))
  const free = new Map([...segments].filter(([id]) => !taken.has(id)))
  const mayEdit = allows(leaders, c.var.staff) && !model?.ended
  return page(c, <ModelPage {...{ model, form, mayEdit, free, segments }} first={models.length === 0} />, status)
}

async function save(c: RequestContext, model: TouchModel | undefined): Promise<Response> {
  const form = await readForm(c, modelForm)
  if (!form.ok) return showForm(c, model, form, 422)
  const { input, was } = form.data
  const models = await currentModels(c.var.services.db)
  // Nobody but the first one may be without a segment: the model for everybody else is there from then on.
  if (!model && input.segmentId === null && models.length > 0) {
    return showForm(c, model, withErrors(form, { segment: 'touch:form.segmentMissing' }), 422)
  }
  if (model && model.segmentId !== null && input.segmentId === null) {
    return showForm(c, model, withErrors(form, { segment: 'touch:form.segmentMissing' }), 422)
  }
  try {
    await change(c, tx =>
      model ? changeModel(tx, actorOf(c), model.id, input, was) : createModel(tx, actorOf(c), input, otherwiseOf(c)),
    )
  } catch (error) {
    return refuse(c, model, form, error)
  }
  flash(c, 'good', model ? 'touch:models.changedFlash' : 'touch:models.createdFlash', { name: input.name })
  return c.redirect(href(paths.touchModels), 303)
}

async function refuse(c: RequestContext, model: TouchModel | undefined, form: Form<unknown>, error: unknown) {
  if (error instanceof Invalid) return showForm(c, model, withErrors(form, error.fields), 422)
  if (!(error instanceof Conflict)) throw error
  // What is stored now stands beside what was typed.
  const stored = model && (await findModel(c.var.services.db, model.id))
  const field = error.key === 'touch:form.segmentTaken' && typed(form, 'segment') ? 'segment' : 'form'
  return showForm(c, stored, withErrors(form, { [field]: error.key }), 409)
}

/** What comes with the first model: everybody else is left to programs until somebody says otherwise. */
function otherwiseOf(c: RequestContext): ModelInput {
  return {
    name: c.var.view.t('touch:models.otherwiseName'),
    segmentId: null,
    shares: { high: 0, low: 0, tech: 100, community: 0 },
    purposes: { high: '', low: '', tech: '', community: '' },
    minutes: 0,
    note: '',
  }
}
