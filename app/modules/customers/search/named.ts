import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'

/**
 * The account a person means by an id outside, a number as in the address (12 or #12), or its whole name. Undefined when
 * there is none, or more than one of that name.
 */
export async function accountNamed(db: Db | Tx, text: string): Promise<number | undefined> {
  const number = numberIn(text)
  const { rows } = await sql<{ id: number; sure: boolean }>`
    select account_id as id, true as sure from customers.account_identity where external_id = ${text}
    union all
    select id, ${text.startsWith('#')} from customers.account where id = ${number}
    union all
    (select id, false from customers.account where name = ${text} order by id limit 2)`.execute(db)
  return theOne(rows)
}

/** The contact a person means by a userId, a number, or a mail address. */
export async function contactNamed(db: Db | Tx, text: string): Promise<number | undefined> {
  const number = numberIn(text)
  const { rows } = await sql<{ id: number; sure: boolean }>`
    select contact_id as id, true as sure from customers.contact_identity where kind = 'user' and value = ${text}
    union all
    select id, ${text.startsWith('#')} from customers.contact where id = ${number}
    union all
    (select id, false from customers.contact where lower(email) = ${text.toLowerCase()} order by id limit 2)`.execute(
    db,
  )
  return theOne(rows)
}

function numberIn(text: string): number {
  return /^#?\d{1,15}$/.test(text) ? Number(text.replace('#', '')) : 0
}

function theOne(rows: readonly { readonly id: number; readonly sure: boolean }[]): number | undefined {
  const sure = rows.find(row => row.sure)
  if (sure) return sure.id
  const ids = new Set(rows.map(row => row.id))
  return ids.size === 1 ? rows[0]?.id : undefined
}
