import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import type { Calendar } from './calendar.ts'
import { moveEvents } from './usage.ts'

export interface Joined {
  readonly anonymousId: string
  readonly contactId: number
}

/**
 * Gives the events of contacts without an account to the account they belong to by now (the only or latest one). Contacts
 * that still have none are left. Returns the accounts that gained events.
 */
export async function attachContacts(
  tx: Tx,
  calendar: Calendar,
  contactIds: readonly number[],
): Promise<readonly number[]> {
  const accounts = await latestAccounts(tx, contactIds)
  const contacts = [...accounts.keys()]
  if (contacts.length === 0) return []
  // First, so that a slice that adds an event meanwhile leaves its note behind for the next look.
  await sql`delete from events.unattached where contact_id = any(${contacts}::bigint[])`.execute(tx)
  const moved = await moveEvents(
    tx,
    calendar,
    sql`
      select e.account_id, e.occurred_at, e.message, e.contact_id, m.account_id as new_account_id,
             e.contact_id as new_contact_id
      from unnest(${contacts}::bigint[], ${[...accounts.values()]}::bigint[]) as m (contact_id, account_id)
      join events.event e on e.contact_id = m.contact_id
      where e.account_id = 0 and e.contact_id > 0
      for update of e`,
  )
  return [...new Set(moved.map(row => row.account_id))]
}

/**
 * Gives the events of visitors to the contacts they turned out to be, and those without an account to the contact's.
 * Returns the accounts that gained events.
 */
export async function attachAnonymous(
  tx: Tx,
  calendar: Calendar,
  joined: readonly Joined[],
): Promise<readonly number[]> {
  if (joined.length === 0) return []
  const accounts = await latestAccounts(
    tx,
    joined.map(pair => pair.contactId),
  )
  const moved = await moveEvents(
    tx,
    calendar,
    sql`
      select e.account_id, e.occurred_at, e.message, e.contact_id,
             case when e.account_id = 0 then j.account_id else e.account_id end as new_account_id,
             j.contact_id as new_contact_id
      from unnest(
        ${joined.map(pair => pair.anonymousId)}::text[], ${joined.map(pair => pair.contactId)}::bigint[],
        ${joined.map(pair => accounts.get(pair.contactId) ?? 0)}::bigint[]
      ) as j (anonymous_id, contact_id, account_id)
      join events.event e on e.anonymous_id = j.anonymous_id
      where e.contact_id = 0 and e.anonymous_id is not null
      for update of e`,
  )
  await noteUnattached(
    tx,
    moved.filter(row => row.account_id === 0).map(row => row.contact_id),
  )
  return [...new Set(moved.map(row => row.account_id))].filter(id => id > 0)
}

/** After so many minutes there is news again: sooner, every slice would write the same rows. */
export const renewedAfterMinutes = 5

/** Remembers contacts whose events wait for an account. */
export async function noteUnattached(tx: Tx, contactIds: readonly number[]): Promise<void> {
  const unique = [...new Set(contactIds)].sort((a, b) => a - b)
  if (unique.length === 0) return
  await sql`
    insert into events.unattached as u (contact_id, at)
    select contact_id, ${nowDate()} from unnest(${unique}::bigint[]) as c (contact_id) order by contact_id
    on conflict (contact_id) do update set at = excluded.at where u.at < excluded.at - make_interval(mins => ${renewedAfterMinutes})`.execute(
    tx,
  )
}

/** Visitors who turned out to be contacts take the accounts along that they joined before; they are forgotten here. */
export async function takeAnonymousMemberships(tx: Tx, joined: readonly Joined[]) {
  if (joined.length === 0) return []
  const { rows } = await sql<{ contactId: number; accountId: number; at: Date }>`
    delete from events.anonymous_membership m
    using unnest(${joined.map(pair => pair.anonymousId)}::text[], ${joined.map(pair => pair.contactId)}::bigint[])
      as j (anonymous_id, contact_id)
    where m.anonymous_id = j.anonymous_id
    returning j.contact_id as "contactId", m.account_id as "accountId", m.last_at as at`.execute(tx)
  return rows
}

async function latestAccounts(tx: Tx, contactIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (contactIds.length === 0) return new Map()
  const { rows } = await sql<{ contact_id: number; account_id: number }>`
    select distinct on (contact_id) contact_id, account_id
    from customers.membership_fact where contact_id = any(${contactIds}::bigint[])
    order by contact_id, last_at desc, account_id desc`.execute(tx)
  return new Map(rows.map(row => [row.contact_id, row.account_id]))
}
