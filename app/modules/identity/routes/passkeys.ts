import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { readForm, requiredText, withErrors } from '../../../web/forms.ts'
import { Routes } from '../../../web/routes.ts'
import { changedMeanwhile, isLate, wasField } from '../../../web/was.ts'
import { actorOf, keyParam } from '../address.ts'
import { addPasskey, challengeNewPasskey } from '../new-passkey.ts'
import { newPasskeyAnswer } from '../passkey-answer.ts'
import { removePasskey, renamePasskey } from '../passkeys.ts'
import { profilePage } from './profile.tsx'

const passkeyName = z.string().trim().max(100)
const answer = z.object({
  response: newPasskeyAnswer,
  name: passkeyName.optional().transform(text => text?.replaceAll('\0', '').toWellFormed()),
})

/** The person's own passkeys. */
export const passkeyRoutes = new Routes()
  .post(paths.profilePasskeyChallenge, staff, async c => {
    const challenge = await challengeNewPasskey(c)
    return challenge ? c.json(challenge) : c.json({ error: c.var.view.t('identity:passkeys.notFresh') }, 403)
  })
  .post(paths.profilePasskeys, staff, async c => {
    const body = answer.safeParse(await c.req.json().catch(() => null))
    if (!body.success || !(await addPasskey(c, body.data))) {
      return c.json({ error: c.var.view.t('identity:passkeys.addFailed') }, 422)
    }
    flash(c, 'good', 'identity:passkeys.added')
    return c.json({ location: href(paths.profile) })
  })
  .post(paths.profilePasskey, staff, async c => {
    const id = keyParam(c)
    const form = await readForm(c, z.object({ name: requiredText(100), was: wasField }))
    if (!form.ok) return profilePage(c, { passkey: { ...form, id } })
    const { name, was } = form.data
    try {
      await transact(c.var.services.db, tx => renamePasskey(tx, actorOf(c), { id, was }, name))
    } catch (error) {
      if (!isLate(error)) throw error
      return profilePage(c, { passkey: { ...withErrors(form, { form: changedMeanwhile }), id } })
    }
    flash(c, 'good', 'identity:passkeys.renamed')
    return c.redirect(href(paths.profile), 303)
  })
  .post(paths.profilePasskeyRemoval, staff, async c => {
    await transact(c.var.services.db, tx => removePasskey(tx, actorOf(c), keyParam(c)))
    flash(c, 'good', 'identity:passkeys.removed')
    return c.redirect(href(paths.profile), 303)
  })
