import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { Invalid, NotFound } from '../../../platform/errors.ts'
import type { MergeContacts } from '../../../web/module.ts'
import { type Actor, record } from '../../activity/index.ts'
import { markChanged, markContactsChanged } from '../changes.ts'
import { lockContacts, saveContacts } from '../intake/contacts.ts'
import { refuseMixture } from '../sample-mixture.ts'
import { composeName, contactColumns, joinProfiles } from '../traits/profile.ts'
import { atPlaces } from './edit.ts'

/** Two contacts that are one person. */
export interface ContactPair {
  readonly fromId: number
  readonly intoId: number
}

/**
 * Makes one contact of two: the identities, memberships and, per trait, the later value go to `intoId`; then other
 * modules move what they hold (`hooks`), and `fromId` is gone. Throws NotFound when one of them does not exist and
 * Invalid when they are the same or only one belongs to the sample company.
 */
export async function mergeContacts(
  tx: Tx,
  hooks: readonly MergeContacts[],
  actor: Actor,
  pair: ContactPair,
): Promise<void> {
  await refuseMixture(tx, 'customers.contact', pair)
  await joinContacts(tx, hooks, actor, pair)
}

/** The merge itself. A contact is one for good then, so it is recorded also where an app says that two are one. */
export async function joinContacts(
  tx: Tx,
  hooks: readonly MergeContacts[],
  actor: Actor,
  pair: ContactPair,
): Promise<void> {
  await mergeRows(tx, pair, hooks)
  const accounts = await tx
    .selectFrom('customers.membership')
    .select('account_id')
    .where('contact_id', '=', pair.intoId)
    .execute()
  const deed = { name: 'customers.contact_merged', data: { fromId: pair.fromId } } as const
  await record(tx, actor, ...(await atPlaces(tx, pair.intoId, deed)))
  await markChanged(
    tx,
    accounts.map(row => row.account_id),
  )
}

async function mergeRows(tx: Tx, pair: ContactPair, hooks: readonly MergeContacts[]): Promise<void> {
  const { fromId, intoId } = pair
  if (fromId === intoId) throw new Invalid({ into: 'customers:merge.same' })
  const profiles = await lockContacts(tx, [fromId, intoId])
  const [from, into] = [profiles.get(fromId), profiles.get(intoId)]
  if (!from || !into) throw new NotFound(`contacts ${fromId}, ${intoId}`)
  joinProfiles(from, into, contactColumns)
  composeName(into)
  await saveContacts(tx, [{ id: intoId, profile: into, renamed: true }])
  await moveContact(tx, pair)
  for (const hook of hooks) await hook(tx, pair)
  await removeMerged(tx, pair)
  await markContactsChanged(tx, [intoId])
}

async function moveContact(tx: Tx, { fromId, intoId }: ContactPair): Promise<void> {
  await sql`update customers.contact_identity set contact_id = ${intoId} where contact_id = ${fromId}`.execute(tx)
  await sql`
    insert into customers.membership as known (contact_id, account_id, title, first_at, last_at, origin)
    select ${intoId}, account_id, title, first_at, last_at, origin from customers.membership where contact_id = ${fromId}
    on conflict (contact_id, account_id) do update
    set first_at = least(known.first_at, excluded.first_at), last_at = greatest(known.last_at, excluded.last_at),
        title = coalesce(known.title, excluded.title)`.execute(tx)
}

/** The id outside goes to the survivor when that has none; its address here is gone. */
async function removeMerged(tx: Tx, { fromId, intoId }: ContactPair): Promise<void> {
  const gone = await tx
    .deleteFrom('customers.contact')
    .where('id', '=', fromId)
    .returning(['external_id', 'sample'])
    .executeTakeFirstOrThrow()
  await sql`
    update customers.contact
    set external_id = coalesce(external_id, ${gone.external_id}), sample = sample and ${gone.sample},
      version = version + 1, updated_at = ${nowDate()}
    where id = ${intoId}`.execute(tx)
}
