import { transact } from '../../platform/db.ts'
import type { RequestContext } from '../../web/routes.ts'
import { record } from '../activity/index.ts'
import { actorOf } from './address.ts'
import { authOf } from './auth.ts'
import { libraryHeaders, passCookies, tryLibrary } from './library.ts'
import { forgiveGuesses, isGuessing } from './own-password.ts'
import { normalizedPassword } from './password.ts'

/** What went wrong: the password, or the second factor is on already (or not on). */
export type Refused = { readonly refused: 'password' | 'state' }

/** Begins to set up the second factor; it counts once a code was confirmed. Returns the otpauth:// address for the app. */
export async function beginSecondFactor(
  c: RequestContext,
  password: string,
): Promise<{ readonly uri: string } | Refused> {
  if (await isGuessing(c)) return { refused: 'password' }
  const { api } = await authOf(c.var.services)
  const body = { password: normalizedPassword(password), method: 'totp' } as const
  const result = await tryLibrary(api.enableTwoFactor({ body, headers: libraryHeaders(c) }))
  if (!result.ok) return refusedFor(result.code)
  await forgiveGuesses(c)
  return { uri: 'totpURI' in result.value ? result.value.totpURI : '' }
}

/** Turns the second factor on with a first code of the app. Returns the backup codes, or undefined when the code is wrong. */
export async function confirmSecondFactor(c: RequestContext, code: string): Promise<readonly string[] | undefined> {
  const { services } = c.var
  const actor = actorOf(c)
  const { api } = await authOf(services)
  const body = { code: code.normalize('NFKC').replace(/\s+/g, '') }
  const result = await tryLibrary(api.verifyTOTP({ body, headers: libraryHeaders(c), returnHeaders: true }))
  if (!result.ok) return undefined
  passCookies(c, result.value.headers)
  await transact(services.db, tx => record(tx, actor, { name: 'identity.second_factor_added', subjectId: actor.id }))
  const { backupCodes } = await api.viewBackupCodes({ body: { userId: actor.id } })
  return backupCodes
}

/** Turns the second factor off. Undefined when done. */
export async function removeSecondFactor(c: RequestContext, password: string): Promise<Refused | undefined> {
  if (await isGuessing(c)) return { refused: 'password' }
  const actor = actorOf(c)
  const { api } = await authOf(c.var.services)
  const body = { password: normalizedPassword(password) }
  const result = await tryLibrary(api.disableTwoFactor({ body, headers: libraryHeaders(c), returnHeaders: true }))
  if (!result.ok) return refusedFor(result.code)
  passCookies(c, result.value.headers)
  await forgiveGuesses(c)
  const deed = { name: 'identity.second_factor_removed', subjectId: actor.id } as const
  await transact(c.var.services.db, tx => record(tx, actor, deed))
  return undefined
}

/** Makes new backup codes; the ones before stop working. */
export async function renewBackupCodes(
  c: RequestContext,
  password: string,
): Promise<{ readonly codes: readonly string[] } | Refused> {
  if (await isGuessing(c)) return { refused: 'password' }
  const actor = actorOf(c)
  const { api } = await authOf(c.var.services)
  const body = { password: normalizedPassword(password) }
  const result = await tryLibrary(api.generateBackupCodes({ body, headers: libraryHeaders(c) }))
  if (!result.ok) return refusedFor(result.code)
  await forgiveGuesses(c)
  const deed = { name: 'identity.backup_codes_renewed', subjectId: actor.id } as const
  await transact(c.var.services.db, tx => record(tx, actor, deed))
  return { codes: result.value.backupCodes }
}

function refusedFor(code: string): Refused {
  return { refused: code === 'INVALID_PASSWORD' ? 'password' : 'state' }
}
