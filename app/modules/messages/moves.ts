import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import type { Erased } from '../../web/erased.ts'
import { mentions } from '../customers/index.ts'
import { asAddress } from './posting/address.ts'
import { suppressAddresses } from './suppression/suppress.ts'

interface Pair {
  readonly fromId: number
  readonly intoId: number
}

/** Messages of an account go with it into the one it is merged with. */
export async function moveAccount(tx: Tx, { fromId, intoId }: Pair): Promise<void> {
  await tx.updateTable('messages.message').set({ account_id: intoId }).where('account_id', '=', fromId).execute()
}

/** The same for a contact. Limits then count what both were told. */
export async function moveContact(tx: Tx, { fromId, intoId }: Pair): Promise<void> {
  await tx.updateTable('messages.message').set({ contact_id: intoId }).where('contact_id', '=', fromId).execute()
}

/**
 * What was filled into messages to a person who is erased goes, and so does the address; that there was a message stays. Nothing
 * more is sent. Of the address a keyed hash is kept, so that it gets no mail again whoever enters it. Messages to others lose
 * what was filled in when that names the person.
 */
export async function forgetContact(tx: Tx, erased: Erased): Promise<void> {
  const { rows: own } = await sql<{ id: number; address: string | null }>`
    update messages.message m set
      filled = (select coalesce(jsonb_agg('…'::text), '[]') from jsonb_array_elements(m.filled)), contact_id = null,
      state = case when m.state in ('waiting', 'sending') then 'dropped' else m.state end
    where m.contact_id = ${erased.contactId} returning id, address`.execute(tx)
  const named = mentions(erased, sql`m.account_id`, sql`m.filled::text`)
  await sql`
    update messages.message m set
      filled = (select coalesce(jsonb_agg('…'::text), '[]') from jsonb_array_elements(m.filled))
    where ${named}`.execute(tx)
  const { rows: contacts } = await sql<{ email: string | null }>`
    select email from customers.contact_fact where contact_id = ${erased.contactId}`.execute(tx)
  const known = [...own.map(row => row.address), ...contacts.map(row => row.email)]
  const addresses = known.flatMap(address => (address === null ? [] : asAddress(address)))
  const ids = own.map(row => row.id)
  await tx
    .deleteFrom('messages.suppression')
    .where('address', 'in', [...addresses, ''])
    .execute()
  await suppressAddresses(
    tx,
    addresses.map(address => ({ address, reason: 'erased' })),
  )
  await sql`update messages.message set address = null where id = any(${ids}::bigint[])`.execute(tx)
  // Servers repeat the address in what they say.
  await sql`update messages.trace set detail = null where message_id = any(${ids}::bigint[])`.execute(tx)
}

/** Messages of the sample company, and those to its contacts; also what came of them, and what nobody else was told. */
export async function removeSampleMessages(tx: Tx): Promise<void> {
  await sql`
    with gone as (
      delete from messages.message m where m.sample
        or m.contact_id in (select contact_id from customers.contact_fact where sample)
        or m.account_id in (select account_id from customers.account_fact where sample)
      returning id
    )
    delete from messages.suppression s using gone
    where s.message_id = gone.id and s.reason in ('unsubscribed', 'bounced')`.execute(tx)
  await sql`
    delete from messages.content c
    where not exists (select from messages.message m where m.content_id = c.id)`.execute(tx)
}
