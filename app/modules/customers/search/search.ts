import { sql } from 'kysely'
import { href, paths } from '../../../paths.ts'
import type { Db } from '../../../platform/db.ts'
import type { Found } from '../../../web/readers.ts'
import { foldWords, matches } from './words.ts'

// Of very common pieces it is enough to look at the first so many; the best of them are shown.
const candidates = 500

/** An account or contact that was found. */
export interface Hit {
  readonly id: number
  readonly title: string
  readonly detail: string | null
  readonly sample: boolean
}

/** Accounts and contacts whose name, id or mail address contains what was typed; names that begin with it come first. */
export async function searchCustomers(db: Db, query: string, limit: number): Promise<readonly Found[]> {
  const q = searchText(query)
  if (q === '') return []
  const [accounts, contacts] = await Promise.all([findAccounts(db, q, limit), findContacts(db, q, limit)])
  return [
    ...accounts.map(hit => ({
      kind: 'customers:search.accounts' as const,
      title: hit.title,
      detail: hit.detail ?? '',
      href: href(paths.account, { id: hit.id }),
      sample: hit.sample,
    })),
    ...contacts.map(hit => ({
      kind: 'customers:search.contacts' as const,
      title: hit.title,
      detail: hit.detail ?? '',
      href: href(paths.contact, { id: hit.id }),
      sample: hit.sample,
    })),
  ]
}

/** What was typed, as the database can take it. */
export function searchText(typed: string): string {
  return typed.replaceAll('\0', '').toWellFormed().trim().slice(0, 200)
}

/** Accounts whose name or id contains what was typed: those called or numbered exactly so first, then by how they begin. */
export async function findAccounts(db: Db, q: string, limit: number): Promise<readonly Hit[]> {
  const words = await foldWords(db, q)
  if (words.length === 0) return []
  const { rows } = await sql<Hit>`
    with wanted as (select customers.name_key(${q}) as key),
    found as (
      (select account_id as id from customers.account_identity where external_id = ${q})
      union
      (select id from customers.account, wanted where name_key = wanted.key order by id limit ${limit})
      union
      (select a.id from customers.account a where ${matches(words, 'a')} limit ${candidates})
    )
    select a.id, a.name as title, a.external_id as detail, a.sample
    from found join customers.account a using (id), wanted
    order by a.name_key is distinct from wanted.key and a.external_id is distinct from ${q},
             coalesce(not starts_with(a.name_key, wanted.key), true), a.stage = 'cancelled', length(a.name), a.name, a.id
    limit ${limit}`.execute(db)
  return rows
}

/** Contacts whose name, mail address or id contains what was typed, those whose name begins with it first. */
export async function findContacts(db: Db, q: string, limit: number): Promise<readonly Hit[]> {
  const words = await foldWords(db, q)
  if (words.length === 0) return []
  const { rows } = await sql<Hit>`
    with best as materialized (
      select * from (
        select c.id, coalesce(c.name, c.email, c.external_id, '#' || c.id) as title, c.email, c.sample
        from customers.contact c where ${matches(words, 'c')} limit ${candidates}
      ) found
      order by not starts_with(lower(title), lower(${q})), length(title), title, id
      limit ${limit}
    )
    select best.id, best.title, concat_ws(' · ', place.name, best.email) as detail, best.sample
    from best
    left join lateral (
      select a.name from customers.membership m join customers.account a on a.id = m.account_id
      where m.contact_id = best.id order by m.last_at desc, a.id desc limit 1
    ) place on true
    order by not starts_with(lower(best.title), lower(${q})), length(best.title), best.title, best.id`.execute(db)
  return rows
}
