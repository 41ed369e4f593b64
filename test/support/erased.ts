import { mentionOf } from '../../app/modules/customers/contacts/mentions.ts'
import type { Erased } from '../../app/web/erased.ts'

/** A person who is being erased, known by no more than this. */
export function erasedPerson({ name = null, ...known }: Partial<Erased> & { readonly name?: string | null }): Erased {
  const ids = { userIds: [], anonymousIds: [], accountIds: [], ownAccountIds: [], ...known }
  const mention = mentionOf({ name, email: null, phone: null }, ids.userIds)
  return { contactId: 0, mention, ...ids }
}
