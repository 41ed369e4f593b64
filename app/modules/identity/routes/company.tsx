import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { only } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, readForm, requiredText, withErrors } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { Routes } from '../../../web/routes.ts'
import { changedMeanwhile, isLate, wasField } from '../../../web/was.ts'
import { actorOf } from '../address.ts'
import { currency, locale, timeZone } from '../choices.ts'
import { changeCompany, companySettings } from '../company.ts'
import { CompanyPage } from '../views/company.tsx'

const settings = z.object({
  company: requiredText(200),
  locale,
  timeZone,
  currency,
  was: wasField,
})

/** The company's settings. */
export const companyRoutes = new Routes()
  .get(paths.company, only('admin'), async c =>
    page(c, <CompanyPage company={await companySettings(c.var.services.db)} form={emptyForm} />),
  )
  .post(paths.company, only('admin'), async c => {
    const { db } = c.var.services
    const form = await readForm(c, settings)
    if (!form.ok) return page(c, <CompanyPage company={await companySettings(db)} form={form} />, 422)
    const { company: name, was, ...rest } = form.data
    try {
      await transact(db, tx => changeCompany(tx, actorOf(c), { name, ...rest }, was))
    } catch (error) {
      if (!isLate(error)) throw error
      const late = withErrors(form, { form: changedMeanwhile })
      return page(c, <CompanyPage company={await companySettings(db)} form={late} />, 409)
    }
    flash(c, 'good', 'identity:company.saved')
    return c.redirect(href(paths.company), 303)
  })
