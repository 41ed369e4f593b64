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
  /** Its accounts, the latest first; the first 5 unless more are asked for. */
  readonly accounts: readonly { readonly id: number; readonly name: string; readonly sample: boolean }[]
  readonly accountCount: number
}

/** What a list of contacts is narrowed to. */
export interface ContactFilter {
  /** Words of `foldWords`, all of which name, mail address or id contain. */
  readonly words: readonly string[]
  readonly segment?: { readonly id: number; readonly relation: string } | undefined
}

/** Contacts, those made last first; after the one given. In one statement: somebody erased meanwhile leaves no gap. */
export async function contactPage(
  db: Db,
  filter: ContactFilter,
  page: { readonly after?: number | undefined; readonly limit: number; readonly accounts?: number },
): Promise<readonly ListedContact[]> {
  const beyond = page.after === undefined ? sql`` : sql`and c.id < ${page.after}`
  const ids = sql`select c.id from ${among(filter)} ${beyond} order by c.id desc limit ${page.limit}`
  const { rows } = await sql<ListedContact>`${listed(ids, page.accounts)} order by id desc`.execute(db)
  return rows
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
  const { rows } = await listed(sql`select unnest(${ids}::bigint[]) as id`).execute(db)
  return new Map(rows.map(row => [row.id, row]))
}

/** SQL of the contacts of a set, each with at most so many of its accounts. */
function listed(ids: RawBuilder<unknown>, accounts = 5): RawBuilder<ListedContact> {
  return sql<ListedContact>`
    select id, label as name, sample, external_id as "externalId", email, title, created_at as "createdAt",
           places.accounts, places.count as "accountCount"
    from (${ids}) wanted join customers.contact_fact c on c.contact_id = wanted.id, lateral (
      select coalesce(
        jsonb_agg(
          jsonb_build_object('id', place.account_id, 'name', place.name, 'sample', place.sample) order by place.at desc
        ), '[]') as accounts, coalesce(max(place.count), 0) as count
      from (
        select m.account_id, a.name, a.sample, m.last_at as at, count(*) over () as count
        from customers.membership m join customers.account a on a.id = m.account_id
        where m.contact_id = c.contact_id order by m.last_at desc, m.account_id desc limit ${accounts}
      ) place
    ) places`
}
