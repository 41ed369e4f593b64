import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { Conflict, Invalid } from '../../../platform/errors.ts'
import { evaluators, staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, type Form, type FormState, idParam, readForm, withErrors } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { liveStream } from '../../../web/sse.ts'
import { TurboStream } from '../../../web/ui/turbo-stream.tsx'
import { changedMeanwhile, isLate } from '../../../web/was.ts'
import { BrokenForm } from '../../customers/index.ts'
import { actorOf } from '../../identity/index.ts'
import { exampleExperiment } from '../experiments/example.ts'
import {
  changeQuestion,
  choosePlan,
  experimentArrived,
  experimentTopic,
  forgetArrival,
  openExperiment,
  removeExperiment,
} from '../experiments/experiment.ts'
import { planForm, questionForm } from '../experiments/form.ts'
import { faultsOf, findExperiment, sumsOf } from '../experiments/queries.ts'
import { experimentReport } from '../experiments/report.ts'
import { type Received, receiveRows } from '../experiments/upload.ts'
import { ExperimentPage, ExperimentProgress, isUnderWay, progressId } from '../views/experiment.tsx'
import { NewExperimentPage } from '../views/new.tsx'

/** Experiments that ended elsewhere: their upload, what their columns are, what came of them. */
export const experimentRoutes = new Routes()
  .get(paths.experimentNew, evaluators, c => page(c, <NewExperimentPage form={emptyForm} />))
  .get(paths.experimentSample, evaluators, c => {
    const { t } = c.var.view
    const words = {
      headings: t('effects:sample.headings'),
      control: t('effects:sample.control'),
      treated: t('effects:sample.treated'),
    }
    return c.body(`\ufeff${exampleExperiment(words)}`, 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="experiment.csv"',
    })
  })
  .post(paths.experiments, evaluators, async c => {
    const received = await receive(c)
    if ('fault' in received) {
      const form = { values: {}, errors: { file: `effects:new.${received.fault}` as const } }
      return page(c, <NewExperimentPage form={form} />, received.fault === 'too_large' ? 413 : 422)
    }
    const { db, jobs } = c.var.services
    await experimentArrived(db, jobs, received.id, received.bytes)
    return c.redirect(href(paths.experiment, { id: received.id }), 303)
  })
  .get(paths.experiment, staff, c => shown(c, emptyForm))
  .get(paths.experimentLive, staff, async c => {
    const id = idParam(c)
    const { db } = c.var.services
    await findExperiment(db, id)
    return liveStream(c, {
      topics: [experimentTopic(id)],
      show: async () => {
        const row = await findExperiment(db, id)
        if (!isUnderWay(row)) return <turbo-stream action="refresh" />
        return (
          <TurboStream action="replace" target={progressId}>
            <ExperimentProgress row={row} />
          </TurboStream>
        )
      },
    })
  })
  .post(paths.experimentPlan, evaluators, async c => {
    const { db, jobs } = c.var.services
    const form = await readForm(c, planForm)
    return stored(c, form, plan => transact(db, tx => choosePlan(tx, jobs, actorOf(c), idParam(c), plan)))
  })
  .post(paths.experimentQuestion, evaluators, async c => {
    const form = await readForm(c, questionForm)
    return stored(c, form, ({ was, ...change }) =>
      transact(c.var.services.db, tx => changeQuestion(tx, actorOf(c), idParam(c), change, was)),
    )
  })
  .post(paths.experimentRemoval, evaluators, async c => {
    await transact(c.var.services.db, tx => removeExperiment(tx, actorOf(c), idParam(c)))
    flash(c, 'good', 'effects:experiment.removed')
    return c.redirect(href(paths.effects), 303)
  })

async function stored<T>(c: RequestContext, form: Form<T>, store: (data: T) => Promise<void>): Promise<Response> {
  if (!form.ok) return shown(c, form, 422)
  try {
    await store(form.data)
  } catch (error) {
    if (isLate(error)) return shown(c, withErrors(form, { form: changedMeanwhile }), 422)
    if (error instanceof Invalid) return shown(c, withErrors(form, error.fields), 422)
    if (!(error instanceof Conflict)) throw error
    flash(c, 'bad', 'effects:choose.late')
  }
  return c.redirect(href(paths.experiment, { id: idParam(c) }), 303)
}

async function shown(c: RequestContext, form: FormState, status: 200 | 422 = 200): Promise<Response> {
  const { db } = c.var.services
  const row = await findExperiment(db, idParam(c))
  const done = row.status === 'done' && row.plan
  const [sums, faults] = done ? await Promise.all([sumsOf(db, [row.id]), faultsOf(db, row.id)]) : [[], []]
  const report = done ? experimentReport(done, sums) : undefined
  return page(c, <ExperimentPage row={row} report={report} faults={faults} form={form} />, status)
}

async function receive(c: RequestContext): Promise<Received | { fault: 'broken' }> {
  const { db } = c.var.services
  try {
    return await receiveRows(db, c.req.raw, {
      open: (name, fileName) => openExperiment(db, actorOf(c), { name, fileName }),
      discard: id => transact(db, tx => forgetArrival(tx, id)),
    })
  } catch (error) {
    if (error instanceof BrokenForm) return { fault: 'broken' }
    throw error
  }
}
