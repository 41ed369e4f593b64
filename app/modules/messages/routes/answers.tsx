import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { anyone } from '../../../web/access.ts'
import { formatFor } from '../../../web/format.ts'
import { queryText, readForm } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { answerInvitation, findInvitation, type Invitation } from '../answers/invitation.ts'
import { answers } from '../tables.ts'
import { AnswerPage } from '../views/answers.tsx'

const asked = z.enum(answers)

/** Answering an invitation. Following its buttons answers nothing yet: programs that look at mails follow them, too. */
export const answerRoutes = new Routes()
  .get(paths.answer, anyone, async c => show(c, await findInvitation(c.var.services.db, tokenOf(c))))
  .post(paths.answer, anyone, async c => {
    const form = await readForm(c, z.object({ answer: asked }))
    const invitation = await transact(c.var.services.db, async tx => {
      const found = await findInvitation(tx, tokenOf(c))
      if (found && form.ok) await answerInvitation(tx, found, form.data.answer)
      return found
    })
    if (!invitation) return show(c, undefined)
    return form.ok ? c.redirect(href(paths.answer, { token: tokenOf(c) }), 303) : show(c, invitation, 422)
  })

const tokenOf = (c: RequestContext) => c.req.param('token') ?? ''

/** In the language and the time of whoever was invited. */
function show(c: RequestContext, invitation: Invitation | undefined, status: 200 | 422 = 200): Response {
  const { view, services } = c.var
  if (invitation) {
    const { locale, timeZone } = invitation
    c.set('view', { ...view, locale, timeZone, t: services.words(locale), format: formatFor(locale, timeZone) })
  }
  const to = asked.safeParse(queryText(c, 'to')).data
  return page(c, <AnswerPage token={tokenOf(c)} invitation={invitation} to={to} />, invitation ? status : 404)
}
