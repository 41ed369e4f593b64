import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import { listedContacts } from '../customers/index.ts'
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
  if (about === 'contact') return listedContacts(db, ids)
  if (ids.length === 0) return new Map()
  const { rows } = await sql<Shown>`
    select account_id as id, name, sample, external_id as "externalId", null as email, null as title, '[]'::jsonb as accounts
    from customers.account_fact where account_id = any(${ids}::bigint[])`.execute(db)
  return new Map(rows.map(row => [row.id, row]))
}
