import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { lock, type Tx } from '../../../platform/db.ts'
import { Conflict, NotFound } from '../../../platform/errors.ts'
import type { Erase, Erased } from '../../../web/erased.ts'
import { type Actor, contactDeeds, forgetMentions, record } from '../../activity/index.ts'
import { withMergedIn } from '../accounts/queries.ts'
import { markChanged } from '../changes.ts'
import { mentionOf, mentions, namedIn } from './mentions.ts'
import { suppress } from './suppression.ts'

/**
 * Forgets a person for good: the contact with its traits and ids, and what other modules hold (`hooks`). The ids and the
 * mail address are refused from then on (also the ids of `personalAccounts`), and what people wrote about its accounts is taken
 * out where it names the person.
 * `personalAccounts` are accounts that are this very person (consumers): their name, ids and traits go too, their numbers
 * stay. Throws NotFound, and Conflict when such an account was merged into one that is not this person.
 */
export async function eraseContact(
  tx: Tx,
  hooks: readonly Erase[],
  actor: Actor,
  contactId: number,
  personalAccounts: readonly number[] = [],
): Promise<Erased> {
  // For update: whoever gives the person another id or account meanwhile (intake/identities.ts) waits until they are gone.
  const contact = await tx
    .selectFrom('customers.contact')
    .select(['id', 'name', 'email', 'phone'])
    .where('id', '=', contactId)
    .forUpdate()
    .executeTakeFirst()
  if (!contact) throw new NotFound(`contact ${contactId}`)
  const { places, personal } = await lockedPlaces(tx, contactId, personalAccounts)
  await lock(tx, erasureLock)
  const erased = await whoIs(tx, contact, places, personal)
  const merged = personal.filter(id => !personalAccounts.includes(id))
  if (!merged.every(id => erased.ownAccountIds.includes(id))) throw new Conflict('customers:form.changedMeanwhile')
  await suppress(tx, actor.kind === 'staff' ? actor.id : undefined, nowDate(), [
    ...erased.userIds.map(value => ({ kind: 'user' as const, value })),
    ...erased.anonymousIds.map(value => ({ kind: 'anonymous' as const, value })),
    ...(contact.email ? [{ kind: 'email' as const, value: contact.email }] : []),
    ...(await idsOfAccounts(tx, erased.ownAccountIds)).map(value => ({ kind: 'account' as const, value })),
  ])
  for (const hook of hooks) await hook(tx, erased)
  await tx.deleteFrom('customers.contact').where('id', '=', contactId).execute()
  await forgetAccounts(tx, erased.ownAccountIds)
  await forgetWritten(tx, erased)
  await forgetMentions(tx, {
    named: text => namedIn(erased.mention, text),
    accountIds: await withMergedIn(tx, erased.accountIds),
    ownAccountIds: await withMergedIn(tx, erased.ownAccountIds),
  })
  const told = places.length > 0 ? places.map(accountId => ({ accountId })) : [{}]
  await record(tx, actor, ...told.map(place => ({ name: 'customers.contact_erased' as const, contactId, ...place })))
  await markChanged(tx, erased.accountIds)
  return erased
}

interface Places {
  readonly places: readonly number[]
  readonly personal: readonly number[]
}

/** Those of `placesOf`, locked, and `personalAccounts`. A merge that we waited for has put another one in the place of one. */
async function lockedPlaces(tx: Tx, contactId: number, personalAccounts: readonly number[]): Promise<Places> {
  for (let locked: Places = { places: [], personal: [] }; ; ) {
    const found = { places: await placesOf(tx, contactId), personal: await afterMerges(tx, personalAccounts) }
    const known = (what: keyof Places) => found[what].every(id => locked[what].includes(id))
    if (known('places') && known('personal')) return found
    await lockAccounts(tx, found)
    locked = found
  }
}

