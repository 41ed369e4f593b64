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
  /** To the microsecond, as the database writes it: where the next page begins. */
  readonly foundAt: string
}

/** Suggested pairs that nobody has answered yet, accounts first; at most `limit` of each. */
export async function suggestedPairs(db: Db, limit: number): Promise<readonly SuggestedPair[]> {
  return [...(await accountPairs(db, limit)), ...(await contactPairs(db, limit))]
}

/** The same for going through all of them: at most `limit` of those that follow `after`, none at the end. */
export async function suggestedPairsAfter(
  db: Db,
  after: SuggestedPair | undefined,
  limit: number,
): Promise<readonly SuggestedPair[]> {
  if (after?.subject === 'contact') return contactPairs(db, limit, after)
  const accounts = await accountPairs(db, limit, after)
  return accounts.length > 0 ? accounts : contactPairs(db, limit)
}

/** How many pairs nobody has answered yet. */
export async function countSuggestedPairs(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from customers.account_duplicate where dismissed_at is null)
         + (select count(*) from customers.contact_duplicate where dismissed_at is null) as count`.execute(db)
  return rows[0]?.count ?? 0
}

async function accountPairs(db: Db, limit: number, after?: SuggestedPair): Promise<readonly SuggestedPair[]> {
  const { rows } = await sql<SuggestedPair>`
    select 'account' as subject, a.id, a.name, a.external_id as detail, a.sample, o.id as "otherId", o.name as "otherName",
           o.external_id as "otherDetail", o.sample as "otherSample", d.reason, d.found_at::text as "foundAt"
    from customers.account_duplicate d
    join customers.account a on a.id = d.account_id
    join customers.account o on o.id = d.other_id
    where d.dismissed_at is null and ${following('account_id', after)}
    order by d.found_at desc, d.account_id, d.other_id limit ${limit}`.execute(db)
  return rows
}

async function contactPairs(db: Db, limit: number, after?: SuggestedPair): Promise<readonly SuggestedPair[]> {
  const { rows } = await sql<SuggestedPair>`
    select 'contact' as subject, c.id, coalesce(c.name, c.email, '#' || c.id) as name, c.email as detail, c.sample,
           o.id as "otherId", coalesce(o.name, o.email, '#' || o.id) as "otherName", o.email as "otherDetail",
           o.sample as "otherSample", d.reason, d.found_at::text as "foundAt"
    from customers.contact_duplicate d
    join customers.contact c on c.id = d.contact_id
    join customers.contact o on o.id = d.other_id
    where d.dismissed_at is null and ${following('contact_id', after)}
    order by d.found_at desc, d.contact_id, d.other_id limit ${limit}`.execute(db)
  return rows
}

function following(id: 'account_id' | 'contact_id', after: SuggestedPair | undefined) {
  if (!after) return sql`true`
  const found = sql`${after.foundAt}::timestamptz`
  return sql`d.found_at <= ${found}
    and (d.found_at < ${found} or (d.${sql.id(id)}, d.other_id) > (${after.id}::bigint, ${after.otherId}::bigint))`
}
