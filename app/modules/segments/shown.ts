import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import type { About } from './about.ts'

/** An account or contact as lists show it. */
export interface Shown {
  readonly id: number
  readonly name: string
  readonly sample: boolean
  readonly externalId: string | null
  /** Of contacts only, and all of what follows. */
  readonly email: string | null
  readonly title: string | null
  /** The accounts of a contact, the latest first; at most 5. */
  readonly accounts: readonly { readonly id: number; readonly name: string }[]
}

/** What these are shown by. */
export async function shownOf(db: Db, about: About, ids: readonly number[]): Promise<ReadonlyMap<number, Shown>> {
  if (ids.length === 0) return new Map()
  const { rows } = await selects[about](ids).execute(db)
  return new Map(rows.map(row => [row.id, row]))
}

const selects: Readonly<Record<About, (ids: readonly number[]) => RawBuilder<Shown>>> = {
  account: ids => sql<Shown>`
    select account_id as id, name, sample, external_id as "externalId", null as email, null as title, '[]'::jsonb as accounts
    from customers.account_fact where account_id = any(${ids}::bigint[])`,
  contact: ids => sql<Shown>`
    select contact_id as id, label as name, sample, external_id as "externalId", email, title, (
      select coalesce(jsonb_agg(jsonb_build_object('id', place.account_id, 'name', place.name) order by place.at desc), '[]')
      from (
        select account_id, a.name, m.last_at as at
        from customers.membership_fact m join customers.account_fact a using (account_id)
        where m.contact_id = c.contact_id order by m.last_at desc, account_id desc limit 5
      ) place
    ) as accounts
    from customers.contact_fact c where contact_id = any(${ids}::bigint[])`,
}
