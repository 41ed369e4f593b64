import type { CookieOptions } from 'hono/utils/cookie'
import type { RequestContext } from './routes.ts'

/** How our own cookies are set: for the whole site, out of reach of scripts, over https only where there is https. */
export function ownCookie(c: RequestContext): CookieOptions {
  const secure = c.var.services.config.baseUrl.startsWith('https:')
  return { path: '/', httpOnly: true, sameSite: 'Lax', secure }
}
