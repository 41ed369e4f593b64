import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { staff } from '../../../web/access.ts'
import { readForm } from '../../../web/forms.ts'
import { locales } from '../../../web/i18n.ts'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { themes } from '../../../web/ui/theme.ts'
import { actorOf } from '../address.ts'
import { onOff } from '../choices.ts'
import { ownPath } from '../own-path.ts'
import { changeProfile } from '../staff.ts'

const preferences = z.object({
  theme: z.enum(themes).optional(),
  locale: z.enum(locales).optional(),
  singleKeys: onOff.optional(),
})

/** Language, theme and shortcuts, switched from the menus on any page. */
export const preferenceRoutes = new Routes().post(paths.preferences, staff, async c => {
  const form = await readForm(c, preferences)
  const chosen = form.ok ? Object.values(form.data).some(value => value !== undefined) : false
  if (form.ok && chosen) await transact(c.var.services.db, tx => changeProfile(tx, actorOf(c), form.data))
  return c.redirect(pageBefore(c), 303)
})

/** The page of ours on which the menu was opened. */
function pageBefore(c: RequestContext): string {
  const { baseUrl } = c.var.services.config
  const before = URL.parse(c.req.header('referer') ?? '')
  const here = new URL(c.req.url).host
  if (!before || (before.host !== here && before.origin !== new URL(baseUrl).origin)) return href(paths.today)
  return ownPath(before.pathname + before.search, baseUrl) ?? href(paths.today)
}
