import { type RawBuilder, sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { type Db, lock, type Tx } from '../../../platform/db.ts'
import { publish } from '../../../platform/live.ts'
import type { Calendar } from '../calendar.ts'
import { limits } from '../intake/message.ts'

/** Live topic: events that somebody waits for have come. */
export const heardTopic = 'events.heard'

/** Something that happened and that somebody waits for. */
export interface HeardEvent {
  /** The same for the same event, however often it is told. */
  readonly messageId: string
  readonly name: string
  /** null while it is not known to which account it belongs; then it is told again once that is known. */
  readonly accountId: number | null
  /** null while it is not known who did it; then it is told again once that is known. */
  readonly contactId: number | null
  readonly at: Date
  readonly properties: Readonly<Record<string, unknown>>
}

/**
 * From the commit of `tx` on, events of exactly these names are heard (see `takeHeard`), until the next call says others. Of
 * two callers the second waits, so each must say what is wanted after it.
 */
export async function watchEvents(tx: Tx, names: readonly string[]): Promise<void> {
  await lock(tx, 'events.watched')
  // No event is called anything else.
  const wanted = [...new Set(names)].filter(name => name !== '' && [...name].length <= limits.name)
  await sql`delete from events.watched where name <> all(${wanted}::text[])`.execute(tx)
  await sql`
    insert into events.watched (name) select unnest(${wanted}::text[]) on conflict do nothing`.execute(tx)
}

/**
 * Takes up to so many events that were heard, the oldest first; they are gone once `tx` commits. Several may take at a time, each
 * others. An event whose person or account was not known when it came is told once more, with the same messageId, when it is
 * known; so whoever acts on both says by the messageId that it is one cause. Neither the sample's events nor those that
 * happened more than a day before they came (or before it was known whose they are) are told: nobody is to be written
 * because of what happened long ago.
 */
export async function takeHeard(tx: Tx, limit: number): Promise<readonly HeardEvent[]> {
  const { rows } = await sql<HeardEvent & { id: number }>`
    delete from events.heard where id = any(array(
      select id from events.heard order by id limit ${limit} for update skip locked
    ))
    returning id, message as "messageId", name, nullif(account_id, 0) as "accountId", nullif(contact_id, 0) as "contactId",
              at, properties`.execute(tx)
  return rows.sort((a, b) => a.id - b.id).map(({ id: _, ...event }) => event)
}

/**
 * The part of a statement that stores or moves events which tells those that are waited for: rows of `from` with the columns
 * of events.event. Names count that were committed when the transaction read its calendar, whichever process wrote them.
 */
export function tellHeard(from: RawBuilder<unknown>, { awaited }: Pick<Calendar, 'awaited'>): RawBuilder<unknown> {
  if (!awaited) return sql`select 1 where false`
  return sql`
    insert into events.heard (message, name, account_id, contact_id, anonymous_id, at, properties, heard_at)
    select message, name, account_id, contact_id, anonymous_id, occurred_at, properties, ${nowDate()}::timestamptz
    from ${from} join events.watched using (name)
    where not sample and (account_id > 0 or contact_id > 0)
      and occurred_at > ${nowDate()}::timestamptz - interval '1 day'
    returning 1`
}

/** Wakes who waits, once `tx` has committed. */
export async function publishHeard(tx: Tx): Promise<void> {
  await publish(tx, [heardTopic])
}

/** What nobody took within a day is not waited for any more. */
export async function pruneHeard(db: Db): Promise<void> {
  await sql`delete from events.heard where heard_at < ${nowDate()}::timestamptz - interval '1 day'`.execute(db)
}

interface Pair {
  readonly fromId: number
  readonly intoId: number
}

/** What was heard of one account is of another from now on. */
export async function moveHeardOfAccount(tx: Tx, { fromId, intoId }: Pair): Promise<void> {
  await sql`update events.heard set account_id = ${intoId} where account_id = ${fromId}`.execute(tx)
}

/** What was heard of one contact is of another from now on; of nobody (0) it goes. */
export async function moveHeardOfContact(tx: Tx, { fromId, intoId }: Pair): Promise<void> {
  if (intoId === 0) await sql`delete from events.heard where contact_id = ${fromId}`.execute(tx)
  else await sql`update events.heard set contact_id = ${intoId} where contact_id = ${fromId}`.execute(tx)
}

/** Forgets what visitors did by whose ids a person was known. */
export async function forgetHeard(tx: Tx, anonymousIds: readonly string[]): Promise<void> {
  await sql`delete from events.heard where anonymous_id = any(${anonymousIds}::text[])`.execute(tx)
}
