import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { type Calendar, dayOf, firstHeard } from '../calendar.ts'
import { tellHeard } from '../heard/heard.ts'
import type { Message } from './message.ts'

/** A message with the person and account it belongs to; 0 while not known. */
export interface Placed {
  readonly message: Message
  readonly contactId: number
  readonly accountId: number
}

/** What became of messages that were to be stored. */
interface Stored {
  /** Indexes of those that were taken before. */
  readonly duplicates: ReadonlySet<number>
  /** Some are of the names that somebody waits for. */
  readonly heard: boolean
}

/**
 * Stores the messages that were never taken before, counts their days and signs of life and tells who waits for them, all in
 * one statement: an event and its count exist together or not at all. Messages without a name (identify, group, alias) leave
 * only their receipt. `storing` is told when the statement has been sent. The partitions must exist.
 */
export async function storeMessages(
  tx: Tx,
  placed: readonly Placed[],
  calendar: Calendar,
  storing: () => void,
): Promise<Stored> {
  const stored = sql<{ place: number }>`
    with input as materialized (${inputRows(placed)}),
    fresh as (
      insert into events.receipt (message, received_on)
      select message, (received_at at time zone 'UTC')::date from input order by message
      on conflict do nothing returning message
    ),
    kept as materialized (select input.* from input join fresh using (message) where name <> ''),
    stored as (
      insert into events.event (account_id, contact_id, occurred_at, received_at, message, write_key_id, sample, type, name,
                                anonymous_id, properties, context)
      select account_id, contact_id, occurred_at, received_at, message, write_key_id, sample, type, name, anonymous_id,
             properties, context
      from kept
    ),
    counted as (${countKept(calendar)}),
    alive as (${signKept(calendar)}),
    heard as (${tellHeard(sql`kept`, calendar)})
    select place::int from input where not exists (select from fresh where fresh.message = input.message)
    union all (select 0 from heard limit 1)`.execute(tx)
  storing()
  const { rows } = await stored
  const places = new Set(rows.map(row => row.place - 1))
  return { heard: places.delete(-1), duplicates: places }
}

function inputRows(placed: readonly Placed[]) {
  const columns = columnsOf(placed)
  return sql`
    select account_id, contact_id, to_timestamp(occurred / 1000.0) as occurred_at,
           to_timestamp(received / 1000.0) as received_at, message, write_key_id, sample, type, name, anonymous_id,
           properties, context, place
    from rows from (
      unnest(${columns.accounts}::bigint[]), unnest(${columns.contacts}::bigint[]), unnest(${columns.occurred}::float8[]),
      unnest(${columns.received}::float8[]), unnest(${columns.messages}::uuid[]), unnest(${columns.keys}::bigint[]),
      unnest(${columns.samples}::boolean[]), unnest(${columns.types}::text[]), unnest(${columns.names}::text[]),
      unnest(${columns.anonymous}::text[]), jsonb_array_elements(${columns.properties}::jsonb),
      unnest(${columns.contextPlaces}::int[])
    ) with ordinality as r (account_id, contact_id, occurred, received, message, write_key_id, sample, type, name,
                            anonymous_id, properties, context_place, place)
    left join jsonb_array_elements(${columns.contexts}::jsonb) with ordinality as c (context, context_place)
      using (context_place)`
}

function countKept(calendar: Calendar) {
  return sql`
    insert into events.usage_day as u (account_id, day, contact_id, name, count, last_at)
    select account_id, day, contact_id, name, count(*), max(occurred_at)
    from (select *, ${dayOf(sql`occurred_at`, calendar)} as day from kept) k
    where day is not null
    group by account_id, day, contact_id, name
    order by account_id, day, contact_id, name
    on conflict (account_id, day, contact_id, name)
    do update set count = u.count + excluded.count, last_at = greatest(u.last_at, excluded.last_at)`
}

function signKept(calendar: Calendar) {
  return sql`
    insert into events.sign_of_life as s (account_id, first_at, last_at, last_day)
    select account_id, ${firstHeard(sql`occurred_at`)}, max(occurred_at), (max(occurred_at) at time zone ${calendar.timeZone})::date
    from kept where account_id > 0
    group by account_id order by account_id
    on conflict (account_id) do update
    set first_at = least(s.first_at, excluded.first_at), last_at = greatest(s.last_at, excluded.last_at),
        last_day = greatest(s.last_day, excluded.last_day)`
}

/** PostgreSQL arrays as text, written here because the driver's own way costs several times as much per value. */
function columnsOf(placed: readonly Placed[]) {
  const contexts = new Map<string, number>()
  const array = (text: (one: Placed) => string | number) => `{${placed.map(text).join(',')}}`
  return {
    accounts: array(one => one.accountId),
    contacts: array(one => one.contactId),
    occurred: array(one => one.message.occurredAt),
    received: array(one => one.message.receivedAt),
    messages: array(one => one.message.hash),
    keys: array(one => one.message.keyId ?? 'null'),
    samples: array(one => (one.message.sample ? 't' : 'f')),
    types: array(one => one.message.call),
    names: array(one => quoted(one.message.name)),
    anonymous: array(one => (one.message.anonymousId === undefined ? 'null' : quoted(one.message.anonymousId))),
    // One JSON list each: its items need no quoting.
    properties: `[${placed.map(one => one.message.properties).join(',')}]`,
    // Most messages of a slice share a few contexts, so each is sent and read once.
    contextPlaces: array(one => placeOf(contexts, one.message.context)),
    contexts: `[${[...contexts.keys()].join(',')}]`,
  }
}

/** Where the text is in the list of all, from 1; 0 for none. */
function placeOf(places: Map<string, number>, text: string): number {
  if (text === 'null') return 0
  const known = places.get(text)
  if (known === undefined) places.set(text, places.size + 1)
  return known ?? places.size
}

function quoted(text: string): string {
  return /["\\]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`
}
