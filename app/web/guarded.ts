import { href, paths } from '../paths.ts'
import { allows } from './access.ts'
import { answerMissing } from './error-pages.tsx'
import { flash } from './flash.ts'
import type { RequestContext, Route } from './routes.ts'
import { answerUnsaved, typedBySomebodyElse } from './unsaved.tsx'

/**
 * The handler of a route behind its access: others are sent to sign in, or see that it is not there; nothing they typed
 * is lost.
 */
export function guarded(route: Route) {
  return (c: RequestContext, next: () => Promise<void>) => {
    const person = c.var.staff
    if (route.method !== 'GET') return guardedForm(route, c, next)
    if (allows(route.access, person)) return route.handler(c, next)
    if (person) return answerMissing(c)
    // A page is found again after signing in.
    const back = c.req.path === paths.today ? undefined : c.req.path + new URL(c.req.url).search
    return c.redirect(href(paths.signIn, {}, { back }), 303)
  }
}

async function guardedForm(route: Route, c: RequestContext, next: () => Promise<void>) {
  const person = c.var.staff
  if (allows(route.access, person)) {
    const unsaved = person && typedBySomebodyElse(c) ? await answerUnsaved(c, 'somebodyElse') : undefined
    return unsaved ?? route.handler(c, next)
  }
  if (person) return (await answerUnsaved(c, 'notAllowed')) ?? answerMissing(c)
  const unsaved = await answerUnsaved(c, 'signedOut')
  if (unsaved) return unsaved
  flash(c, 'bad', 'web:error.signedOut')
  return c.redirect(href(paths.signIn), 303)
}
