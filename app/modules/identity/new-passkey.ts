import type { z } from 'zod'
import { transact } from '../../platform/db.ts'
import type { RequestContext } from '../../web/routes.ts'
import { record } from '../activity/index.ts'
import { actorOf } from './address.ts'
import { authOf } from './auth.ts'
import { libraryHeaders, passCookies, tryLibrary } from './library.ts'
import type { newPasskeyAnswer } from './passkey-answer.ts'

/** A challenge for the browser to make a passkey. Undefined when the person signed in more than a day ago. */
export async function challengeNewPasskey(c: RequestContext): Promise<unknown> {
  const { api } = await authOf(c.var.services)
  const call = { headers: libraryHeaders(c), query: {}, returnHeaders: true } as const
  const result = await tryLibrary(api.generatePasskeyRegistrationOptions(call))
  if (!result.ok) return undefined
  passCookies(c, result.value.headers)
  return result.value.response
}

/** Keeps the passkey that the browser made. False when its answer does not fit the challenge. */
export async function addPasskey(
  c: RequestContext,
  input: { readonly response: z.output<typeof newPasskeyAnswer>; readonly name?: string | undefined },
): Promise<boolean> {
  const { services } = c.var
  const actor = actorOf(c)
  const { api } = await authOf(services)
  const body = { response: input.response, ...(input.name && { name: input.name }) }
  const result = await tryLibrary(api.verifyPasskeyRegistration({ body, headers: libraryHeaders(c) }))
  if (!result.ok) return false
  await transact(services.db, tx => record(tx, actor, { name: 'identity.passkey_added', subjectId: actor.id }))
  return true
}
