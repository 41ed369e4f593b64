import { APIError } from 'better-auth/api'
import type { RequestContext } from '../../web/routes.ts'
import { clientAddress } from './address.ts'
import { addressHeader, sessionCookie } from './auth.ts'

/**
 * The headers of this request as the sign-in library should see them: its cookies, the browser, and the address as we
 * know it. `anew` leaves the session out, for signing in.
 */
export function libraryHeaders(c: RequestContext, options: { readonly anew?: boolean } = {}): Headers {
  const headers = new Headers()
  const name = sessionCookie(c.var.services)
  const cookies = (c.req.header('cookie') ?? '').split(/;\s*/)
  headers.set('cookie', cookies.filter(one => !options.anew || !one.startsWith(`${name}=`)).join('; '))
  // Longer ones are no browser's.
  headers.set('user-agent', (c.req.header('user-agent') ?? '').slice(0, 400))
  const address = clientAddress(c)
  if (address) headers.set(addressHeader, address)
  return headers
}

/** Passes on the cookies that the library set. */
export function passCookies(c: RequestContext, headers: Headers): void {
  for (const cookie of headers.getSetCookie()) c.header('set-cookie', cookie, { append: true })
}

/** Runs a call of the library; what it refuses on purpose comes back as its code, anything else is thrown. */
export async function tryLibrary<T>(call: Promise<T>): Promise<{ readonly ok: true; readonly value: T } | Refusal> {
  try {
    return { ok: true, value: await call }
  } catch (error) {
    if (!(error instanceof APIError)) throw error
    const code = error.body?.code ?? ''
    if (error.statusCode >= 500 && !calledInternal.has(code)) throw error
    return { ok: false, code }
  }
}

// What a browser sent was wrong, though the library calls it an error of its own.
const calledInternal: ReadonlySet<string> = new Set(['FAILED_TO_VERIFY_REGISTRATION'])

export interface Refusal {
  readonly ok: false
  readonly code: string
}
