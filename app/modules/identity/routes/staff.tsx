import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../../../platform/errors.ts'
import { only, roles } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, type FormState, queryText, readForm, withErrors } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { actorOf, keyParam } from '../address.ts'
import { roleList, strengthsForm } from '../input.ts'
import { openInvitations } from '../invitations.ts'
import { findMember, type Member, members, staffNames } from '../queries.ts'
import { changeRoles, removePerson } from '../staff.ts'
import { knownStrengths, setStrengths, strengthsOf } from '../strengths.ts'
import { StaffPage } from '../views/staff.tsx'
import { StaffMemberPage } from '../views/staff-member.tsx'
import { strengthsRefusal } from './profile.tsx'

const perPage = 50

const roleForm = z.object({
  roles: roleList,
  was: z.string().transform(text => roles.filter(role => text.split(' ').includes(role))),
})

/** Who is in the company, and what they may do. */
export const staffRoutes = new Routes()
  .get(paths.staff, only('admin'), c => staffPage(c))
  .get(paths.staffMember, only('admin'), async c => memberPage(c, await findOrThrow(c)))
  .post(paths.staffMember, only('admin'), async c => {
    const member = await findOrThrow(c)
    const form = await readForm(c, roleForm)
    if (!form.ok) return memberPage(c, member, { form })
    try {
      await transact(c.var.services.db, tx => changeRoles(tx, actorOf(c), member.id, form.data))
    } catch (error) {
      const key = refusal(error)
      // What was typed is dropped: it stood on roles that are no longer so.
      const now = error instanceof Conflict ? emptyForm : form
      const shown = { values: now.values, errors: { form: key } }
      return memberPage(c, await findOrThrow(c), { form: shown })
    }
    flash(c, 'good', 'identity:staff.rolesSaved', { name: member.name })
    return c.redirect(href(paths.staff), 303)
  })
  .post(paths.staffMemberStrengths, only('admin'), async c => {
    const member = await findOrThrow(c)
    const form = await readForm(c, strengthsForm)
    if (!form.ok) return memberPage(c, member, { strengthsForm: form })
    const { tags, was } = form.data
    try {
      await transact(c.var.services.db, tx => setStrengths(tx, actorOf(c), member.id, tags, was))
    } catch (error) {
      return memberPage(c, member, { strengthsForm: withErrors(form, strengthsRefusal(error)) })
    }
    flash(c, 'good', 'identity:strengths.savedOf', { name: member.name })
    return c.redirect(href(paths.staffMember, { id: member.id }), 303)
  })
  .post(paths.staffMemberRemoval, only('admin'), async c => {
    const member = await findOrThrow(c)
    try {
      const { db, offers } = c.var.services
      await transact(db, tx => removePerson(tx, actorOf(c), member.id, offers.personRemovals))
    } catch (error) {
      const shown = withErrors({ ok: false, ...emptyForm }, { form: refusal(error) })
      return memberPage(c, member, { form: shown })
    }
    flash(c, 'good', 'identity:staff.removed', { name: member.name })
    return c.redirect(href(paths.staff), 303)
  })

/** The list, also with what was typed into the invitation when that cannot be accepted. */
export async function staffPage(c: RequestContext, form?: FormState): Promise<Response> {
  const { db } = c.var.services
  const [found, invitations] = await Promise.all([
    members(db, { after: queryText(c, 'after'), limit: perPage + 1 }),
    openInvitations(db),
  ])
  const shown = found.slice(0, perPage)
  const last = shown.at(-1)
  const next = found.length > perPage && last ? href(paths.staff, {}, { after: last.id }) : undefined
  const names = await staffNames(
    db,
    invitations.map(({ invitedBy }) => invitedBy),
  )
  const content = (
    <StaffPage members={shown} next={next} invitations={invitations} names={names} form={form ?? emptyForm} />
  )
  return page(c, content, form ? 422 : 200)
}

/** The page of one person, also with what was typed into one of its forms when that cannot be accepted. */
async function memberPage(
  c: RequestContext,
  member: Member,
  forms: { readonly form?: FormState; readonly strengthsForm?: FormState } = {},
): Promise<Response> {
  const { db } = c.var.services
  const [strengths, known] = await Promise.all([strengthsOf(db, member.id), knownStrengths(db)])
  const shown = { form: emptyForm, strengthsForm: emptyForm, ...forms }
  const status = Object.keys(forms).length > 0 ? 422 : 200
  return page(c, <StaffMemberPage member={member} strengths={strengths} known={known} {...shown} />, status)
}

async function findOrThrow(c: RequestContext): Promise<Member> {
  const member = await findMember(c.var.services.db, keyParam(c))
  if (!member) throw new NotFound('staff')
  return member
}

/** Why the change was refused, as a text key; anything unexpected is thrown on. */
function refusal(error: unknown): TextKey {
  if (error instanceof Conflict) return error.key as TextKey
  if (error instanceof Invalid) return Object.values(error.fields)[0] as TextKey
  throw error
}
