import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, type Form, readForm, requiredText, withErrors } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { actorOf } from '../address.ts'
import { typedPassword } from '../input.ts'
import { findMember } from '../queries.ts'
import {
  beginSecondFactor,
  confirmSecondFactor,
  type Refused,
  removeSecondFactor,
  renewBackupCodes,
} from '../two-factor.ts'
import { BackupCodesPage, ScanPage, SecondFactorSettingsPage } from '../views/two-factor.tsx'

const withPassword = z.object({ password: typedPassword })
const confirmation = z.object({
  code: requiredText(20),
  uri: z.string().startsWith('otpauth://totp/').max(2000),
})

/**
 * The second factor: set up, confirm, new backup codes, remove. Pages with secrets are answers to a form that Turbo leaves
 * alone, so that they need no address that could be opened again.
 */
export const twoFactorRoutes = new Routes()
  .get(paths.profileSecondFactor, staff, c => settingsPage(c, emptyForm, 200))
  .post(paths.profileSecondFactor, staff, async c => {
    const form = await readForm(c, withPassword)
    if (!form.ok) return settingsPage(c, form, 422)
    const begun = await beginSecondFactor(c, form.data.password)
    return 'refused' in begun ? refuse(c, form, begun) : secret(c, <ScanPage uri={begun.uri} form={emptyForm} />)
  })
  .post(paths.profileSecondFactorConfirmation, staff, async c => {
    const form = await readForm(c, confirmation)
    const uri = String(form.values.uri ?? '')
    const codes = form.ok ? await confirmSecondFactor(c, form.data.code) : undefined
    if (codes) return secret(c, <BackupCodesPage codes={codes} fresh />)
    if (!uri.startsWith('otpauth://totp/')) return c.redirect(href(paths.profileSecondFactor), 303)
    return secret(c, <ScanPage uri={uri} form={withErrors(form, { code: 'identity:secondFactor.wrong' })} />, 422)
  })
  .post(paths.profileSecondFactorRemoval, staff, async c => {
    const form = await readForm(c, withPassword)
    if (!form.ok) return settingsPage(c, form, 422)
    const refused = await removeSecondFactor(c, form.data.password)
    if (refused) return refuse(c, form, refused)
    flash(c, 'good', 'identity:twoFactor.removed')
    return c.redirect(href(paths.profile), 303)
  })
  .post(paths.profileBackupCodes, staff, async c => {
    const form = await readForm(c, withPassword)
    if (!form.ok) return settingsPage(c, form, 422)
    const renewed = await renewBackupCodes(c, form.data.password)
    return 'refused' in renewed ? refuse(c, form, renewed) : secret(c, <BackupCodesPage codes={renewed.codes} />)
  })

async function settingsPage<T>(
  c: RequestContext,
  form: Form<T> | typeof emptyForm,
  status: 200 | 422,
): Promise<Response> {
  const member = await findMember(c.var.services.db, actorOf(c).id)
  return page(c, <SecondFactorSettingsPage on={member?.twoFactor ?? false} form={form} />, status)
}

function refuse<T>(c: RequestContext, form: Form<T>, { refused }: Refused): Response | Promise<Response> {
  if (refused === 'password') return settingsPage(c, withErrors(form, { password: 'identity:password.wrong' }), 422)
  // Done in another tab meanwhile.
  return c.redirect(href(paths.profileSecondFactor), 303)
}

function secret(c: RequestContext, content: Parameters<typeof page>[1], status: 200 | 422 = 200): Response {
  c.header('cache-control', 'no-store')
  return page(c, content, status)
}
