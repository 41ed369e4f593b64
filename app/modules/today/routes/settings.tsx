import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { leaders } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, readForm, withErrors } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { Routes } from '../../../web/routes.ts'
import { changedMeanwhile, isLate, wasField } from '../../../web/was.ts'
import { actorOf } from '../../identity/index.ts'
import { judgeAllSoon } from '../jobs.ts'
import { changeEffectPrior, effectPrior } from '../judging/settings.ts'
import { TodaySettingsPage } from '../views/settings.tsx'

const settings = z.object({
  effect: z
    .string({ error: 'web:form.required' })
    .trim()
    .regex(/^\d{1,3}(\.\d)?$/, 'today:settings.effectRange')
    .transform(text => Number(text) / 100)
    .refine(share => share <= 1, 'today:settings.effectRange'),
  weight: z
    .string({ error: 'web:form.required' })
    .trim()
    .regex(/^[1-9]\d{0,4}$|^100000$/, 'today:settings.weightRange')
    .transform(Number),
  was: wasField,
})

/** What the company believes about contact. */
export const todaySettingsRoutes = new Routes()
  .get(paths.todaySettings, leaders, async c =>
    page(c, <TodaySettingsPage prior={await effectPrior(c.var.services.db)} form={emptyForm} />),
  )
  .post(paths.todaySettings, leaders, async c => {
    const { services } = c.var
    const form = await readForm(c, settings)
    if (!form.ok) return page(c, <TodaySettingsPage prior={await effectPrior(services.db)} form={form} />, 422)
    const { was, ...prior } = form.data
    try {
      await transact(services.db, async tx => {
        await changeEffectPrior(tx, actorOf(c), prior, was)
        await judgeAllSoon(tx, services)
      })
    } catch (error) {
      if (!isLate(error)) throw error
      const late = withErrors(form, { form: changedMeanwhile })
      return page(c, <TodaySettingsPage prior={await effectPrior(services.db)} form={late} />, 409)
    }
    flash(c, 'good', 'today:settings.saved')
    return c.redirect(href(paths.today), 303)
  })
