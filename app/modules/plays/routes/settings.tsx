import { z } from 'zod'
import { paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { leaders } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, type FormState, readForm, readNumber, withErrors } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { changedMeanwhile, isLate, wasField } from '../../../web/was.ts'
import { actorOf } from '../../identity/index.ts'
import { countCompanyHeldOut, playSettings, setCompanyHoldout } from '../running/settings.ts'
import { PlaySettingsPage } from '../views/running/settings-page.tsx'
import { webhookSecret } from '../webhooks/deliver.ts'

const mostPercent = 50
const settingsForm = z.object({
  holdout: z
    .string({ error: 'web:form.required' })
    .transform(readNumber)
    .pipe(
      z
        .number({ error: 'plays:running.settings.range' })
        .min(0, 'plays:running.settings.range')
        .max(mostPercent, 'plays:running.settings.range'),
    ),
  was: wasField,
})

/** What holds for all plays together. */
export const settingsRoutes = new Routes()
  .get(paths.playSettings, leaders, c => showSettings(c, emptyForm))
  .post(paths.playSettings, leaders, async c => {
    const form = await readForm(c, settingsForm)
    if (!form.ok) return showSettings(c, form)
    const { holdout, was } = form.data
    try {
      await transact(c.var.services.db, tx => setCompanyHoldout(tx, actorOf(c), { holdout: holdout / 100, was }))
    } catch (error) {
      if (!isLate(error)) throw error
      return showSettings(c, withErrors(form, { form: changedMeanwhile }))
    }
    flash(c, 'good', 'plays:running.settings.saved')
    return c.redirect(paths.playSettings, 303)
  })

async function showSettings(c: RequestContext, form: FormState): Promise<Response> {
  const { db } = c.var.services
  const [settings, heldOut, secret] = await Promise.all([playSettings(db), countCompanyHeldOut(db), webhookSecret(db)])
  return page(c, <PlaySettingsPage {...{ settings, heldOut, secret, form }} />, form === emptyForm ? 200 : 422)
}
