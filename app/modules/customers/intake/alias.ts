import type { Tx } from '../../../platform/db.ts'
import { NotFound } from '../../../platform/errors.ts'
import type { MergeContacts } from '../../../web/module.ts'
import type { Actor } from '../../activity/index.ts'
import { joinContacts } from '../contacts/merge.ts'
import { takeContacts } from './contacts.ts'
import { joinAnonymous, resolveIdentities } from './identities.ts'

/** What an alias call turned out to mean. */
export interface Alias {
  /** The contact of `userId`. */
  readonly into: number
  /** The contact that `previousId` was and that is now part of `into`: its rows elsewhere have to follow. */
  readonly merged?: number
  /** `previousId`, when it was an anonymousId that is now joined to the contact. */
  readonly anonymousId?: string
}

/**
 * Says that `previousId` and `userId` are the same person. Known as a user, `previousId`'s contact is merged into that of
 * `userId`; otherwise it is joined as an anonymousId, unless it already belongs to somebody. Other modules' rows are moved
 * by `hooks`; the caller moves its own. A merge is recorded as done `by` the key of the app. Throws NotFound for a
 * userId that was erased.
 */
export async function aliasContact(
  tx: Tx,
  alias: { readonly previousId: string; readonly userId: string; readonly at: Date; readonly by: Actor },
  hooks: readonly MergeContacts[] = [],
): Promise<Alias> {
  const { ids } = await takeContacts(tx, [{ userId: alias.userId, traits: {}, at: alias.at }])
  const into = ids.get(alias.userId)
  if (into === undefined) throw new NotFound('erased userId')
  const { users } = await resolveIdentities(tx, { userIds: [alias.previousId], anonymousIds: [], groupIds: [] })
  const previous = users.get(alias.previousId)
  if (previous === into) return { into }
  if (previous !== undefined) {
    await joinContacts(tx, hooks, alias.by, { fromId: previous, intoId: into })
    return { into, merged: previous }
  }
  const joined = await joinAnonymous(tx, [{ anonymousId: alias.previousId, contactId: into }])
  return joined.length > 0 ? { into, anonymousId: alias.previousId } : { into }
}
