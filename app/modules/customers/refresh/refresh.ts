import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { lock, type Tx, transact, tryLock } from '../../../platform/db.ts'
import { log } from '../../../platform/log.ts'
import type { Services } from '../../../web/services.ts'
import { accountsRefreshed, refreshSeconds } from './metrics.ts'

/** How many accounts are brought up to date in one transaction. */
export const batchSize = 2000
// Rows are one per account and writing transaction; looking at more of them than accounts joins what belongs together.
const rowsPerAccount = 10
// One transaction at a time refreshes: two at once could compute the same account from older and newer facts and write the
// older result last.
const turn = 'customers.refresh'

/**
 * Takes up to `limit` changed accounts off the list, lets every module bring up to date what it derives from them, and
 * tells open pages, all in one transaction. When that fails it is tried again in halves, until the account that fails is
 * found and set aside. Returns how many accounts were taken; 0 when nothing is waiting or another process is at it.
 */
export async function refreshAccounts(services: Services, limit = batchSize): Promise<number> {
  let taken: readonly number[] = []
  try {
    await transact(services.db, async tx => {
      taken = (await tryLock(tx, turn)) ? await takeChanged(tx, limit) : []
      await refreshTaken(tx, services, taken)
    })
  } catch (error) {
    if (taken.length === 0) throw error
    await refreshInHalves(services, taken, error)
  }
  return taken.length
}

async function takeChanged(tx: Tx, limit: number): Promise<readonly number[]> {
  const { rows } = await sql<{ account_id: number; present: boolean }>`
    with seen as materialized (
      select id, account_id from customers.account_change order by id limit ${limit * rowsPerAccount}
      for update skip locked
    ), picked as materialized (
      select account_id from seen group by account_id order by min(id) limit ${limit}
    ), taken as (
      delete from customers.account_change c using seen join picked using (account_id) where c.id = seen.id
    )
    select account_id from picked
    where exists (select from customers.account a where a.id = picked.account_id)
      and not exists (
        select from customers.refresh_failure f
        where f.account_id = picked.account_id and f.next_try_at > ${nowDate()}
      )
    order by account_id`.execute(tx)
  return rows.map(row => row.account_id)
}

async function takeAgain(tx: Tx, accountIds: readonly number[]): Promise<readonly number[]> {
  const { rows } = await sql<{ account_id: number }>`
    with taken as (
      delete from customers.account_change where account_id = any(${accountIds}::bigint[]) returning account_id
    )
    select distinct account_id from taken order by account_id`.execute(tx)
  return rows.map(row => row.account_id)
}

async function refreshTaken(tx: Tx, services: Services, accountIds: readonly number[]): Promise<void> {
  if (accountIds.length === 0) return
  const begun = performance.now()
  for (const refresh of services.offers.refreshes) await refresh.accounts(tx, services, accountIds)
  await sql`delete from customers.refresh_failure where account_id = any(${accountIds}::bigint[])`.execute(tx)
  await services.live.publish(tx, ['accounts', ...accountIds.map(id => `account:${id}`)])
  refreshSeconds.observe((performance.now() - begun) / 1000)
  accountsRefreshed.inc(accountIds.length)
}

async function refreshInHalves(services: Services, accountIds: readonly number[], error: unknown): Promise<void> {
  if (accountIds.length > 1) log.warn({ err: error, accounts: accountIds.length }, 'refresh failed, trying in halves')
  const middle = Math.ceil(accountIds.length / 2)
  for (const half of [accountIds.slice(0, middle), accountIds.slice(middle)]) {
    if (half.length === 0) continue
    try {
      await transact(services.db, async tx => {
        await lock(tx, turn)
        await refreshTaken(tx, services, await takeAgain(tx, half))
      })
    } catch (failure) {
      if (half.length > 1) await refreshInHalves(services, half, failure)
      else await setAside(services, half[0] ?? 0, failure)
    }
  }
}

/** Takes the account off the list and notes when it is tried again: after 1 minute, 2, 4 … up to a day. */
async function setAside(services: Services, accountId: number, error: unknown): Promise<void> {
  log.error({ err: error, accountId }, 'account could not be brought up to date, set aside')
  const text = error instanceof Error ? error.message : String(error)
  await transact(services.db, async tx => {
    await takeAgain(tx, [accountId])
    await sql`
      insert into customers.refresh_failure as known (account_id, error, failed_at, next_try_at)
      select id, ${text}, ${nowDate()}, ${nowDate()}::timestamptz + interval '1 minute'
      from customers.account where id = ${accountId}
      on conflict (account_id) do update
      set error = excluded.error, failed_at = excluded.failed_at, attempts = known.attempts + 1,
          next_try_at = excluded.failed_at + least(interval '1 minute' * power(2, known.attempts), interval '1 day')`.execute(
      tx,
    )
  })
}

/** Marks the accounts that were set aside and are due to be tried again. */
export async function markDue(services: Services): Promise<void> {
  await sql`
    insert into customers.account_change (account_id)
    select account_id from customers.refresh_failure where next_try_at <= ${nowDate()}`.execute(services.db)
}
