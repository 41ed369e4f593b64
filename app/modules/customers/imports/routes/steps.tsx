import { z } from 'zod'
import { href, paths } from '../../../../paths.ts'
import { transact } from '../../../../platform/db.ts'
import { Conflict, Invalid } from '../../../../platform/errors.ts'
import { carers } from '../../../../web/access.ts'
import { flash } from '../../../../web/flash.ts'
import { idParam, readForm, withErrors } from '../../../../web/forms.ts'
import { page } from '../../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../../web/routes.ts'
import { actorOf } from '../../../identity/index.ts'
import { changePlan, changeReading, startImport, stopImport } from '../import.ts'
import { planFromForm } from '../mapping/form.ts'
import type { Plan } from '../mapping/plan.ts'
import { findImport } from '../queries.ts'
import { delimiters } from '../reading/delimiter.ts'
import { encodings } from '../reading/encoding.ts'
import { ImportPage } from '../views/import.tsx'
import { contentOf } from './content.ts'

const readingForm = z.object({
  encoding: z.enum(encodings).optional().catch(undefined),
  delimiter: z.enum(delimiters).optional().catch(undefined),
})
const planForm = z.record(z.string(), z.union([z.string(), z.array(z.string())]))

/** What a person does with a file that was uploaded: read it in another way, map its columns, import it, stop that. */
export const stepRoutes = new Routes()
  .post(paths.importReading, carers, async c => {
    const { db, jobs } = c.var.services
    const form = await readForm(c, readingForm)
    if (form.ok) await transact(db, tx => changeReading(tx, jobs, idParam(c), form.data))
    return back(c)
  })
  .post(paths.importPlan, carers, c =>
    withPlan(c, async plan => {
      const { db, jobs } = c.var.services
      await transact(db, tx => changePlan(tx, jobs, idParam(c), plan))
    }),
  )
  .post(paths.importRun, carers, c =>
    withPlan(c, async plan => {
      const { db, jobs } = c.var.services
      await transact(db, tx => startImport(tx, jobs, actorOf(c), idParam(c), plan))
    }),
  )
  .post(paths.importStop, carers, async c => {
    try {
      await transact(c.var.services.db, tx => stopImport(tx, idParam(c)))
    } catch (error) {
      // It was quicker; its page says how it ended.
      if (!(error instanceof Conflict)) throw error
    }
    return back(c)
  })

/** Takes the plan from the form; one that lacks something is shown again with what is wrong. */
async function withPlan(c: RequestContext, use: (plan: Plan) => Promise<void>): Promise<Response> {
  const row = await findImport(c.var.services.db, idParam(c))
  const form = await readForm(c, planForm)
  if (!row.plan || !form.ok) return stale(c)
  const plan = planFromForm(row.subject, row.plan, form.data)
  try {
    await use(plan)
  } catch (error) {
    if (error instanceof Conflict) return stale(c)
    if (!(error instanceof Invalid)) throw error
    const content = await contentOf(c, row)
    return page(c, <ImportPage row={row} content={content} form={withErrors(form, error.fields)} />, 422)
  }
  return back(c)
}

function stale(c: RequestContext): Response {
  flash(c, 'bad', 'imports:conflict.status')
  return back(c)
}

function back(c: RequestContext): Response {
  return c.redirect(href(paths.import, { id: idParam(c) }), 303)
}
