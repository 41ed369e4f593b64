import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import { NotFound } from '../../../platform/errors.ts'
import type { Json } from '../traits/trait.ts'

/** A contact as its page shows it. */
export interface Contact {
  readonly id: number
  readonly externalId: string | undefined
  readonly name: string | undefined
  readonly email: string | undefined
  readonly phone: string | undefined
  readonly title: string | undefined
  readonly traits: Readonly<Record<string, Json>>
  readonly sample: boolean
  readonly version: number
  readonly createdAt: Date
}

/** The contact. Throws NotFound. */
export async function loadContact(db: Db | Tx, id: number): Promise<Contact> {
  const row = await db.selectFrom('customers.contact').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new NotFound(`contact ${id}`)
  return {
    id: row.id,
    externalId: row.external_id ?? undefined,
    name: row.name ?? undefined,
    email: row.email ?? undefined,
    phone: row.phone ?? undefined,
    title: row.title ?? undefined,
    traits: row.traits,
    sample: row.sample,
    version: row.version,
    createdAt: row.created_at,
  }
}

/** An account a contact belongs to. */
export interface Place {
  readonly accountId: number
  readonly name: string
  readonly sample: boolean
  readonly title: string | undefined
  readonly lastAt: Date
  /** Whether nobody else belongs to it. */
  readonly alone: boolean
  readonly personal: boolean
}

/** The accounts of a contact, the latest first; at most 100. */
export async function contactPlaces(db: Db | Tx, contactId: number): Promise<readonly Place[]> {
  const { rows } = await sql<{
    account_id: number
    name: string
    sample: boolean
    title: string | null
    last_at: Date
    alone: boolean
    personal: boolean
  }>`
    select m.account_id, a.name, a.sample, m.title, m.last_at, a.kind <> 'business' as personal,
           not exists (
             select from customers.membership o where o.account_id = m.account_id and o.contact_id <> m.contact_id
           ) as alone
    from customers.membership m join customers.account a on a.id = m.account_id
    where m.contact_id = ${contactId} order by m.last_at desc, m.account_id desc limit 100`.execute(db)
  return rows.map(({ account_id, last_at, title, ...row }) => ({
    ...row,
    accountId: account_id,
    lastAt: last_at,
    title: title ?? undefined,
  }))
}

/** A contact in the list of an account. */
export interface AccountContact {
  readonly id: number
  readonly name: string
  readonly sample: boolean
  readonly email: string | undefined
  readonly title: string | undefined
}

/** Contacts of an account in the order of their ids, after `after`; the first 200 unless told otherwise. */
export async function accountContacts(
  db: Db | Tx,
  accountId: number,
  { after, limit }: { readonly after: number; readonly limit: number } = { after: 0, limit: 200 },
): Promise<readonly AccountContact[]> {
  const { rows } = await sql<{
    id: number
    name: string
    sample: boolean
    email: string | null
    title: string | null
  }>`
    select c.id, coalesce(c.name, c.email, c.external_id, '#' || c.id) as name, c.sample, c.email,
           coalesce(m.title, c.title) as title
    from customers.membership m join customers.contact c on c.id = m.contact_id
    where m.account_id = ${accountId} and m.contact_id > ${after}
    order by m.contact_id limit ${limit}`.execute(db)
  return rows.map(({ email, title, ...row }) => ({
    ...row,
    email: email ?? undefined,
    title: title ?? undefined,
  }))
}

/** What these contacts are shown by: name, else mail address, else id. */
export async function contactNames(db: Db | Tx, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: number; name: string }>`
    select id, coalesce(name, email, external_id, '#' || id) as name
    from customers.contact where id = any(${[...new Set(ids)]}::bigint[])`.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** The ids of the next contacts after `lastId`, in order: for going through all of them in batches. */
export async function contactIdsAfter(db: Db | Tx, lastId: number, limit: number): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('customers.contact')
    .select('id')
    .where('id', '>', lastId)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(row => row.id)
}

/** How many contacts each of these accounts has, counted up to 1,000. */
export async function contactCounts(db: Db, accountIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ id: number; count: number }>`
    select id, (
      select count(*) from (select from customers.membership m where m.account_id = id limit 1000) counted
    ) as count
    from unnest(${accountIds}::bigint[]) id`.execute(db)
  return new Map(rows.map(row => [row.id, row.count]))
}

/** The outside ids of a contact. */
export async function contactIdentities(
  db: Db,
  contactId: number,
): Promise<readonly { readonly kind: 'user' | 'anonymous'; readonly value: string }[]> {
  return db
    .selectFrom('customers.contact_identity')
    .select(['kind', 'value'])
    .where('contact_id', '=', contactId)
    .orderBy('kind', 'desc')
    .orderBy('value')
    .limit(100)
    .execute()
}
