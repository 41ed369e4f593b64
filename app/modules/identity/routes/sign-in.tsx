import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { canMail } from '../../../platform/mail.ts'
import { anyone } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, type FormState, readForm, withErrors } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { ownPath } from '../own-path.ts'
import { signInAnswer } from '../passkey-answer.ts'
import {
  challengePasskey,
  type Outcome,
  signInWithCode,
  signInWithPasskey,
  signInWithPassword,
  signOut,
} from '../sign-in.ts'
import { SecondFactorPage } from '../views/second-factor.tsx'
import { SignInPage } from '../views/sign-in.tsx'
import { TooManyPage } from '../views/too-many.tsx'

const signIn = z.object({
  email: z.string().trim().min(1, 'web:form.required').max(254, 'identity:signIn.refused'),
  password: z.string().min(1, 'web:form.required').max(1000, 'identity:signIn.refused'),
  back: z.string().optional(),
})

const secondFactor = z.object({
  code: z.string().trim().min(1, 'web:form.required').max(100, 'identity:secondFactor.wrong'),
  back: z.string().optional(),
})

/** In and out: password, second step, passkey. */
export const signInRoutes = new Routes()
  .get(paths.signIn, anyone, c => (c.var.staff ? c.redirect(nextPath(c), 303) : signInPage(c, emptyForm, backOf(c))))
  .post(paths.signIn, anyone, async c => {
    const form = await readForm(c, signIn)
    const back = backOf(c, form.values.back)
    if (!form.ok) return signInPage(c, form, back, 422)
    const outcome = await signInWithPassword(c, form.data)
    if (outcome.is !== 'refused') return goOn(c, outcome, back)
    return signInPage(c, withErrors(form, { form: 'identity:signIn.refused' }), back, 422)
  })
  .get(paths.secondFactor, anyone, c =>
    c.var.staff ? c.redirect(nextPath(c), 303) : page(c, <SecondFactorPage form={emptyForm} back={backOf(c)} />),
  )
  .post(paths.secondFactor, anyone, async c => {
    const form = await readForm(c, secondFactor)
    const back = backOf(c, form.values.back)
    if (!form.ok) return page(c, <SecondFactorPage form={form} back={back} />, 422)
    const outcome = await signInWithCode(c, form.data.code)
    if (outcome.is !== 'refused') return goOn(c, outcome, back)
    return page(
      c,
      <SecondFactorPage form={withErrors(form, { code: 'identity:secondFactor.wrong' })} back={back} />,
      422,
    )
  })
  .post(paths.passkeySignInChallenge, anyone, async c => {
    const asked = await challengePasskey(c)
    return asked.is === 'made' ? c.json(asked.challenge) : c.json({ error: pausedText(c, asked.wait) }, 429)
  })
  .post(paths.passkeySignIn, anyone, async c => {
    const body = z.object({ response: signInAnswer }).safeParse(await c.req.json().catch(() => null))
    const outcome: Outcome = body.success ? await signInWithPasskey(c, body.data.response) : { is: 'refused' }
    if (outcome.is === 'in') return c.json({ location: nextPath(c) })
    return c.json({ error: c.var.view.t('identity:signIn.passkeyFailed') }, 422)
  })
  .post(paths.signOut, anyone, async c => {
    await signOut(c)
    // What the browser kept of the pages must not be seen by who comes next.
    c.header('clear-site-data', '"cache"')
    flash(c, 'good', 'identity:signIn.ended')
    return c.redirect(href(paths.signIn), 303)
  })

function signInPage(c: RequestContext, form: FormState, back: string | undefined, status: 200 | 422 = 200) {
  return page(c, <SignInPage form={form} back={back} mails={canMail(c.var.services.config)} />, status)
}

/** The reply to an attempt that is not simply wrong. */
function goOn(c: RequestContext, outcome: Exclude<Outcome, { is: 'refused' }>, back: string | undefined) {
  if (outcome.is === 'in') return c.redirect(back ?? href(paths.today), 303)
  if (outcome.is === 'second-factor') return c.redirect(href(paths.secondFactor, {}, { back }), 303)
  if (outcome.is === 'paused') {
    c.header('retry-after', String(outcome.wait))
    return page(c, <TooManyPage text={pausedText(c, outcome.wait)} />, 429)
  }
  flash(c, 'bad', 'identity:secondFactor.over')
  return c.redirect(href(paths.signIn, {}, { back }), 303)
}

function pausedText(c: RequestContext, seconds: number): string {
  return c.var.view.t('identity:tooMany.lead', { count: Math.max(1, Math.ceil(seconds / 60)) })
}

function backOf(c: RequestContext, typed?: string | readonly string[]): string | undefined {
  const text = typeof typed === 'string' ? typed : c.req.query('back')
  return ownPath(text, c.var.services.config.baseUrl)
}

function nextPath(c: RequestContext): string {
  return backOf(c) ?? href(paths.today)
}
