import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import { matches } from '../search/words.ts'

/** A contact as lists show it. */
export interface ListedContact {
  readonly id: number
  readonly name: string
  readonly sample: boolean
  readonly externalId: string | null
  readonly email: string | null
  readonly title: string | null
  readonly createdAt: Date
  /** Its accounts, the latest first; at most 5. */
  readonly accounts: readonly { readonly id: number; readonly name: string; readonly sample: boolean }[]
}

/** What a list of contacts is narrowed to. */
export interface ContactFilter {
  /** Words of `foldWords`, all of which name, mail address or id contain. */
  readonly words: readonly string[]
  readonly segment?: { readonly id: number; readonly relation: string } | undefined
}

/** Contacts, those made last first; after the one given. */
export async function contactPage(
  db: Db,
  filter: ContactFilter,
  { after, limit }: { readonly after?: number | undefined; readonly limit: number },
): Promise<readonly ListedContact[]> {
  const beyond = after === undefined ? sql`` : sql`and c.id < ${after}`
  const { rows } = await sql<{ id: number }>`
    select c.id from ${among(filter)} ${beyond} order by c.id desc limit ${limit}`.execute(db)
  const shown = await listedContacts(
    db,
    rows.map(({ id }) => id),
  )
  return rows.flatMap(({ id }) => shown.get(id) ?? [])
}

/** How many contacts the filter leaves. */
export async function countContacts(db: Db, filter: ContactFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) from ${among(filter)}`.execute(db)
  return rows[0]?.count ?? 0
}

/** Contacts as `c` and which of them count. Words find by their index first: along the order a rare one takes long. */
function among({ words, segment }: ContactFilter): RawBuilder<unknown> {
  const contacts =
    words.length > 0
      ? sql`(select id from customers.contact c where ${matches(words, 'c')} offset 0)`
      : sql`customers.contact`
  const within = segment
    ? sql`exists (
        select from ${sql.table(segment.relation)} m where m.segment_id = ${segment.id} and m.contact_id = c.id)`
    : sql`true`
  return sql`${contacts} c where ${within}`
}

/** These contacts as lists show them, by id. */
export async function listedContacts(db: Db, ids: readonly number[]): Promise<ReadonlyMap<number, ListedContact>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<ListedContact>`
    select contact_id as id, label as name, sample, external_id as "externalId", email, title,
           created_at as "createdAt", places.accounts
    from customers.contact_fact c, lateral (
      select coalesce(
        jsonb_agg(
          jsonb_build_object('id', place.account_id, 'name', place.name, 'sample', place.sample) order by place.at desc
        ), '[]') as accounts
      from (
        select m.account_id, a.name, a.sample, m.last_at as at
        from customers.membership m join customers.account a on a.id = m.account_id
        where m.contact_id = c.contact_id order by m.last_at desc, m.account_id desc limit 5
      ) place
    ) places
    where contact_id = any(${ids}::bigint[])`.execute(db)
  return new Map(rows.map(row => [row.id, row]))
}
