import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { Conflict } from '../../../platform/errors.ts'
import { canMail } from '../../../platform/mail.ts'
import { anyone } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, readForm, withErrors } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { clientAddress } from '../address.ts'
import { countMailRequest, forgiveAttempts } from '../attempts.ts'
import { companySettings } from '../company.ts'
import { emailAddress, newPasswordError, typedPassword } from '../input.ts'
import { askForReset } from '../jobs.ts'
import { hashNewPassword } from '../password.ts'
import { resetOf, resetPassword } from '../password-reset.ts'
import { signInWithPassword } from '../sign-in.ts'
import { LinkOverPage } from '../views/link-over.tsx'
import { ForgottenPage, NewPasswordPage, ResetSentPage } from '../views/password-reset.tsx'
import { TooManyPage } from '../views/too-many.tsx'

const forgotten = z.object({ email: emailAddress })
const renewed = z.object({ password: typedPassword })

/** A new password by mail, for who forgot theirs. */
export const passwordResetRoutes = new Routes()
  .get(paths.forgotten, anyone, c => page(c, <ForgottenPage form={emptyForm} mails={canMail(c.var.services.config)} />))
  .post(paths.forgotten, anyone, async c => {
    const { services } = c.var
    if (!canMail(services.config)) return page(c, <ForgottenPage form={emptyForm} mails={false} />, 422)
    const form = await readForm(c, forgotten)
    if (!form.ok) return page(c, <ForgottenPage form={form} mails />, 422)
    const asked = { email: form.data.email, ip: clientAddress(c) ?? '' }
    const wait = await countMailRequest(services.db, asked)
    if (wait !== undefined) {
      c.header('retry-after', String(wait))
      const count = Math.max(1, Math.ceil(wait / 60))
      return page(c, <TooManyPage text={c.var.view.t('identity:tooMany.mails', { count })} />, 429)
    }
    // Whether somebody has the address is found out by the job: the reply neither tells nor takes longer.
    await askForReset(services, asked)
    return page(c, <ResetSentPage email={form.data.email} />)
  })
  // Looking at the page uses nothing up: mail scanners look too.
  .get(paths.passwordReset, anyone, async c => {
    const person = await resetOf(c.var.services.db, tokenOf(c))
    if (!person) return page(c, <LinkOverPage />, 404)
    return page(c, <NewPasswordPage email={person.email} token={tokenOf(c)} form={emptyForm} />)
  })
  .post(paths.passwordReset, anyone, saveNewPassword)

async function saveNewPassword(c: RequestContext): Promise<Response> {
  const { db } = c.var.services
  const token = tokenOf(c)
  const person = await resetOf(db, token)
  if (!person) return page(c, <LinkOverPage />, 404)
  const { email, name } = person
  const form = await readForm(c, renewed)
  if (!form.ok) return page(c, <NewPasswordPage email={email} token={token} form={form} />, 422)
  const { password } = form.data
  const weak = newPasswordError(password, [email, name, (await companySettings(db)).name])
  if (weak) {
    const shown = withErrors(form, { password: weak })
    return page(c, <NewPasswordPage email={email} token={token} form={shown} />, 422)
  }
  const ip = clientAddress(c)
  const hash = await hashNewPassword(password)
  try {
    await transact(db, tx => resetPassword(tx, token, { hash, ip }))
  } catch (error) {
    if (error instanceof Conflict) return page(c, <LinkOverPage />, 409)
    throw error
  }
  return enter(c, { email, password })
}

/** In at once; with a second factor, to that. */
async function enter(c: RequestContext, input: { readonly email: string; readonly password: string }) {
  // Whoever reads the mail is not who guessed before.
  await forgiveAttempts(c.var.services.db, { email: input.email, ip: clientAddress(c) })
  const outcome = await signInWithPassword(c, input, 'reset')
  flash(c, 'good', 'identity:forgotten.done')
  if (outcome.is === 'in') return c.redirect(href(paths.today), 303)
  return c.redirect(href(outcome.is === 'second-factor' ? paths.secondFactor : paths.signIn), 303)
}

function tokenOf(c: RequestContext): string {
  return c.req.param('token') ?? ''
}
