import { sql } from 'kysely'
import { href, paths } from '../../../paths.ts'
import type { Db } from '../../../platform/db.ts'
import type { Found } from '../../../web/module.ts'
import { matches } from '../list/conditions.ts'

// Of very common pieces it is enough to look at the first so many; the best of them are shown.
const candidates = 2000

/** An account or contact that was found. */
export interface Hit {
  readonly id: number
  readonly title: string
  readonly detail: string | null
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
    })),
    ...contacts.map(hit => ({
      kind: 'customers:search.contacts' as const,
      title: hit.title,
      detail: hit.detail ?? '',
      href: href(paths.contact, { id: hit.id }),
    })),
  ]
}

/** What was typed, as the database can take it. */
export function searchText(typed: string): string {
  return typed.replaceAll('\0', '').toWellFormed().trim().slice(0, 200)
}

/** Accounts whose name or id contains what was typed, the best first. */
export async function findAccounts(db: Db, q: string, limit: number): Promise<readonly Hit[]> {
  const { rows } = await sql<Hit>`
    select id, name as title, external_id as detail
    from (
      select a.id, a.name, a.external_id, a.stage from customers.account a where ${matches(q, 'a')} limit ${candidates}
    ) found
    order by platform.fold(name) <> platform.fold(${q}), not starts_with(platform.fold(name), platform.fold(${q})),
             stage = 'cancelled', length(name), name, id
    limit ${limit}`.execute(db)
  return rows
}

/** Contacts whose name, mail address or id contains what was typed, the best first. */
export async function findContacts(db: Db, q: string, limit: number): Promise<readonly Hit[]> {
  const { rows } = await sql<Hit>`
    with best as (
      select * from (
        select c.id, coalesce(c.name, c.email, c.external_id, '#' || c.id) as title, c.email
        from customers.contact c where ${matches(q, 'c')} limit ${candidates}
      ) found
      order by not starts_with(platform.fold(title), platform.fold(${q})), length(title), title, id
      limit ${limit}
    )
    select best.id, best.title, concat_ws(' · ', place.name, best.email) as detail
    from best
    left join lateral (
      select a.name from customers.membership m join customers.account a on a.id = m.account_id
      where m.contact_id = best.id order by m.last_at desc, a.id desc limit 1
    ) place on true
    order by not starts_with(platform.fold(best.title), platform.fold(${q})), length(best.title), best.title, best.id`.execute(
    db,
  )
  return rows
}
