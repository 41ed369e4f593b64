import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { markCrowded } from './crowds.ts'
import { type Evaluating, evaluate, prepare } from './evaluate.ts'
import { batchSize } from './progress.ts'

// Of an account with more people than this only those are looked at at once who are marked themselves; the others soon.
const fewContacts = 100
// And of many accounts together not more than these: the transaction holds what it computed until its end.
const manyContacts = 5000

/** Brings the membership of accounts that changed, and of their contacts, in all segments up to date. */
export async function evaluateAccounts(tx: Tx, services: Services, accountIds: readonly number[]): Promise<void> {
  const evaluating = await prepare(tx, services, 'change')
  if (!evaluating || accountIds.length === 0) return
  await evaluate(tx, evaluating, { about: 'account', ids: accountIds })
  if (!evaluating.definitions.some(({ about }) => about === 'contact')) return
  const { contactIds, crowded } = await contactsOf(tx, accountIds)
  await evaluateInBatches(tx, evaluating, contactIds)
  await markCrowded(tx, crowded)
}

/** The same for contacts that changed. */
export async function evaluateContacts(tx: Tx, services: Services, contactIds: readonly number[]): Promise<void> {
  const evaluating = await prepare(tx, services, 'change')
  if (evaluating) await evaluateInBatches(tx, evaluating, contactIds)
}

async function evaluateInBatches(tx: Tx, evaluating: Evaluating, contactIds: readonly number[]): Promise<void> {
  for (let at = 0; at < contactIds.length; at += batchSize) {
    await evaluate(tx, evaluating, { about: 'contact', ids: contactIds.slice(at, at + batchSize) })
  }
}

/** The contacts of these accounts, but for those of accounts with very many, or of the rest once there are many. */
async function contactsOf(tx: Tx, accountIds: readonly number[]) {
  const { rows } = await sql<{ account_id: number; contacts: readonly string[] }>`
    select account_id, array(
      select contact_id::text from customers.membership_fact m where m.account_id = given.account_id
      order by contact_id limit ${fewContacts + 1}
    ) as contacts
    from unnest(${accountIds}::bigint[]) as given (account_id)`.execute(tx)
  const crowded: number[] = []
  const found = new Set<string>()
  for (const { account_id, contacts } of rows) {
    const tooMany = contacts.length > fewContacts || (contacts.length > 0 && found.size >= manyContacts)
    if (tooMany) crowded.push(account_id)
    else for (const id of contacts) found.add(id)
  }
  return { contactIds: [...found].map(Number).sort((a, b) => a - b), crowded }
}
