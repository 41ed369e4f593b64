import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { Invalid } from '../../../platform/errors.ts'
import { staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, readForm, withErrors } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { themes } from '../../../web/ui/theme.ts'
import { changedMeanwhile, isLate, wasField } from '../../../web/was.ts'
import { actorOf, keyParam } from '../address.ts'
import { locale, onOff, timeZone } from '../choices.ts'
import { newPasswordError, personName, strengthsForm, typedPassword } from '../input.ts'
import { changePassword } from '../own-password.ts'
import { passkeysOf } from '../passkeys.ts'
import { findMember } from '../queries.ts'
import { endOtherSessions, endSession, sessionsOf } from '../sessions.ts'
import { changeProfile } from '../staff.ts'
import { knownStrengths, setStrengths, strengthsOf } from '../strengths.ts'
import { type ProfileForms, ProfilePage } from '../views/profile.tsx'
import { sessionToken } from '../visit.ts'

const profile = z.object({
  name: personName,
  locale,
  timeZone,
  theme: z.enum(themes, { error: 'web:form.invalid' }),
  singleKeys: onOff,
  was: wasField,
})
const password = z.object({ currentPassword: typedPassword, newPassword: typedPassword })

/** A person's own settings: who they are, how they sign in, where they are signed in. */
export const profileRoutes = new Routes()
  .get(paths.profile, staff, c => profilePage(c))
  .post(paths.profile, staff, async c => {
    const form = await readForm(c, profile)
    if (!form.ok) return profilePage(c, { profile: form })
    const { was, ...input } = form.data
    try {
      await transact(c.var.services.db, tx => changeProfile(tx, actorOf(c), input, was))
    } catch (error) {
      if (!isLate(error)) throw error
      return profilePage(c, { profile: withErrors(form, { form: changedMeanwhile }) })
    }
    flash(c, 'good', 'identity:profile.saved')
    return c.redirect(href(paths.profile), 303)
  })
  .post(paths.profileStrengths, staff, async c => {
    const form = await readForm(c, strengthsForm)
    if (!form.ok) return profilePage(c, { strengths: form })
    const { tags, was } = form.data
    const actor = actorOf(c)
    try {
      await transact(c.var.services.db, tx => setStrengths(tx, actor, actor.id, tags, was))
    } catch (error) {
      return profilePage(c, { strengths: withErrors(form, strengthsRefusal(error)) })
    }
    flash(c, 'good', 'identity:strengths.saved')
    return c.redirect(href(paths.profile), 303)
  })
  .post(paths.profilePassword, staff, async c => {
    const form = await readForm(c, password)
    const person = c.var.staff
    if (!form.ok || !person) return profilePage(c, { password: form })
    const known = [person.email, person.name, c.var.view.company.name]
    const weak = newPasswordError(form.data.newPassword, known)
    if (weak) return profilePage(c, { password: withErrors(form, { newPassword: weak }) })
    if (!(await changePassword(c, form.data))) {
      return profilePage(c, { password: withErrors(form, { currentPassword: 'identity:password.wrong' }) })
    }
    flash(c, 'good', 'identity:profile.passwordChanged')
    return c.redirect(href(paths.profile), 303)
  })
  .post(paths.profileSessionRemoval, staff, async c => {
    await transact(c.var.services.db, tx => endSession(tx, actorOf(c), keyParam(c)))
    flash(c, 'good', 'identity:profile.ended')
    return c.redirect(href(paths.profile), 303)
  })
  .post(paths.profileOtherSessionsRemoval, staff, async c => {
    const token = (await sessionToken(c.var.services, c.req.raw.headers)) ?? ''
    await transact(c.var.services.db, tx => endOtherSessions(tx, actorOf(c), token))
    flash(c, 'good', 'identity:profile.othersEnded')
    return c.redirect(href(paths.profile), 303)
  })

/** The page, with what was typed into one of its forms when that cannot be accepted. */
export async function profilePage(c: RequestContext, forms: Partial<ProfileForms> = {}): Promise<Response> {
  const { services, staff: person } = c.var
  const { id } = actorOf(c)
  const [member, passkeys, strengths, known, sessions] = await Promise.all([
    findMember(services.db, id),
    passkeysOf(services.db, id),
    strengthsOf(services.db, id),
    knownStrengths(services.db),
    sessionToken(services, c.req.raw.headers).then(token => sessionsOf(services.db, id, token)),
  ])
  if (!person || !member) return c.redirect(href(paths.signIn), 303)
  const status = Object.keys(forms).length > 0 ? 422 : 200
  const shown = { profile: emptyForm, strengths: emptyForm, password: emptyForm, passkey: undefined, ...forms }
  const held = { strengths, known, passkeys, sessions }
  return page(c, <ProfilePage person={person} twoFactor={member.twoFactor} {...held} forms={shown} />, status)
}

/** What is wrong with strengths that were refused; anything unexpected is thrown on. */
export function strengthsRefusal(error: unknown): Readonly<Record<string, string>> {
  if (isLate(error)) return { form: changedMeanwhile }
  if (error instanceof Invalid) return error.fields
  throw error
}
