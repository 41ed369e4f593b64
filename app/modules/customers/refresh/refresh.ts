import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { lock, type Tx, transact, transactAgain, tryLock } from '../../../platform/db.ts'
import { log } from '../../../platform/log.ts'
import type { Services } from '../../../web/services.ts'
import { type Changes, changedAccounts, changedContacts, changedInBulk } from './changes.ts'
import { refreshSeconds } from './metrics.ts'

/** How many accounts are brought up to date in one transaction. */
const batchSize = 2000
/** How many of those that changed together with many others: whoever has news waits for them, and within a second knows more. */
const bulkSize = 500
// Rows are one per account and writing transaction; looking at more of them than accounts joins what belongs together.
const rowsPerAccount = 10
// One transaction at a time refreshes: two at once could compute the same account from older and newer facts and write the
// older result last.
const turn = 'customers.refresh'

/**
 * Takes up to `limit` changed accounts off the list, lets every module bring up to date what it derives from them, and
 * tells open pages, all in one transaction; then the same with a few of those that changed together with many others. When
 * that fails it is tried again in halves, until the account that fails is found and set aside. Returns how many accounts were
 * taken; 0 when nothing is waiting or another process is at it.
 */
export async function refreshAccounts(services: Services, limit = batchSize): Promise<number> {
  const news = await refresh(services, changedAccounts, limit)
  return news + (await refresh(services, changedInBulk, Math.min(limit, bulkSize)))
}

/** The same for contacts that were marked themselves. One that fails is left to the next look at everybody. */
export function refreshContacts(services: Services, limit = batchSize): Promise<number> {
  return refresh(services, changedContacts, limit)
}

/** Waits until nobody refreshes, and lets nobody begin before `tx` ends: first of all in what takes accounts away. */
export function holdRefreshes(tx: Tx): Promise<void> {
  return lock(tx, turn)
}

async function refresh(services: Services, changes: Changes, limit: number): Promise<number> {
  let taken: readonly number[] = []
  try {
    await transactAgain(services.db, async tx => {
      taken = (await tryLock(tx, turn)) ? await takeChanged(tx, changes, limit) : []
      await refreshTaken(tx, services, changes, taken)
    })
  } catch (error) {
    if (taken.length === 0) throw error
    await refreshInHalves(services, changes, taken, error)
  }
  return taken.length
}

async function takeChanged(tx: Tx, { list, id, isDue }: Changes, limit: number): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    with seen as materialized (
      select id, ${id} from ${list} order by id limit ${limit * rowsPerAccount}
      for update skip locked
    ), picked as materialized (
      select ${id} from seen group by ${id} order by min(id) limit ${limit}
    ), taken as (
      -- Also what was marked again further back: a file and a model after it mark the same accounts.
      delete from ${list} c using picked where c.${id} = picked.${id}
    )
    select ${id} as id from picked where ${isDue(nowDate())} order by ${id}`.execute(tx)
  return rows.map(row => row.id)
}

async function takeAgain(tx: Tx, { list, id }: Changes, ids: readonly number[]): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    with taken as (
      delete from ${list} where ${id} = any(${ids}::bigint[]) returning ${id}
    )
    select distinct ${id} as id from taken order by 1`.execute(tx)
  return rows.map(row => row.id)
}

async function refreshTaken(tx: Tx, services: Services, changes: Changes, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  const begun = performance.now()
  await changes.derive(tx, services, ids)
  refreshSeconds.observe((performance.now() - begun) / 1000)
}

async function refreshInHalves(
  services: Services,
  changes: Changes,
  ids: readonly number[],
  error: unknown,
): Promise<void> {
  if (ids.length > 1) log.warn({ err: error, ids: ids.length }, 'refresh failed, trying in halves')
  const middle = Math.ceil(ids.length / 2)
  for (const half of [ids.slice(0, middle), ids.slice(middle)]) {
    if (half.length === 0) continue
    try {
      await transactAgain(services.db, async tx => {
        await lock(tx, turn)
        await refreshTaken(tx, services, changes, await takeAgain(tx, changes, half))
      })
    } catch (failure) {
      if (half.length > 1) await refreshInHalves(services, changes, half, failure)
      else await setAside(services, changes, half[0] ?? 0, failure)
    }
  }
}

async function setAside(services: Services, changes: Changes, id: number, error: unknown): Promise<void> {
  log.error({ err: error, list: changes.name, id }, 'could not be brought up to date, set aside')
  await transact(services.db, async tx => {
    await takeAgain(tx, changes, [id])
    await changes.noteFailure(tx, id, error)
  })
}

/** Marks the accounts that were set aside and are due to be tried again. */
export async function markDue(services: Services): Promise<void> {
  await sql`
    insert into customers.account_change (account_id)
    select account_id from customers.refresh_failure where next_try_at <= ${nowDate()}`.execute(services.db)
}
