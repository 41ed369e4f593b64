import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { today } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { only } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, type FormState, readForm, readNumber, withErrors } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import type { View } from '../../../web/view.ts'
import { changedMeanwhile, isLate, wasField } from '../../../web/was.ts'
import { actorOf } from '../../identity/index.ts'
import { changeSettings } from '../outbox/settings.ts'
import { noHolidays, readClosedDays } from '../posting/closed-days.ts'
import { holidayCountries, holidaysOf } from '../posting/holidays.ts'
import { messageSettings } from '../posting/settings.ts'
import { serverStates } from '../servers/state.ts'
import type { HolidayChoices } from '../views/closed-days.tsx'
import { SettingsPage } from '../views/settings.tsx'

const count = (most: number, message: TextKey) =>
  z.string().transform((text, context) => {
    const value = readNumber(text)
    if (value !== undefined && Number.isInteger(value) && value >= 1 && value <= most) return value
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })

const minute = z
  .string()
  .regex(/^\d{1,4}$/)
  .transform(Number)
  .pipe(z.number().max(1440))

// Which line it is is told by the page.
const closed = z
  .string()
  .max(20_000, { error: 'messages:closed.wrong' })
  .transform((text, context) => {
    const read = readClosedDays(text)
    if ('days' in read) return read.days
    context.addIssue({ code: 'custom', message: 'messages:closed.wrong' })
    return z.NEVER
  })

const settings = z
  .object({
    perDay: count(50, 'messages:settings.wrongDay'),
    perWeek: count(200, 'messages:settings.wrongDays'),
    opensAt: minute,
    closesAt: minute,
    'businessDays[]': z
      .union([z.string(), z.array(z.string())], { error: 'messages:settings.noDay' })
      .transform(days => [...new Set([days].flat().map(Number))].sort())
      .pipe(z.array(z.number().int().min(1).max(7)).min(1)),
    holidays: z.string().regex(/^(none|[A-Z]{2})$/, { error: 'messages:closed.noCountry' }),
    closedDays: closed,
    perMinute: count(6000, 'messages:settings.wrongRate'),
    was: wasField,
  })
  .refine(({ opensAt, closesAt }) => opensAt < closesAt, { path: ['closesAt'], error: 'messages:settings.wrongHours' })
  .refine(({ perDay, perWeek }) => perDay <= perWeek, { path: ['perWeek'], error: 'messages:settings.wrongWeek' })

/** How often, when and how fast messages leave. */
export const settingsRoutes = new Routes()
  .get(paths.messageSettings, only('admin'), c => settingsPage(c, emptyForm))
  .post(paths.messageSettings, only('admin'), async c => {
    const form = await readForm(c, settings)
    if (!form.ok) return settingsPage(c, form, 422)
    const { holidays } = form.data
    if (holidays !== noHolidays && !(await holidayCountries()).includes(holidays)) {
      return settingsPage(c, withErrors(form, { holidays: 'messages:closed.noCountry' }), 422)
    }
    const { was, 'businessDays[]': businessDays, ...rest } = form.data
    try {
      await transact(c.var.services.db, tx => changeSettings(tx, actorOf(c), { ...rest, businessDays }, was))
    } catch (error) {
      if (!isLate(error)) throw error
      return settingsPage(c, withErrors(form, { form: changedMeanwhile }), 409)
    }
    flash(c, 'good', 'messages:settings.saved')
    return c.redirect(href(paths.messageSettings), 303)
  })

async function settingsPage(c: RequestContext, form: FormState, status: 200 | 409 | 422 = 200): Promise<Response> {
  const { services } = c.var
  const [settings, servers] = await Promise.all([messageSettings(services.db), serverStates(services)])
  const holidays = await holidayChoices(settings.holidays, c.var.view)
  return page(c, <SettingsPage settings={settings} holidays={holidays} servers={servers} form={form} />, status)
}

async function holidayChoices(country: string, { locale, timeZone }: View): Promise<HolidayChoices> {
  const countries = await holidayCountries()
  if (country === noHolidays) return { countries, next: [] }
  const day = today(timeZone)
  const found = await Promise.all([day.year, day.year + 1].map(year => holidaysOf(country, year, locale)))
  return {
    countries,
    next: found
      .flat()
      .filter(one => one.day >= day.toString())
      .slice(0, 3),
  }
}
