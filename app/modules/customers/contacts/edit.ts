import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { Conflict, NotFound } from '../../../platform/errors.ts'
import { type Actor, type Deed, record } from '../../activity/index.ts'
import { markContactsChanged } from '../changes.ts'
import { type ContactInput, columnsOf, contactFields, refuseErased, takeIdentity } from './create.ts'

/**
 * Changes what is known of a contact. Throws Conflict when somebody else saved since `version`, NotFound when it is gone,
 * Invalid as `createContact`. What changed is recorded by field, never by value: a person can ask to be forgotten.
 */
export async function editContact(
  tx: Tx,
  actor: Actor,
  contactId: number,
  version: number,
  input: ContactInput,
): Promise<void> {
  const before = await tx
    .selectFrom('customers.contact')
    .select(['version', 'name', 'email', 'phone', 'title', 'external_id'])
    .where('id', '=', contactId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!before) throw new NotFound(`contact ${contactId}`)
  if (before.version !== version) throw new Conflict('customers:form.changedMeanwhile')
  const columns = columnsOf(input)
  const changed = ([...contactFields, 'external_id'] as const).filter(name => before[name] !== columns[name])
  if (changed.length === 0) return
  // An address that is shared with somebody who was erased may stay where it is.
  const isNew = (name: 'email' | 'external_id') => changed.includes(name)
  await refuseErased(tx, {
    email: isNew('email') ? input.email : undefined,
    externalId: isNew('external_id') ? input.externalId : undefined,
  })
  if (input.externalId) await takeIdentity(tx, contactId, input.externalId)
  const at = nowDate()
  const times = Object.fromEntries(changed.filter(name => name !== 'external_id').map(name => [name, at.getTime()]))
  await tx
    .updateTable('customers.contact')
    .set({
      ...columns,
      traits_at: sql`traits_at || ${JSON.stringify(times)}::jsonb`,
      version: version + 1,
      updated_at: at,
    })
    .where('id', '=', contactId)
    .execute()
  await record(tx, actor, ...(await atPlaces(tx, contactId, { name: 'customers.contact_edited', data: { changed } })))
  await markContactsChanged(tx, [contactId])
}

/** The same deed at each account of the contact (at most 20, the latest), so that it stands in their timelines. */
export async function atPlaces(tx: Tx, contactId: number, deed: Deed): Promise<readonly Deed[]> {
  const places = await tx
    .selectFrom('customers.membership')
    .select('account_id')
    .where('contact_id', '=', contactId)
    .orderBy('last_at', 'desc')
    .limit(20)
    .execute()
  if (places.length === 0) return [{ ...deed, contactId }]
  return places.map(place => ({ ...deed, contactId, accountId: place.account_id }))
}
