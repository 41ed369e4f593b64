import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { Conflict } from '../../../platform/errors.ts'
import { anyone, only } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, readForm, requiredText, withErrors } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { currency, locale, timeZone } from '../choices.ts'
import { findCompany } from '../company.ts'
import { emailAddress, newPasswordError, personName, typedPassword } from '../input.ts'
import { setUpCompany } from '../installation.ts'
import { signInWithPassword } from '../sign-in.ts'
import { FirstRunPage } from '../views/first-run.tsx'
import { WelcomePage } from '../views/welcome.tsx'

const firstRun = z.object({
  name: personName,
  email: emailAddress,
  password: typedPassword,
  company: requiredText(200),
  locale,
  timeZone,
  currency,
})

/** Begins an installation: its owner and company, then how to fill it. */
export const firstRunRoutes = new Routes()
  .get(paths.firstRun, anyone, async c => {
    if (await findCompany(c.var.services.db)) return c.redirect(href(paths.signIn), 303)
    return page(c, <FirstRunPage form={emptyForm} suggested={suggested(c)} />)
  })
  .post(paths.firstRun, anyone, async c => {
    const { services } = c.var
    if (await findCompany(services.db)) return taken(c)
    const form = await readForm(c, firstRun)
    const weak = form.ok && newPasswordError(form.data.password, [form.data.email, form.data.name, form.data.company])
    if (!form.ok || weak) {
      const shown = weak ? withErrors(form, { password: weak }) : form
      return page(c, <FirstRunPage form={shown} suggested={suggested(c)} />, 422)
    }
    const { name, email, password, company, ...settings } = form.data
    try {
      await setUpCompany(services, { name: company, ...settings }, { name, email, password })
    } catch (error) {
      if (error instanceof Conflict) return taken(c)
      throw error
    }
    await signInWithPassword(c, { email, password })
    return c.redirect(href(paths.welcome), 303)
  })
  .get(paths.welcome, only('admin'), c => page(c, <WelcomePage />))

function taken(c: RequestContext): Response {
  flash(c, 'bad', 'identity:firstRun.taken')
  return c.redirect(href(paths.signIn), 303)
}

function suggested(c: RequestContext) {
  const { config } = c.var.services
  const language = c.var.view.locale
  return {
    name: config.company ?? '',
    locale: language,
    timeZone: config.timeZone,
    currency: language === 'ja' ? 'JPY' : 'USD',
  }
}