/** These accounts; where one was merged into another, that one. */
async function afterMerges(tx: Tx, ids: readonly number[]): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct coalesce(m.into_id, given.id) as id
    from unnest(${ids}::bigint[]) as given (id) left join customers.account_merge m on m.from_id = given.id`.execute(tx)
  return rows.map(row => row.id)
}

/**
 * The accounts that the person belongs to, first; and those that the record says they belonged to, also as one who was merged
 * into them; where such an account was merged into another, that one.
 */
async function placesOf(tx: Tx, contactId: number): Promise<readonly number[]> {
  // Before the record: who is taken out of an account meanwhile is in one of the two.
  const { rows: now } = await sql<{ id: number }>`
    select account_id as id from customers.membership where contact_id = ${contactId}`.execute(tx)
  const before: number[] = []
  const persons = new Set([contactId])
  for (let asked = [contactId]; asked.length > 0; ) {
    const deeds = await contactDeeds(tx, asked, 'customers')
    before.push(...deeds.flatMap(deed => deed.account_id ?? []))
    asked = deeds.flatMap(({ name, data }) => (name === 'customers.contact_merged' ? Number(data.fromId) : []))
    asked = asked.filter(id => !persons.has(id))
    for (const id of asked) persons.add(id)
  }
  const present = now.map(row => row.id)
  const { rows } = await sql<{ id: number }>`
    select a.id from customers.account a
    where a.id = any(${[...present, ...before]}::bigint[])
      or a.id in (select into_id from customers.account_merge where from_id = any(${before}::bigint[]))
    order by a.id <> all(${present}::bigint[]), a.id`.execute(tx)
  return rows.map(row => row.id)
}

/**
 * Takes what is written below before the lock that imports want last, and in their order: accounts, then cancellations. For
 * no key update first: who adds a contact to the account of a company need not be waited for.
 */
async function lockAccounts(tx: Tx, { places, personal }: Places): Promise<void> {
  await sql`select from customers.account where id = any(${places}::bigint[]) order by id for no key update`.execute(tx)
  const own = places.filter(id => personal.includes(id))
  await sql`select from customers.account where id = any(${own}::bigint[]) order by id for update`.execute(tx)
  await sql`
    select from customers.cancellation where account_id = any(${places}::bigint[])
    order by account_id for update`.execute(tx)
}

/**
 * Taken, after the rows of the contact and its accounts, by who erases; and, shared and last, by who asks once more who was
 * erased before they write of people: imports, and what is shown of arrivals.
 */
export const erasureLock = 'customers.erasure'

interface Known {
  readonly id: number
  readonly name: string | null
  readonly email: string | null
  readonly phone: string | null
}

async function whoIs(
  tx: Tx,
  contact: Known,
  accountIds: readonly number[],
  personal: readonly number[],
): Promise<Erased> {
  const contactId = contact.id
  const identities = await tx
    .selectFrom('customers.contact_identity')
    .select(['kind', 'value'])
    .where('contact_id', '=', contactId)
    .execute()
  const { rows: own } = await sql<{ account_id: number }>`
    select m.account_id from customers.membership m join customers.account a on a.id = m.account_id
    where m.contact_id = ${contactId} and m.account_id = any(${personal}::bigint[]) and a.kind <> 'business' and not exists (
      select from customers.membership o where o.account_id = m.account_id and o.contact_id <> m.contact_id
    )
    order by m.account_id`.execute(tx)
  const ownAccountIds = own.map(row => row.account_id)
  const of = (kind: string) => identities.filter(row => row.kind === kind).map(row => row.value)
  return {
    contactId,
    userIds: of('user'),
    anonymousIds: of('anonymous'),
    accountIds,
    ownAccountIds,
    mention: mentionOf(contact, [...of('user'), ...(await idsOfAccounts(tx, ownAccountIds))]),
  }
}

async function idsOfAccounts(tx: Tx, accountIds: readonly number[]): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select external_id as id from customers.account_identity where account_id = any(${accountIds}::bigint[])`.execute(
    tx,
  )
  return rows.map(({ id }) => id)
}

/** Why accounts left, and what those were called that were merged into them, where that names the person. */
async function forgetWritten(tx: Tx, erased: Erased): Promise<void> {
  const named = mentions(erased, sql`account_id`, sql`reason`)
  await sql`update customers.cancellation set reason = null where reason is not null and ${named}`.execute(tx)
  const called = mentions(erased, sql`into_id`, sql`name`)
  await sql`update customers.account_merge set name = '#' || from_id where ${called}`.execute(tx)
}

/** What names the person goes; amounts, dates and stages stay for the totals. */
async function forgetAccounts(tx: Tx, accountIds: readonly number[]): Promise<void> {
  if (accountIds.length === 0) return
  await sql`delete from customers.account_identity where account_id = any(${accountIds}::bigint[])`.execute(tx)
  await sql`
    update customers.account
    set name = '#' || id, external_id = null, traits = '{}', traits_at = '{}', traits_since = '{}',
        version = version + 1, updated_at = ${nowDate()}
    where id = any(${accountIds}::bigint[])`.execute(tx)
}
