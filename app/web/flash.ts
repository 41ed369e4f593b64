import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import { paths } from '../paths.ts'
import { ownCookie } from './cookies.ts'
import type { TextKey, Words } from './i18n.ts'
import type { RequestContext } from './routes.ts'
import type { Flash } from './view.ts'

const cookie = 'banso_flash'
const shape = z.object({
  tone: z.enum(['good', 'care', 'bad']),
  key: z.string().regex(/^[a-z]+:[\w.]+$/),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
})

/** Says something on the next page: "Saved", or what went wrong. */
export function flash(
  c: RequestContext,
  tone: Flash['tone'],
  key: TextKey,
  values: Record<string, string | number> = {},
): void {
  setCookie(c, cookie, encodeURIComponent(JSON.stringify({ tone, key, values })), { ...ownCookie(c), maxAge: 60 })
}

/** Takes what was said for this page, once. Anything malformed is dropped. */
export function takeFlash(c: RequestContext, t: Words): Flash | undefined {
  const text = getCookie(c, cookie)
  if (!text) return undefined
  if (!isOpenedAnew(c)) deleteCookie(c, cookie, { path: '/' })
  const parsed = shape.safeParse(parseJson(text))
  if (!parsed.success) return undefined
  return { tone: parsed.data.tone, text: t(parsed.data.key as TextKey, parsed.data.values) }
}

/** Sent to sign in, scripts throw away what they fetched and open the page anew (client/stimulus/session.ts). */
function isOpenedAnew(c: RequestContext): boolean {
  return c.req.path === paths.signIn && c.req.header('x-turbo-request-id') !== undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(text))
  } catch {
    return undefined
  }
}
