import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { Conflict, NotFound } from '../../../platform/errors.ts'
import { type Actor, record } from '../../activity/index.ts'
import { markChanged, markContactsChanged } from '../changes.ts'
import { isPresent } from './present.ts'

/** Which contact at which account. */
export interface Place {
  readonly contactId: number
  readonly accountId: number
}

/** Says that a contact also belongs to an account. Throws Conflict when it does already, NotFound when one is gone. */
export async function addMembership(tx: Tx, actor: Actor, place: Place): Promise<void> {
  await present(tx, place)
  const at = nowDate()
  const added = await tx
    .insertInto('customers.membership')
    .values({ account_id: place.accountId, contact_id: place.contactId, first_at: at, last_at: at, origin: 'staff' })
    .onConflict(conflict => conflict.doNothing())
    .returning('account_id')
    .executeTakeFirst()
  if (!added) throw new Conflict('customers:contact.memberAlready')
  await record(tx, actor, { name: 'customers.membership_added', ...place })
  await markChanged(tx, [place.accountId])
  await markContactsChanged(tx, [place.contactId])
}

/** Says that a contact no longer belongs to an account; the contact stays. Throws NotFound when it did not belong. */
export async function removeMembership(tx: Tx, actor: Actor, place: Place): Promise<void> {
  const removed = await tx
    .deleteFrom('customers.membership')
    .where('account_id', '=', place.accountId)
    .where('contact_id', '=', place.contactId)
    .returning('account_id')
    .executeTakeFirst()
  if (!removed) throw new NotFound(`membership of ${place.contactId} at ${place.accountId}`)
  await record(tx, actor, { name: 'customers.membership_removed', ...place })
  await markChanged(tx, [place.accountId])
  await markContactsChanged(tx, [place.contactId])
}

async function present(tx: Tx, { contactId, accountId }: Place): Promise<void> {
  const contact = await isPresent(tx, 'customers.contact', contactId)
  const account = await isPresent(tx, 'customers.account', accountId)
  if (!contact || !account) throw new NotFound(`contact ${contactId}, account ${accountId}`)
}
