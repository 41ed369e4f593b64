import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { type Tx, transact } from '../../../platform/db.ts'
import { Invalid, NotFound } from '../../../platform/errors.ts'
import { canMail } from '../../../platform/mail.ts'
import { installationSecret } from '../../../platform/secret.ts'
import { only } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { idParam, readForm, withErrors } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { actorOf, keyParam } from '../address.ts'
import { emailAddress, roleList } from '../input.ts'
import { findOpenInvitation, invite, renewAccess, resendInvitation, revokeInvitation } from '../invitations.ts'
import { invitationLink, mailInvitation } from '../jobs.ts'
import { InvitationReadyPage } from '../views/invitation-ready.tsx'
import { staffPage } from './staff.tsx'

const invitation = z.object({ email: emailAddress, roles: roleList })

/** Links by which people join, or come back in. */
export const invitationRoutes = new Routes()
  .post(paths.invitations, only('admin'), async c => {
    const form = await readForm(c, invitation)
    if (!form.ok) return staffPage(c, form)
    try {
      return await showLink(c, (tx, secret) => invite(tx, actorOf(c), secret, form.data))
    } catch (error) {
      if (error instanceof Invalid) return staffPage(c, withErrors(form, error.fields))
      throw error
    }
  })
  .post(paths.invitationRenewal, only('admin'), c =>
    showLink(c, (tx, secret) => resendInvitation(tx, actorOf(c), secret, idParam(c))),
  )
  .post(paths.staffMemberAccess, only('admin'), c =>
    showLink(c, (tx, secret) => renewAccess(tx, actorOf(c), secret, keyParam(c))),
  )
  .post(paths.invitationRevocation, only('admin'), async c => {
    const { db } = c.var.services
    const email = await transact(db, tx => revokeInvitation(tx, actorOf(c), idParam(c)))
    flash(c, 'good', 'identity:invitation.revoked', { email })
    return c.redirect(href(paths.staff), 303)
  })

/** Makes an invitation, mails it when that is possible, and shows its link this once. */
async function showLink(c: RequestContext, make: (tx: Tx, secret: string) => Promise<number>): Promise<Response> {
  const { services } = c.var
  const secret = await installationSecret(services.db, services.config.secret)
  const id = await transact(services.db, async tx => {
    const made = await make(tx, secret)
    await mailInvitation(services, tx, made)
    return made
  })
  const [made, link] = await Promise.all([findOpenInvitation(services.db, id), invitationLink(services, id)])
  if (!made || !link) throw new NotFound('invitation')
  c.header('cache-control', 'no-store')
  return page(c, <InvitationReadyPage invitation={made} link={link} mailed={canMail(services.config)} />)
}
