import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import type { Erased } from '../../web/erased.ts'
import { namedIn, saysId, soughtIds } from '../customers/index.ts'
import { attachContacts, noteUnattached } from './attach.ts'
import { type Calendar, holdPresentCalendar } from './calendar.ts'
import { forgetHeard, moveHeardOfAccount, moveHeardOfContact } from './heard/heard.ts'
import { addUsage, type Count, moveEvents } from './usage.ts'

interface Pair {
  readonly fromId: number
  readonly intoId: number
}

/** Gives all events and counts of one account to another, also those whose events were dropped long ago. */
export async function moveAccount(tx: Tx, pair: Pair): Promise<void> {
  const calendar = await holdPresentCalendar(tx)
  if (!calendar) return
  await takeOverAccount(tx, calendar, pair)
  await tx
    .insertInto('events.settlement')
    .values({ kind: 'account', from_id: pair.fromId, into_id: pair.intoId, at: nowDate() })
    .execute()
}

/** The move itself; may run again. */
export async function takeOverAccount(tx: Tx, calendar: Calendar, { fromId, intoId }: Pair): Promise<void> {
  await moveHeardOfAccount(tx, { fromId, intoId })
  await moveEvents(
    tx,
    calendar,
    sql`
      select account_id, occurred_at, message, contact_id, ${intoId}::bigint as new_account_id, contact_id as new_contact_id
      from events.event where account_id = ${fromId} for update`,
  )
  const { rows: left } = await sql<Count>`
    delete from events.usage_day where account_id = ${fromId}
    returning account_id, day, contact_id, name, count, last_at`.execute(tx)
  await addUsage(
    tx,
    left.map(row => ({ ...row, account_id: intoId })),
  )
  await sql`
    with gone as (delete from events.sign_of_life where account_id = ${fromId} returning *)
    insert into events.sign_of_life as s (account_id, first_at, last_at, last_day)
    select ${intoId}::bigint, first_at, last_at, last_day from gone
    on conflict (account_id) do update
    set first_at = least(s.first_at, excluded.first_at), last_at = greatest(s.last_at, excluded.last_at),
        last_day = greatest(s.last_day, excluded.last_day)`.execute(tx)
  await sql`
    with gone as (delete from events.anonymous_membership where account_id = ${fromId} returning *)
    insert into events.anonymous_membership as m (anonymous_id, account_id, first_at, last_at)
    select anonymous_id, ${intoId}::bigint, first_at, last_at from gone
    on conflict (anonymous_id, account_id) do update
    set first_at = least(m.first_at, excluded.first_at), last_at = greatest(m.last_at, excluded.last_at)`.execute(tx)
}

/** Gives all events and counts of one contact to another, and those that had no account to the account they have together. */
export async function moveContact(tx: Tx, pair: Pair): Promise<void> {
  const calendar = await holdPresentCalendar(tx)
  if (!calendar) return
  await takeOverContact(tx, calendar, pair)
  await tx
    .insertInto('events.settlement')
    .values({ kind: 'contact', from_id: pair.fromId, into_id: pair.intoId, at: nowDate() })
    .execute()
}

/** The move itself; may run again. Into 0 it takes away whose they were and what was in them. */
export async function takeOverContact(tx: Tx, calendar: Calendar, { fromId, intoId }: Pair): Promise<void> {
  await moveHeardOfContact(tx, { fromId, intoId })
  await moveEvents(
    tx,
    calendar,
    sql`
      select account_id, occurred_at, message, contact_id, account_id as new_account_id,
             ${intoId}::bigint as new_contact_id
      from (${eventsOfContact(fromId)}) e`,
    { strip: intoId === 0 },
  )
  const { rows: left } = await sql<Count>`
    delete from events.usage_day where contact_id = ${fromId} and contact_id > 0
    returning account_id, day, contact_id, name, count, last_at`.execute(tx)
  await addUsage(
    tx,
    left.map(row => ({ ...row, contact_id: intoId })),
  )
  await tx.deleteFrom('events.unattached').where('contact_id', '=', fromId).execute()
  if (intoId === 0) return
  await noteUnattached(tx, [intoId])
  await attachContacts(tx, calendar, [intoId])
}

/**
 * A contact's events, locked: the days on which the person was seen lead to them, so that no further index has to be kept
 * while events arrive. A day of any time zone lies within its day of UTC and the two beside it; each of these is looked
 * through once, along the primary key.
 */
