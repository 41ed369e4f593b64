import { transact } from '../../platform/db.ts'
import type { RequestContext } from '../../web/routes.ts'
import { record } from '../activity/index.ts'
import { actorOf } from './address.ts'
import { countAttempt, forgiveAttempts, type Trier } from './attempts.ts'
import { authOf } from './auth.ts'
import { libraryHeaders, passCookies, tryLibrary } from './library.ts'
import { normalizedPassword } from './password.ts'

/**
 * Changes the password of who is signed in and ends their other sessions; this one goes on under a new cookie.
 * False when the current password is wrong, or was guessed too often.
 */
export async function changePassword(
  c: RequestContext,
  input: { readonly currentPassword: string; readonly newPassword: string },
): Promise<boolean> {
  const { services } = c.var
  const actor = actorOf(c)
  if (await isGuessing(c)) return false
  const { api } = await authOf(services)
  const body = {
    currentPassword: normalizedPassword(input.currentPassword),
    newPassword: normalizedPassword(input.newPassword),
    revokeOtherSessions: true,
  }
  const result = await tryLibrary(api.changePassword({ body, headers: libraryHeaders(c), returnHeaders: true }))
  if (!result.ok) return false
  passCookies(c, result.value.headers)
  await forgiveGuesses(c)
  await transact(services.db, tx => record(tx, actor, { name: 'identity.password_changed', subjectId: actor.id }))
  return true
}

/** Counts a try of one's own password; true when there were too many: somebody else may sit at an open screen. */
export async function isGuessing(c: RequestContext): Promise<boolean> {
  return (await countAttempt(c.var.services.db, ownTrier(c))) !== undefined
}

/** After a right password. */
export async function forgiveGuesses(c: RequestContext): Promise<void> {
  await forgiveAttempts(c.var.services.db, ownTrier(c))
}

// Apart from signing in, which a thief at an open screen must not be able to pause.
function ownTrier(c: RequestContext): Trier {
  return { email: `own password of ${actorOf(c).id}` }
}
