import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { Invalid } from '../../../platform/errors.ts'
import { staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, readForm, withErrors } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { Routes } from '../../../web/routes.ts'
import { changedMeanwhile, isLate, wasField } from '../../../web/was.ts'
import { actorOf } from '../../identity/index.ts'
import { mostMinutes, setMinutesOn, setWorkingWeek, workingWeek } from '../minutes.ts'
import { WorkingWeekPage, weekdays } from '../views/working-week.tsx'
import { askedList, viewerOf } from './day.tsx'

const minutes = z
  .string({ error: 'today:time.range' })
  .trim()
  .regex(/^\d{1,4}$/, 'today:time.range')
  .transform(Number)
  .refine(count => count <= mostMinutes, 'today:time.range')

const week = z.object({
  ...(Object.fromEntries(weekdays.map(day => [day, minutes])) as Record<(typeof weekdays)[number], typeof minutes>),
  was: wasField,
})

/** How much time a person has: today, and usually. */
export const minutesRoutes = new Routes()
  .post(paths.todayMinutes, staff, async c => {
    const form = await readForm(c, z.object({ minutes, list: z.string().optional() }))
    if (!form.ok) throw new Invalid(form.errors)
    const { list } = await askedList(c, form.data.list)
    const { staffId, day } = list
    if (staffId === null) throw new Invalid({ list: 'web:form.invalid' })
    await transact(c.var.services.db, tx => setMinutesOn(tx, actorOf(c), { staffId, day }, form.data.minutes))
    return c.redirect(href(paths.today, {}, { list: staffId === viewerOf(c).id ? undefined : staffId }), 303)
  })
  .get(paths.todayWorkingWeek, staff, async c =>
    page(c, <WorkingWeekPage minutes={await workingWeek(c.var.services.db, viewerOf(c).id)} form={emptyForm} />),
  )
  .post(paths.todayWorkingWeek, staff, async c => {
    const { db } = c.var.services
    const form = await readForm(c, week)
    if (!form.ok) return page(c, <WorkingWeekPage minutes={await workingWeek(db, viewerOf(c).id)} form={form} />, 422)
    const { was, ...data } = form.data
    const said = weekdays.map(day => data[day])
    try {
      await transact(db, tx => setWorkingWeek(tx, actorOf(c), said, was))
    } catch (error) {
      if (!isLate(error)) throw error
      const late = withErrors(form, { form: changedMeanwhile })
      return page(c, <WorkingWeekPage minutes={await workingWeek(db, viewerOf(c).id)} form={late} />, 409)
    }
    flash(c, 'good', 'today:week.saved')
    return c.redirect(href(paths.today), 303)
  })
