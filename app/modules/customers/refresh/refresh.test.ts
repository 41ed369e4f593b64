import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { setClock } from '../../../platform/clock.ts'
import { type Tx, transact } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { markAllChanged, markContactsChanged, markManyChanged } from '../changes.ts'
import { markChanged, refreshAccounts, takeAccounts } from '../index.ts'
import { markDue, refreshContacts } from './refresh.ts'
import { startRefreshing } from './worker.ts'

const stage = await openStage()
const { db } = stage.services
const seen: number[][] = []

/** The services with one thing that is derived from accounts: what `derive` does. */
function deriving(derive: (tx: Tx, ids: readonly number[]) => Promise<void> | void = () => undefined): Services {
  const refresh = {
    order: 1,
    accounts: async (tx: Tx, _: Services, ids: readonly number[]) => {
      await derive(tx, ids)
      seen.push([...ids])
    },
  }
  return { ...stage.services, offers: { ...stage.services.offers, refreshes: [refresh] } }
}

async function makeAccounts(count: number): Promise<number[]> {
  const messages = Array.from({ length: count }, (_, i) => ({ groupId: `g${i}`, traits: {}, at: new Date(0) }))
  const { ids } = await transact(db, tx => takeAccounts(tx, messages))
  return [...ids.values()].sort((a, b) => a - b)
}

const mark = (ids: readonly number[]) => transact(db, tx => markChanged(tx, ids))
const waiting = async () => (await db.selectFrom('customers.account_change').selectAll().execute()).length

beforeEach(async () => {
  await sql`truncate customers.account, customers.account_change, customers.account_bulk_change cascade`.execute(db)
  seen.length = 0
})
afterEach(() => {
  setClock(undefined)
  vi.useRealTimers()
})

describe('bringing changed accounts up to date', () => {
  test('takes each account once however often it was marked, and forgets those that are gone', async () => {
    const ids = await makeAccounts(3)
    await mark(ids)
    await mark([...ids, ids[0] ?? 0, 999_999])
    expect(await refreshAccounts(deriving(), 100)).toBe(3)
    expect(seen).toEqual([ids])
    expect(await waiting()).toBe(0)
    expect(await refreshAccounts(deriving(), 100)).toBe(0)
  })

  test('takes at most the limit, the longest waiting first', async () => {
    const ids = await makeAccounts(5)
    await mark(ids.toReversed())
    const services = deriving()
    while ((await refreshAccounts(services, 2)) > 0);
    expect(seen.map(batch => batch.length)).toEqual([2, 2, 1])
    expect(new Set(seen.flat())).toEqual(new Set(ids))
  })

  test('who has news of their own does not wait behind everybody, who get their turn too', async () => {
    const ids = await makeAccounts(1201)
    const [first = 0] = ids
    await refreshAccounts(deriving(), 9999)
    await transact(db, tx => markManyChanged(tx, ids.slice(0, 600)))
    await transact(db, tx => markAllChanged(tx))
    seen.length = 0
    const services = deriving()
    for (const _ of [1, 2]) {
      await mark([first])
      await refreshAccounts(services)
    }
    expect(seen.map(batch => batch.length)).toEqual([1, 500, 1, 500])
    expect([seen[0], seen[2]]).toEqual([[first], [first]])
    while ((await refreshAccounts(services)) > 0);
    // Everybody once, though most were marked twice.
    expect(seen.flat().length).toBe(2 + ids.length)
    expect(new Set(seen.flat())).toEqual(new Set(ids))
  })

  test('an account that fails does not block the others and is tried again later', async () => {
    const ids = await makeAccounts(9)
    const bad = ids[4] ?? 0
    let broken = true
    const services = deriving((_, batch) => {
      if (broken && batch.includes(bad)) throw new Error('cannot be computed')
    })
    await mark(ids)
    setClock(Temporal.Instant.from('2026-11-22T00:00:00Z'))
    await refreshAccounts(services, 100)
    expect(new Set(seen.flat())).toEqual(new Set(ids.filter(id => id !== bad)))
    expect(await waiting()).toBe(0)
    const [failure] = await db.selectFrom('customers.refresh_failure').selectAll().execute()
    expect(failure).toMatchObject({ account_id: bad, error: 'cannot be computed', attempts: 1 })

    // Until it is due, further changes do not make the others wait for it.
    await mark([bad, ids[0] ?? 0])
    seen.length = 0
    await refreshAccounts(services, 100)
    expect(seen).toEqual([[ids[0]]])

    setClock(Temporal.Instant.from('2026-11-22T00:01:01Z'))
    broken = false
    seen.length = 0
    await markDue(services)
    await refreshAccounts(services, 100)
    expect(seen).toEqual([[bad]])
    expect(await db.selectFrom('customers.refresh_failure').selectAll().execute()).toEqual([])
  })

  test('contacts that were marked are taken once each; one that fails is left out, the others are not', async () => {
    const { rows } = await sql<{ id: number }>`
      insert into customers.contact (name) select 'c' || n from generate_series(1, 5) n returning id`.execute(db)
    const ids = rows.map(row => row.id)
    const bad = ids[2] ?? 0
    const services: Services = {
      ...stage.services,
      offers: {
        ...stage.services.offers,
        refreshes: [
          { order: 1, accounts: async () => undefined },
          {
            order: 2,
            accounts: async () => undefined,
            contacts: async (_, __, batch) => {
              if (batch.includes(bad)) throw new Error('cannot be computed')
              seen.push([...batch])
            },
          },
        ],
      },
    }
    await transact(db, tx => markContactsChanged(tx, ids))
    await transact(db, tx => markContactsChanged(tx, [...ids, ids[0] ?? 0, 999_999]))
    expect(await refreshContacts(services, 100)).toBe(5)
    expect(seen.flat().sort((a, b) => a - b)).toEqual(ids.filter(id => id !== bad))
    expect(await refreshContacts(services, 100)).toBe(0)
    expect(await db.selectFrom('customers.contact_change').selectAll().execute()).toEqual([])
  })

  test('of two processes one works at a time', async () => {
    const ids = await makeAccounts(2)
    await mark(ids)
    let inside = 0
    let most = 0
    const services = deriving(async tx => {
      most = Math.max(most, ++inside)
      await sql`select pg_sleep(0.05)`.execute(tx)
      inside--
    })
    await Promise.all([refreshAccounts(services, 1), refreshAccounts(services, 1), refreshAccounts(services, 1)])
    expect(most).toBe(1)
  })

  test('the worker is woken by the mark, tells open pages, and stops', async () => {
    // Without its poll nothing but the mark can wake it.
    vi.useFakeTimers({ toFake: ['setInterval'] })
    const [id = 0] = await makeAccounts(1)
    const told = Promise.withResolvers<void>()
    const unsubscribe = stage.services.live.subscribe(`account:${id}`, () => told.resolve())
    const stop = startRefreshing(deriving())
    // Its first look, which finds nothing.
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(seen).toEqual([])
    await mark([id])
    await told.promise
    expect(seen).toEqual([[id]])
    await stop()
    unsubscribe()
    await mark([id])
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(seen).toHaveLength(1)
  })
})
