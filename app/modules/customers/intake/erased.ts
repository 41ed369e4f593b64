import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import { addressesIn, anySuppressed, asAddress, atSign, findSuppressed } from '../contacts/suppression.ts'
import type { Json } from '../traits/trait.ts'

/** What a message says of persons and accounts, as far as it can bring somebody back. */
export interface Saying {
  readonly call: string
  readonly userId?: string | undefined
  readonly anonymousId?: string | undefined
  readonly previousId?: string | undefined
  readonly groupId?: string | undefined
  readonly traits: Readonly<Record<string, Json>>
}

/**
 * The messages (by index) that speak of a person who was erased: by an id, or by a mail address in their traits. An address
 * that the contact or account has anyway, because several shared it, may be said again. Asks one small question when nobody
 * was ever erased.
 */
export async function aboutErased(db: Db | Tx, messages: readonly Saying[]): Promise<ReadonlySet<number>> {
  if (messages.length === 0 || !(await anySuppressed(db))) return new Set()
  const ids = messages.flatMap(({ previousId }) => previousId ?? [])
  const said = messages.map(({ traits }) => addressesIn(traits))
  const erased = await findSuppressed(db, {
    user: distinct([...messages.flatMap(({ userId }) => userId ?? []), ...ids]),
    anonymous: distinct([...messages.flatMap(({ anonymousId }) => anonymousId ?? []), ...ids]),
    account: distinct(messages.flatMap(({ groupId }) => groupId ?? [])),
    email: distinct(said.flat()),
  })
  const kept = await addressesKept(
    db,
    messages.filter((_, index) => said[index]?.some(email => erased.email.has(email))),
  )
  const isErased = (message: Saying, index: number) => {
    const { userId = '', anonymousId = '', previousId = '', groupId = '' } = message
    if (erased.user.has(userId) || erased.user.has(previousId) || erased.account.has(groupId)) return true
    if (erased.anonymous.has(anonymousId) || erased.anonymous.has(previousId)) return true
    return said[index]?.some(email => erased.email.has(email) && !kept(message).has(asAddress(email))) === true
  }
  return new Set(messages.flatMap((message, index) => (isErased(message, index) ? index : [])))
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)]
}

/** The addresses that those have whom these messages are about. Rarely asked: only for messages with an erased address. */
async function addressesKept(db: Db | Tx, messages: readonly Saying[]) {
  if (messages.length === 0) return () => new Set<string>()
  const { rows } = await sql<{ group: boolean; id: string; email: string }>`
    select false as "group", i.value as id, known.email
    from customers.contact_identity i join customers.contact c on c.id = i.contact_id,
      lateral (select c.email union all select value from jsonb_each_text(c.traits)) known (email)
    where i.kind = 'user' and i.value = any(${messages.map(one => one.userId ?? '')}::text[]) and known.email ~ ${atSign}
    union all
    select true, i.external_id, known.value
    from customers.account_identity i join customers.account a on a.id = i.account_id, jsonb_each_text(a.traits) known
    where i.external_id = any(${messages.map(one => one.groupId ?? '')}::text[]) and known.value ~ ${atSign}`.execute(
    db,
  )
  const at = (group: boolean, id: string | undefined) =>
    rows.filter(row => row.group === group && row.id === id).map(row => asAddress(row.email))
  // The traits of a group call are the account's, those of an identify call the contact's; others say none.
  return (message: Saying) => new Set(message.call === 'group' ? at(true, message.groupId) : at(false, message.userId))
}
