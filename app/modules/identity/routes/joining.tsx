import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { Conflict } from '../../../platform/errors.ts'
import { anyone } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, type Form, readForm, withErrors } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { clientAddress } from '../address.ts'
import { locale, timeZone } from '../choices.ts'
import { companySettings } from '../company.ts'
import { newPasswordError, personName, typedPassword } from '../input.ts'
import { acceptInvitation, type Invitation, invitationOf } from '../invitations.ts'
import { hashNewPassword } from '../password.ts'
import { findMember } from '../queries.ts'
import { signInWithPassword } from '../sign-in.ts'
import { JoinPage } from '../views/join.tsx'
import { LinkOverPage } from '../views/link-over.tsx'

const joining = z.object({ name: personName, password: typedPassword, locale, timeZone })
const comingBack = z.object({ password: typedPassword })

type Typed = z.output<typeof joining>

/** Joining by an invitation's link, or coming back in by one. Looking at the page uses nothing up: mail scanners look too. */
export const joiningRoutes = new Routes()
  .get(paths.joining, anyone, async c => {
    const invitation = await invitationOf(c.var.services.db, tokenOf(c))
    if (!invitation) return page(c, <LinkOverPage />, 404)
    return page(c, <JoinPage {...(await shown(c, invitation))} form={emptyForm} />)
  })
  .post(paths.joining, anyone, async c => {
    const invitation = await invitationOf(c.var.services.db, tokenOf(c))
    if (!invitation) return page(c, <LinkOverPage />, 404)
    const form = await readJoining(c, invitation)
    if (!form.ok) return page(c, <JoinPage {...(await shown(c, invitation))} form={form} />, 422)
    const { password, ...person } = form.data
    const hash = await hashNewPassword(password)
    try {
      await transact(c.var.services.db, tx =>
        acceptInvitation(tx, tokenOf(c), { ...person, hash, ip: clientAddress(c) }),
      )
    } catch (error) {
      if (error instanceof Conflict) return page(c, <LinkOverPage />, 409)
      throw error
    }
    const outcome = await signInWithPassword(c, { email: invitation.email, password }, 'invitation')
    if (outcome.is !== 'in') return c.redirect(href(paths.signIn), 303)
    flash(c, 'good', 'identity:join.welcome', { name: person.name })
    return c.redirect(href(paths.today), 303)
  })

/** The form of who joins; who comes back only chooses a password. */
async function readJoining(c: RequestContext, invitation: Invitation): Promise<Form<Typed>> {
  const form = invitation.staffId ? await readBack(c, invitation.staffId) : await readForm(c, joining)
  if (!form.ok) return form
  const { name } = await companySettings(c.var.services.db)
  const weak = newPasswordError(form.data.password, [invitation.email, form.data.name, name])
  return weak ? withErrors(form, { password: weak }) : form
}

async function readBack(c: RequestContext, staffId: string): Promise<Form<Typed>> {
  const form = await readForm(c, comingBack)
  if (!form.ok) return form
  const { locale, timeZone } = c.var.view
  const person = await findMember(c.var.services.db, staffId)
  return { ...form, data: { ...form.data, name: person?.name ?? '', locale, timeZone } }
}

async function shown(c: RequestContext, invitation: Invitation) {
  const company = await companySettings(c.var.services.db)
  return { invitation, token: tokenOf(c), company }
}

function tokenOf(c: RequestContext): string {
  return c.req.param('token') ?? ''
}
