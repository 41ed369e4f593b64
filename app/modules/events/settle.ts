import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import { type Db, type Tx, transact } from '../../platform/db.ts'
import { joinAccounts, markChanged, markContactsChanged } from '../customers/index.ts'
import { attachAnonymous, attachContacts, renewedAfterMinutes, takeAnonymousMemberships } from './attach.ts'
import { type Calendar, holdCalendar } from './calendar.ts'
import { takeOverAccount, takeOverContact } from './moves.ts'

// No slice takes longer: those that began before a move have ended by then.
const settledAfterSeconds = 30

const perTransaction = 1000

/**
 * Moves once more what was moved a moment ago, for the events that a slice under way wrote under the old state, and gives
 * events to accounts that their contacts have joined. Doing it twice changes nothing. `waitSeconds` is for tests. Throws once
 * `signal` says that the process ends; what is left is for the next time.
 */
export async function settle(
  db: Db,
  defaultZone: string,
  { waitSeconds = settledAfterSeconds, signal }: { readonly waitSeconds?: number; readonly signal?: AbortSignal } = {},
): Promise<void> {
  // Not what comes meanwhile: of that there may be no end.
  const before = new Date(nowDate().getTime() - waitSeconds * 1000)
  for (let count = perTransaction; count === perTransaction; ) {
    signal?.throwIfAborted()
    count = await transact(db, tx => settleSome(tx, defaultZone, before))
  }
  await transact(db, async tx => {
    await markChanged(tx, await attachRecent(tx, await holdCalendar(tx, defaultZone)))
    await markContactsChanged(tx, await seenWithoutAccount(tx))
  })
}

/** The oldest of them, and how many they were. */
async function settleSome(tx: Tx, defaultZone: string, before: Date): Promise<number> {
  const calendar = await holdCalendar(tx, defaultZone)
  const { rows } = await sql<{ kind: string; anonymous_id: string | null; from_id: number | null; into_id: number }>`
    delete from events.settlement
    where id in (
      select id from events.settlement where at <= ${before} order by id limit ${perTransaction} for update skip locked
    )
    returning kind, anonymous_id, from_id, into_id`.execute(tx)
  const joined = rows.flatMap(row =>
    row.anonymous_id === null ? [] : [{ anonymousId: row.anonymous_id, contactId: row.into_id }],
  )
  const memberships = await takeAnonymousMemberships(tx, joined)
  await joinAccounts(tx, memberships)
  const changed = [...(await attachAnonymous(tx, calendar, joined))]
  const members = memberships.map(one => one.contactId)
  changed.push(...(await attachContacts(tx, calendar, members)))
  for (const { kind, from_id: fromId, into_id: intoId } of rows) {
    if (fromId === null) continue
    if (kind === 'account') await takeOverAccount(tx, calendar, { fromId, intoId })
    else await takeOverContact(tx, calendar, { fromId, intoId })
    if (kind === 'account') changed.push(intoId)
  }
  await markChanged(tx, changed)
  return rows.length
}

/**
 * Contacts without an account of whom there may be news since the last look, or the one before: what comes just before a note
 * is renewed leaves none.
 */
async function seenWithoutAccount(tx: Tx): Promise<readonly number[]> {
  const { rows } = await sql<{ contact_id: number }>`
    select contact_id from events.unattached where at > ${nowDate()}::timestamptz - make_interval(mins => ${renewedAfterMinutes + 2})`.execute(
    tx,
  )
  return rows.map(row => row.contact_id)
}

async function attachRecent(tx: Tx, calendar: Calendar): Promise<readonly number[]> {
  const { rows } = await sql<{ contact_id: number }>`
    select contact_id from events.unattached u
    where at > ${nowDate()}::timestamptz - interval '15 minutes'
      and exists (select from customers.membership_fact m where m.contact_id = u.contact_id)`.execute(tx)
  return attachContacts(
    tx,
    calendar,
    rows.map(row => row.contact_id),
  )
}

/** Gives these accounts the events of their contacts that came before anybody knew where they belong. */
export async function attachToAccounts(tx: Tx, defaultZone: string, accountIds: readonly number[]): Promise<void> {
  const { rows } = await sql<{ contact_id: number }>`
    select u.contact_id from customers.membership_fact m join events.unattached u using (contact_id)
    where m.account_id = any(${accountIds}::bigint[])`.execute(tx)
  if (rows.length === 0) return
  const calendar = await holdCalendar(tx, defaultZone)
  await attachContacts(
    tx,
    calendar,
    rows.map(row => row.contact_id),
  )
}
