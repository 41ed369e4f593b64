import type { z } from 'zod'
import { transact } from '../../platform/db.ts'
import { log } from '../../platform/log.ts'
import type { RequestContext } from '../../web/routes.ts'
import { record, system } from '../activity/index.ts'
import { clientAddress } from './address.ts'
import { countAttempt, forgiveAttempts } from './attempts.ts'
import { authOf } from './auth.ts'
import { libraryHeaders, passCookies, tryLibrary } from './library.ts'
import type { signInAnswer } from './passkey-answer.ts'
import { normalizedPassword } from './password.ts'
import { findPresentId } from './people.ts'
import { dropSession } from './sessions.ts'
import { sessionToken } from './visit.ts'

/** How an attempt to sign in went. `wait` is in seconds. */
export type Outcome =
  | { readonly is: 'in' }
  | { readonly is: 'second-factor' }
  | { readonly is: 'refused' }
  | { readonly is: 'over' }
  | { readonly is: 'paused'; readonly wait: number }

export type Method = 'password' | 'secondFactor' | 'passkey' | 'invitation' | 'reset'

/**
 * Signs in with address and password and sets the cookies of the reply. Whether the address exists cannot be told from the
 * outcome, nor from the time it takes: the library hashes in either case.
 */
export async function signInWithPassword(
  c: RequestContext,
  input: { readonly email: string; readonly password: string },
  method: Method = 'password',
): Promise<Outcome> {
  const { services } = c.var
  const trier = { email: input.email, ip: clientAddress(c) }
  const wait = await countAttempt(services.db, trier)
  if (wait !== undefined) return paused(c, wait)
  const auth = await authOf(services)
  const body = { email: input.email.toLowerCase(), password: normalizedPassword(input.password) }
  const headers = libraryHeaders(c, { anew: true })
  const result = await tryLibrary(auth.api.signInEmail({ body, headers, returnHeaders: true }))
  if (!result.ok) {
    await recordFailure(c, input.email)
    return { is: 'refused' }
  }
  await forgiveAttempts(services.db, trier)
  passCookies(c, result.value.headers)
  const reply = result.value.response
  if (!('user' in reply)) return { is: 'second-factor' }
  await enter(c, reply.user.id, method)
  return { is: 'in' }
}

/**
 * The second step: a code of the authenticator app, or a backup code. The library counts failures itself: five per sign-in,
 * ten in a row per person.
 */
export async function signInWithCode(c: RequestContext, code: string): Promise<Outcome> {
  const { services } = c.var
  const { api } = await authOf(services)
  const call = { headers: libraryHeaders(c, { anew: true }), returnHeaders: true } as const
  const typed = code.normalize('NFKC').replace(/\s+/g, '')
  const result = /^\d{6}$/.test(typed)
    ? await tryLibrary(api.verifyTOTP({ body: { code: typed }, ...call }))
    : await tryLibrary(api.verifyBackupCode({ body: { code: typed }, ...call }))
  if (result.ok) {
    passCookies(c, result.value.headers)
    await enter(c, result.value.response.user.id, 'secondFactor')
    return { is: 'in' }
  }
  await recordFailure(c)
  if (result.code === 'ACCOUNT_TEMPORARILY_LOCKED') return paused(c, 15 * 60)
  return { is: wrongCode.has(result.code) ? 'refused' : 'over' }
}

const wrongCode: ReadonlySet<string> = new Set(['INVALID_CODE', 'INVALID_BACKUP_CODE'])

/** A challenge for the browser to sign with a passkey. It counts as the attempt: each can be answered once. */
export async function challengePasskey(
  c: RequestContext,
): Promise<{ readonly is: 'made'; readonly challenge: object } | Extract<Outcome, { is: 'paused' }>> {
  const wait = await countAttempt(c.var.services.db, { ip: clientAddress(c) })
  if (wait !== undefined) return paused(c, wait)
  const { api } = await authOf(c.var.services)
  const headers = libraryHeaders(c, { anew: true })
  const reply = await api.generatePasskeyAuthenticationOptions({ headers, returnHeaders: true })
  passCookies(c, reply.headers)
  return { is: 'made', challenge: { ...reply.response, userVerification: 'required' } }
}

/** Signs in with the browser's answer to the challenge. */
export async function signInWithPasskey(c: RequestContext, answer: z.output<typeof signInAnswer>): Promise<Outcome> {
  const { services } = c.var
  const { api } = await authOf(services)
  const headers = libraryHeaders(c, { anew: true })
  const result = await tryLibrary(
    api.verifyPasskeyAuthentication({ body: { response: answer }, headers, returnHeaders: true }),
  )
  if (!result.ok) {
    await recordFailure(c)
    return { is: 'refused' }
  }
  await forgiveAttempts(services.db, { ip: clientAddress(c) })
  passCookies(c, result.value.headers)
  await enter(c, result.value.response.user.id, 'passkey')
  return { is: 'in' }
}

/** Ends the session that the cookie names, wherever it is from, and takes the cookie away. */
export async function signOut(c: RequestContext): Promise<void> {
  const { services } = c.var
  const { api } = await authOf(services)
  const ended = await endCurrent(c)
  const reply = await api.signOut({ headers: libraryHeaders(c), returnHeaders: true })
  passCookies(c, reply.headers)
  if (!ended) return
  const actor = { kind: 'staff', id: ended, ...withAddress(c) } as const
  await transact(services.db, tx => record(tx, actor, { name: 'identity.signed_out', subjectId: ended }))
  logSession(c, 'signed out', { staff: ended })
}

// A session from before signing in must not live on beside the new one.
async function enter(c: RequestContext, staffId: string, method: Method): Promise<void> {
  await endCurrent(c)
  const actor = { kind: 'staff', id: staffId, ...withAddress(c) } as const
  const deed = { name: 'identity.signed_in', subjectId: staffId, data: { method } } as const
  await transact(c.var.services.db, tx => record(tx, actor, deed))
  logSession(c, 'signed in', { staff: staffId, method })
}

async function endCurrent(c: RequestContext): Promise<string | undefined> {
  const { services } = c.var
  const token = await sessionToken(services, c.req.raw.headers)
  return token ? dropSession(services.db, token) : undefined
}

// What was typed is not recorded: people type passwords into the wrong field.
async function recordFailure(c: RequestContext, email?: string): Promise<void> {
  const staff = await transact(c.var.services.db, async tx => {
    const person = await findPresentId(tx, email?.toLowerCase() ?? '')
    const data = { ip: clientAddress(c) ?? '' }
    await record(tx, system, { name: 'identity.sign_in_failed', ...(person && { subjectId: person }), data })
    return person
  })
  logSession(c, 'sign-in refused', staff ? { staff } : {})
}

function paused(c: RequestContext, wait: number): Extract<Outcome, { is: 'paused' }> {
  logSession(c, 'sign-in paused', { seconds: wait })
  return { is: 'paused', wait }
}

// As the audit log has it: by id, with the address on the network.
function logSession(c: RequestContext, what: string, told: Readonly<Record<string, string | number>>): void {
  log.info({ requestId: c.var.requestId, ...told, ...withAddress(c) }, what)
}

function withAddress(c: RequestContext): { readonly ip?: string } {
  const ip = clientAddress(c)
  return ip ? { ip } : {}
}
