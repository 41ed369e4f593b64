import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { Invalid } from '../../../platform/errors.ts'
import { staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { idParam, readForm } from '../../../web/forms.ts'
import { Routes } from '../../../web/routes.ts'
import { actorOf } from '../../identity/index.ts'
import { forgetPlaces, moveTask } from '../day/place.ts'
import { planDay } from '../day/plan.ts'
import { moveForm } from '../input.ts'

/** The order of one's own day: changed by hand, and back again. */
export const taskDayRoutes = new Routes()
  .post(paths.taskPlace, staff, async c => {
    const form = await readForm(c, moveForm)
    if (!form.ok) throw new Invalid(form.errors)
    const actor = actorOf(c)
    const { services } = c.var
    await transact(services.db, tx => moveTask(tx, services, actor, idParam(c), form.data.move))
    return c.redirect(href(paths.tasks), 303)
  })
  .post(paths.tasksOrder, staff, async c => {
    const actor = actorOf(c)
    const { day } = await planDay(c.var.services, actor.id)
    await transact(c.var.services.db, tx => forgetPlaces(tx, actor, day))
    flash(c, 'good', 'tasks:day.forgotten')
    return c.redirect(href(paths.tasks), 303)
  })
