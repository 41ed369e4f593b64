import { type RawBuilder, sql } from 'kysely'

/** Which accounts: all, these ids, or an SQL select of one column `account_id`. */
export type AccountSet = 'all' | readonly number[] | RawBuilder<unknown>

/** Beyond this many ids a join is cheaper than looking each up. */
const fewAccounts = 2000

/** SQL select of the ids of those of `accounts` that exist; one column, `account_id`. */
export function accountIds(accounts: AccountSet): RawBuilder<unknown> {
  return sql`select account_id from customers.account_fact${whereWithin(accounts)}`
}

/** The `where` that keeps a select to `accounts`; nothing for all. */
export function whereWithin(accounts: AccountSet): RawBuilder<unknown> {
  const limit = restriction(accounts, sql`select unnest(${accounts}::bigint[])`)
  return limit ? sql` where ${limit}` : sql``
}

/**
 * SQL predicate that keeps a relation's `account_id` to `accounts`, undefined for all.
 * Few ids are looked up one by one; many are joined with `listed`, a select of the same accounts.
 */
export function restriction(accounts: AccountSet, listed: RawBuilder<unknown>): RawBuilder<unknown> | undefined {
  if (accounts === 'all') return undefined
  if (!isList(accounts)) return sql`account_id in (${accounts})`
  if (accounts.length <= fewAccounts) return sql`account_id = any(${accounts}::bigint[])`
  return sql`account_id in (${listed})`
}

function isList(accounts: Exclude<AccountSet, 'all'>): accounts is readonly number[] {
  return Array.isArray(accounts)
}

/** The accounts of `with measured as (${accountIds(…)})`, for relations joined to it. */
export const listed = sql`select account_id from measured`
