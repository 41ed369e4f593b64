import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { Invalid, NotFound } from '../../../platform/errors.ts'
import { type Actor, record } from '../../activity/index.ts'
import { markChanged, markContactsChanged } from '../changes.ts'
import { isPresent } from './present.ts'
import { findSuppressed } from './suppression.ts'

/** What a person can say about a contact; at least a name or a mail address. */
export interface ContactInput {
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly phone?: string | undefined
  readonly title?: string | undefined
  readonly externalId?: string | undefined
}

export const contactFields = ['name', 'email', 'phone', 'title'] as const

/**
 * Makes a contact at an account and returns its id. Throws NotFound when the account is gone, Invalid when the id outside
 * is taken or the person was erased.
 */
export async function createContact(tx: Tx, actor: Actor, accountId: number, input: ContactInput): Promise<number> {
  if (!(await isPresent(tx, 'customers.account', accountId))) throw new NotFound(`account ${accountId}`)
  await refuseErased(tx, input)
  const at = nowDate()
  const times = Object.fromEntries(contactFields.filter(field => input[field]).map(field => [field, at.getTime()]))
  const row = await tx
    .insertInto('customers.contact')
    .values({ ...columnsOf(input), traits_at: JSON.stringify(times), created_at: at, updated_at: at })
    .onConflict(conflict => conflict.column('external_id').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!row) throw new Invalid({ externalId: 'customers:contact.idTaken' })
  if (input.externalId) await takeIdentity(tx, row.id, input.externalId)
  await tx
    .insertInto('customers.membership')
    .values({ account_id: accountId, contact_id: row.id, first_at: at, last_at: at, origin: 'staff' })
    .execute()
  await record(tx, actor, { name: 'customers.contact_created', accountId, contactId: row.id })
  await markChanged(tx, [accountId])
  await markContactsChanged(tx, [row.id])
  return row.id
}

/** The columns of a contact as they were typed. */
export function columnsOf(input: ContactInput) {
  return {
    name: input.name ?? null,
    email: input.email ?? null,
    phone: input.phone ?? null,
    title: input.title ?? null,
    external_id: input.externalId ?? null,
  }
}

/** Gives the contact a userId. Throws Invalid when another contact has it, also one that was merged. */
export async function takeIdentity(tx: Tx, contactId: number, userId: string): Promise<void> {
  const taken = await tx
    .insertInto('customers.contact_identity')
    .values({ kind: 'user', value: userId, contact_id: contactId, joined_at: nowDate() })
    .onConflict(conflict => conflict.doNothing())
    .returning('contact_id')
    .executeTakeFirst()
  if (taken) return
  const holder = await tx
    .selectFrom('customers.contact_identity')
    .select('contact_id')
    .where('kind', '=', 'user')
    .where('value', '=', userId)
    .executeTakeFirst()
  if (holder?.contact_id !== contactId) throw new Invalid({ externalId: 'customers:contact.idTaken' })
}

/** Throws Invalid when the id or the mail address belongs to a person who asked to be forgotten. */
export async function refuseErased(tx: Tx, { externalId, email }: Pick<ContactInput, 'externalId' | 'email'>) {
  const erased = await findSuppressed(tx, { user: externalId ? [externalId] : [], email: email ? [email] : [] })
  if (erased.user.size > 0) throw new Invalid({ externalId: 'customers:contact.erased' })
  if (erased.email.size > 0) throw new Invalid({ email: 'customers:contact.erased' })
}
