import { type RawBuilder, sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { accountsRefreshed } from './metrics.ts'

/** A list of accounts or contacts that changed, and what is done with them. */
export interface Changes {
  readonly name: string
  readonly list: RawBuilder<unknown>
  /** The column of the list that says which. */
  readonly id: RawBuilder<unknown>
  /** Which of those that were `picked` from the list are to be brought up to date now. */
  readonly isDue: (at: Date) => RawBuilder<unknown>
  readonly derive: (tx: Tx, services: Services, ids: readonly number[]) => Promise<void>
  readonly noteFailure: (tx: Tx, id: number, error: unknown) => Promise<void>
}

export const changedAccounts: Changes = {
  name: 'accounts',
  list: sql.table('customers.account_change'),
  id: sql.id('account_id'),
  isDue: at => sql`
    exists (select from customers.account a where a.id = picked.account_id)
    and not exists (
      select from customers.refresh_failure f where f.account_id = picked.account_id and f.next_try_at > ${at}
    )`,
  async derive(tx, services, accountIds) {
    for (const refresh of services.offers.refreshes) await refresh.accounts(tx, services, accountIds)
    await sql`delete from customers.refresh_failure where account_id = any(${accountIds}::bigint[])`.execute(tx)
    await services.live.publish(tx, ['accounts', ...accountIds.map(id => `account:${id}`)])
    accountsRefreshed.inc(accountIds.length)
  },
  noteFailure: noteAccountFailure,
}

/** Accounts that one thing changed together with many others. */
export const changedInBulk: Changes = {
  ...changedAccounts,
  name: 'accounts in bulk',
  list: sql.table('customers.account_bulk_change'),
}

export const changedContacts: Changes = {
  name: 'contacts',
  list: sql.table('customers.contact_change'),
  id: sql.id('contact_id'),
  isDue: () => sql`exists (select from customers.contact c where c.id = picked.contact_id)`,
  async derive(tx, services, contactIds) {
    for (const refresh of services.offers.refreshes) await refresh.contacts?.(tx, services, contactIds)
  },
  noteFailure: async () => undefined,
}

/** Notes when the account is tried again: after 1 minute, 2, 4 … up to a day. */
async function noteAccountFailure(tx: Tx, accountId: number, error: unknown): Promise<void> {
  const text = error instanceof Error ? error.message : String(error)
  await sql`
    insert into customers.refresh_failure as known (account_id, error, failed_at, next_try_at)
    select id, ${text}, ${nowDate()}, ${nowDate()}::timestamptz + interval '1 minute'
    from customers.account where id = ${accountId}
    on conflict (account_id) do update
    set error = excluded.error, failed_at = excluded.failed_at, attempts = known.attempts + 1,
        next_try_at = excluded.failed_at + least(interval '1 minute' * power(2, known.attempts), interval '1 day')`.execute(
    tx,
  )
}
