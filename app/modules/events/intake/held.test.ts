import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { forgetEvents, openTracking } from '../../../../test/support/tracking.ts'
import { type Tx, transact } from '../../../platform/db.ts'

const stage = await openStage()
const { db } = stage.services
const tracker = await openTracking(stage)
const ends: (() => void)[] = []
const held: Promise<void>[] = []

/** Does the work in a transaction that stays open until it is let go, as that of an import. */
async function hold(work: (tx: Tx) => Promise<unknown>): Promise<() => Promise<void>> {
  const begun = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  const all = transact(db, async tx => {
    await work(tx)
    begun.resolve()
    await end.promise
  })
  held.push(all)
  ends.push(end.resolve)
  await begun.promise
  return async () => {
    end.resolve()
    await all
  }
}

const identify = (userId: string, plan: string, timestamp = '2026-01-01T00:00:00Z') => ({
  type: 'identify',
  userId,
  traits: { plan },
  timestamp,
})
const group = (userId: string, groupId: string, size: number) => ({ type: 'group', userId, groupId, traits: { size } })
const track = (userId: string) => ({ type: 'track', userId, event: 'Fed' })
const planOf = async (userId: string) => {
  const { rows } = await sql<{ plan: string }>`
    select traits ->> 'plan' as plan from customers.contact where external_id = ${userId}`.execute(db)
  return rows[0]?.plan
}

beforeEach(async () => {
  await forgetEvents(stage)
  await tracker.batch(identify('imported', 'a'), identify('other', 'a'), group('imported', 'farm', 1))
})

afterEach(async () => {
  for (const end of ends.splice(0)) end()
  await Promise.all(held.splice(0))
})

describe('while somebody holds a contact', () => {
  it('an identify that says nothing new is taken, and so are events of that person', async () => {
    await hold(tx => sql`select from customers.contact where external_id = 'imported' for no key update`.execute(tx))
    expect(await tracker.batch(identify('imported', 'a'), track('imported'))).toMatchObject({ accepted: 2 })
  })

  it('only requests that change that contact wait, those of others are answered', async () => {
    const release = await hold(tx =>
      sql`update customers.contact set title = 'x' where external_id = 'imported'`.execute(tx),
    )
    let answered = false
    const waiting = tracker.batch(identify('imported', 'b', '2026-02-01T00:00:00Z'), track('imported')).finally(() => {
      answered = true
    })
    for (const plan of ['b', 'c', 'd']) {
      const later = `2026-0${' bcd'.indexOf(plan) + 1}-01T00:00:00Z`
      expect(await tracker.batch(identify('other', plan, later), track('other'))).toMatchObject({ accepted: 2 })
    }
    expect(await planOf('other')).toBe('d')
    expect(answered).toBe(false)
    await release()
    expect(await waiting).toMatchObject({ accepted: 2, refused: [] })
    expect(await planOf('imported')).toBe('b')
  })

  it('the same for an account, and for somebody who is just being made', async () => {
    const release = await hold(async tx => {
      await sql`update customers.account set kind = 'consumer' where external_id = 'farm'`.execute(tx)
      await sql`
        with made as (insert into customers.contact (external_id) values ('new') returning id)
        insert into customers.contact_identity (kind, value, contact_id, joined_at)
        select 'user', 'new', id, now() from made`.execute(tx)
    })
    const ended: string[] = []
    const waiting = [tracker.batch(group('other', 'farm', 2)), tracker.batch(track('new'))].map(one =>
      one.then(reply => {
        ended.push('waited')
        return reply
      }),
    )
    expect(await tracker.batch(track('other'), track('imported'))).toMatchObject({ accepted: 2 })
    expect(await tracker.batch(identify('third', 'b'))).toMatchObject({ accepted: 1 })
    expect(ended).toEqual([])
    await release()
    expect(await Promise.all(waiting)).toMatchObject([{ accepted: 1 }, { accepted: 1 }])
    const size = sql<{ size: number }>`select (traits ->> 'size')::int as size from customers.account`.execute(db)
    expect((await size).rows).toEqual([{ size: 2 }])
  })
})
