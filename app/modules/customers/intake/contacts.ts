import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { markWithoutAccount } from '../changes.ts'
import { anySuppressed, findSuppressed } from '../contacts/suppression.ts'
import { composeName, contactColumns, profileOf, type StoredProfile } from '../traits/profile.ts'
import { type Json, toJson } from '../traits/trait.ts'
import {
  type ChangedProfile,
  type Intake,
  type Locking,
  lockClauses,
  type NewProfile,
  type Patience,
  type Store,
  take,
} from './take.ts'

/** What a message says about a person: an identify call. */
export interface ContactMessage {
  readonly userId: string
  readonly traits: Readonly<Record<string, Json>>
  /** When it happened; this decides between messages, not the order of arrival. */
  readonly at: Date
}

/**
 * Makes the contacts that are missing and puts the traits of all messages into them. name, firstName, lastName, email,
 * phone and title feed the contact's own columns. Ids are by userId; of who was erased it is absent. A message that would
 * give a contact more than 300 traits is in `refused` by its index and nothing of it is kept.
 * The caller marks the accounts as changed. Throws Held (by message index) when others hold what would change, unless it waits.
 */
export function takeContacts(
  tx: Tx,
  messages: readonly ContactMessage[],
  patience: Patience = 'wait',
): Promise<Intake> {
  return take(
    tx,
    contactStore,
    messages.map(({ userId, traits, at }) => ({ key: userId, traits, at })),
    patience,
  )
}

const contactStore: Store = {
  subject: 'contact',
  columns: contactColumns,
  find: findContacts,
  create: createContacts,
  read: readContacts,
  save: async (tx, items) => {
    await saveContacts(tx, items)
    await markWithoutAccount(
      tx,
      items.map(item => item.id),
    )
  },
  complete: composeName,
}

async function findContacts(tx: Tx, userIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ value: string; contact_id: number }>`
    select value, contact_id from customers.contact_identity
    where kind = 'user' and value = any(${userIds}::text[])`.execute(tx)
  return new Map(rows.map(row => [row.value, row.contact_id]))
}

async function createContacts(tx: Tx, items: readonly NewProfile[]): Promise<ReadonlyMap<string, number>> {
  const allowed = await withoutErased(tx, items)
  if (allowed.length === 0) return new Map()
  const column = (name: string) => allowed.map(({ profile }) => profile.columns.get(name) ?? null)
  const { rows } = await sql<{ id: number; external_id: string }>`
    insert into customers.contact
      (external_id, name, email, phone, title, traits, traits_at, created_at, updated_at)
    select external_id, name, email, phone, title, traits::jsonb, traits_at::jsonb, ${nowDate()}, ${nowDate()}
    from unnest(
      ${allowed.map(item => item.key)}::text[], ${column('name')}::text[], ${column('email')}::text[],
      ${column('phone')}::text[], ${column('title')}::text[],
      ${allowed.map(({ profile }) => toJson(Object.fromEntries(profile.traits)))}::text[],
      ${allowed.map(({ profile }) => toJson(Object.fromEntries(profile.times)))}::text[]
    ) as new (external_id, name, email, phone, title, traits, traits_at)
    order by external_id
    on conflict (external_id) do nothing
    returning id, external_id`.execute(tx)
  if (rows.length > 0) {
    await sql`
      insert into customers.contact_identity (kind, value, contact_id, joined_at)
      select 'user', value, contact_id, ${nowDate()}
      from unnest(${rows.map(row => row.external_id)}::text[], ${rows.map(row => row.id)}::bigint[]) as new (value, contact_id)
      order by value`.execute(tx)
    await markWithoutAccount(
      tx,
      rows.map(row => row.id),
    )
  }
  return new Map(rows.map(row => [row.external_id, row.id]))
}

async function withoutErased(tx: Tx, items: readonly NewProfile[]): Promise<readonly NewProfile[]> {
  if (!(await anySuppressed(tx))) return items
  const emails = items.map(({ profile }) => profile.columns.get('email') ?? '')
  const erased = await findSuppressed(tx, { user: items.map(item => item.key), email: emails })
  return items.filter((item, index) => !erased.user.has(item.key) && !erased.email.has(emails[index] ?? ''))
}

interface ContactRow extends StoredProfile {
  readonly id: number
  readonly name: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly title: string | null
}

/** Reads and locks contacts, in the order of their ids. */
export function lockContacts(tx: Tx, ids: readonly number[]) {
  return readContacts(tx, ids, 'locked')
}

async function readContacts(tx: Tx, ids: readonly number[], locking: Locking) {
  const { rows } = await sql<ContactRow>`
    select id, name, email, phone, title, traits, traits_at from customers.contact
    where id = any(${ids}::bigint[]) order by id ${lockClauses[locking]}`.execute(tx)
  return new Map(
    rows.map(({ id, name, email, phone, title, ...stored }) => [id, profileOf(stored, { name, email, phone, title })]),
  )
}

/** Writes profiles back. Names and addresses are searched for, which is dear to keep, so they are written only when new. */
export async function saveContacts(tx: Tx, items: readonly ChangedProfile[]): Promise<void> {
  const column = (name: string, of = items) => of.map(({ profile }) => profile.columns.get(name) ?? null)
  await sql`
    update customers.contact c
    set traits = new.traits::jsonb, traits_at = new.traits_at::jsonb, phone = new.phone, title = new.title,
        updated_at = ${nowDate()}
    from unnest(
      ${items.map(item => item.id)}::bigint[], ${column('phone')}::text[], ${column('title')}::text[],
      ${items.map(({ profile }) => toJson(Object.fromEntries(profile.traits)))}::text[],
      ${items.map(({ profile }) => toJson(Object.fromEntries(profile.times)))}::text[]
    ) as new (id, phone, title, traits, traits_at)
    where c.id = new.id`.execute(tx)
  const renamed = items.filter(item => item.renamed)
  if (renamed.length === 0) return
  await sql`
    update customers.contact c set name = new.name, email = new.email
    from unnest(
      ${renamed.map(item => item.id)}::bigint[], ${column('name', renamed)}::text[], ${column('email', renamed)}::text[]
    ) as new (id, name, email)
    where c.id = new.id`.execute(tx)
}
