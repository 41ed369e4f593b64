import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'

/** Two that may be the same, with why it is thought so. */
export interface SuggestedPair {
  readonly subject: 'account' | 'contact'
  readonly id: number
  readonly name: string
  readonly detail: string | null
  readonly sample: boolean
  readonly otherId: number
  readonly otherName: string
  readonly otherDetail: string | null
  readonly otherSample: boolean
  readonly reason: 'name' | 'email_domain' | 'email' | 'name_at_account'
}

/** Suggested pairs that nobody has answered yet, accounts first; at most `limit` of each. */
export async function suggestedPairs(db: Db, limit: number): Promise<readonly SuggestedPair[]> {
  const { rows: accounts } = await sql<SuggestedPair>`
    select 'account' as subject, a.id, a.name, a.external_id as detail, a.sample, o.id as "otherId", o.name as "otherName",
           o.external_id as "otherDetail", o.sample as "otherSample", d.reason
    from customers.account_duplicate d
    join customers.account a on a.id = d.account_id
    join customers.account o on o.id = d.other_id
    where d.dismissed_at is null order by d.found_at desc, d.account_id, d.other_id limit ${limit}`.execute(db)
  const { rows: contacts } = await sql<SuggestedPair>`
    select 'contact' as subject, c.id, coalesce(c.name, c.email, '#' || c.id) as name, c.email as detail, c.sample,
           o.id as "otherId", coalesce(o.name, o.email, '#' || o.id) as "otherName", o.email as "otherDetail",
           o.sample as "otherSample", d.reason
    from customers.contact_duplicate d
    join customers.contact c on c.id = d.contact_id
    join customers.contact o on o.id = d.other_id
    where d.dismissed_at is null order by d.found_at desc, d.contact_id, d.other_id limit ${limit}`.execute(db)
  return [...accounts, ...contacts]
}