function eventsOfContact(contactId: number) {
  return sql`
    select e.account_id, e.occurred_at, e.message, e.contact_id
    from (
      select distinct account_id, day + shift as day from events.usage_day, generate_series(-1, 1) shift
      where contact_id = ${contactId} and contact_id > 0
    ) seen, lateral (
      select account_id, occurred_at, message, contact_id from events.event
      where account_id = seen.account_id and contact_id = ${contactId}
        and occurred_at >= seen.day::timestamp at time zone 'UTC'
        and occurred_at < (seen.day + 1)::timestamp at time zone 'UTC'
      for update
    ) e`
}

/**
 * Forgets a person: their events stay as counts of the account, with nothing that says whose they were or what was in them;
 * likewise events of their anonymousIds that were not joined yet.
 */
export async function forgetPerson(tx: Tx, erased: Erased): Promise<void> {
  const { contactId, userIds, anonymousIds } = erased
  await forgetRefusals(tx, erased)
  const calendar = await holdPresentCalendar(tx)
  if (!calendar) return
  await takeOverContact(tx, calendar, { fromId: contactId, intoId: 0 })
  await sql`
    update events.event set anonymous_id = null, properties = '{}', context = null
    where contact_id = 0 and anonymous_id = any(${anonymousIds}::text[])`.execute(tx)
  await forgetHeard(tx, anonymousIds)
  await sql`delete from events.anonymous_membership where anonymous_id = any(${anonymousIds}::text[])`.execute(tx)
  await sql`
    delete from events.arrival
    where contact_id = ${contactId} or person = any(${[...userIds, ...anonymousIds]}::text[])`.execute(tx)
  await tx
    .insertInto('events.settlement')
    .values({ kind: 'contact', from_id: contactId, into_id: 0, at: nowDate() })
    .execute()
}

/** What was refused may be from the person or about them, whatever was wrong with it: by an id, the name or the address. */
async function forgetRefusals(tx: Tx, { userIds, anonymousIds, mention }: Erased): Promise<void> {
  const ids = [...userIds, ...anonymousIds]
  // As they are, and as they are in JSON.
  const sought = soughtIds([...ids, ...ids.map(id => JSON.stringify(id).slice(1, -1))])
  const said = sql`concat_ws(' ', name, message_id, content)`
  await sql`delete from events.refusal where ${saysId(said, sought)} or ${namedIn(mention, said)}`.execute(tx)
}

/** Removes the sample company's events and counts. */
export async function removeSampleEvents(tx: Tx): Promise<void> {
  const { rows } = await sql<{ account_id: number }>`
    select account_id from customers.account_fact where sample`.execute(tx)
  const accounts = rows.map(row => row.account_id)
  const calendar = await holdPresentCalendar(tx)
  if (calendar) await removeStraySamples(tx, calendar, accounts)
  await sql`
    with gone as (delete from events.event where account_id = any(${accounts}::bigint[]) returning message)
    delete from events.receipt r using gone where r.message = gone.message`.execute(tx)
  await sql`delete from events.usage_day where account_id = any(${accounts}::bigint[])`.execute(tx)
  await sql`delete from events.sign_of_life where account_id = any(${accounts}::bigint[])`.execute(tx)
  await sql`delete from events.anonymous_membership where account_id = any(${accounts}::bigint[])`.execute(tx)
  // What arrives from outside comes with a key.
  await sql`
    delete from events.arrival
    where account_id = any(${accounts}::bigint[]) or write_key_id is null`.execute(tx)
}

/** Sample events outside of the sample's accounts lie among real ones, so their counts are taken off one by one. */
async function removeStraySamples(tx: Tx, calendar: Calendar, accounts: readonly number[]): Promise<void> {
  await moveEvents(
    tx,
    calendar,
    sql`
      select account_id, occurred_at, message, contact_id, -1::bigint as new_account_id, contact_id as new_contact_id
      from events.event where sample and account_id <> all(${accounts}::bigint[]) for update`,
  )
  await sql`
    with gone as (delete from events.event where account_id = -1 returning message)
    delete from events.receipt r using gone where r.message = gone.message`.execute(tx)
  await sql`delete from events.usage_day where account_id = -1`.execute(tx)
  await sql`delete from events.sign_of_life where account_id = -1`.execute(tx)
}
