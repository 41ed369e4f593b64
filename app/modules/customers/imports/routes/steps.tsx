import { z } from 'zod'
import { href, paths } from '../../../../paths.ts'
import { transact } from '../../../../platform/db.ts'
import { Conflict, Invalid } from '../../../../platform/errors.ts'
import { carers } from '../../../../web/access.ts'
import { flash } from '../../../../web/flash.ts'
import { type FormState, idParam, readForm, withErrors } from '../../../../web/forms.ts'
import type { TextKey } from '../../../../web/i18n.ts'
import { page } from '../../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../../web/routes.ts'
import { changedMeanwhile, isLate, wasField } from '../../../../web/was.ts'
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
  was: wasField,
})
const planForm = z.record(z.string(), z.union([z.string(), z.array(z.string())]))

/** What a person does with a file that was uploaded: read it in another way, map its columns, import it, stop that. */
export const stepRoutes = new Routes()
  .post(paths.importReading, carers, async c => {
    const { db, jobs } = c.var.services
    const form = await readForm(c, readingForm)
    if (!form.ok) return back(c)
    const { was, ...reading } = form.data
    try {
      await transact(db, tx => changeReading(tx, jobs, idParam(c), reading, was))
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
      return stale(c, isLate(error) ? 'imports:conflict.reading' : undefined)
    }
    return back(c)
  })
  .post(paths.importPlan, carers, c =>
    withPlan(c, async (plan, was) => {
      const { db, jobs } = c.var.services
      await transact(db, tx => changePlan(tx, jobs, idParam(c), plan, was))
    }),
  )
  .post(paths.importRun, carers, c =>
    withPlan(c, async (plan, was) => {
      const { db, jobs } = c.var.services
      await transact(db, tx => startImport(tx, jobs, actorOf(c), idParam(c), plan, was))
    }),
  )
  .post(paths.importStop, carers, async c => {
    try {
      await transact(c.var.services.db, tx => stopImport(tx, actorOf(c), idParam(c)))
    } catch (error) {
      // It was quicker; its page says how it ended.
      if (!(error instanceof Conflict)) throw error
    }
    return back(c)
  })

/** Takes the plan from the form; one that lacks something is shown again with what is wrong. */
async function withPlan(c: RequestContext, use: (plan: Plan, was?: string) => Promise<void>): Promise<Response> {
  const row = await findImport(c.var.services.db, idParam(c))
  const form = await readForm(c, planForm)
  if (!row.plan || !form.ok) return stale(c)
  const plan = planFromForm(row.subject, row.plan, form.data)
  try {
    await use(plan, wasField.safeParse(form.data.was).data)
  } catch (error) {
    if (isLate(error)) return shown(c, withErrors(form, { form: changedMeanwhile }))
    if (error instanceof Conflict) return stale(c)
    if (!(error instanceof Invalid)) throw error
    return shown(c, withErrors(form, error.fields))
  }
  return back(c)
}

/** The file as it is now, with the plan that was chosen. */
async function shown(c: RequestContext, form: FormState): Promise<Response> {
  const row = await findImport(c.var.services.db, idParam(c))
  return page(c, <ImportPage row={row} content={await contentOf(c, row)} form={form} />, 422)
}

function stale(c: RequestContext, key: TextKey = 'imports:conflict.status'): Response {
  flash(c, 'bad', key)
  return back(c)
}

function back(c: RequestContext): Response {
  return c.redirect(href(paths.import, { id: idParam(c) }), 303)
}
