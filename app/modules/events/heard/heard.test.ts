import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { erasedPerson } from '../../../../test/support/erased.ts'
import { forgetEvents, openTracking } from '../../../../test/support/tracking.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { joinAccounts } from '../../customers/index.ts'
import { takeItems } from '../intake/intake.ts'
import { forgetPerson, moveAccount, moveContact } from '../moves.ts'
import { attachToAccounts, settle } from '../settle.ts'
import { heardTopic, pruneHeard, takeHeard, watchEvents } from './heard.ts'

const stage = await openStage()
const { services } = stage
const { db, live } = services
const { batch } = await openTracking(stage)

const track = (userId: string, event: string, more: object = {}) => ({ type: 'track', userId, event, ...more })
const watch = (...names: string[]) => transact(db, tx => watchEvents(tx, names))
const take = (limit = 100) => transact(db, tx => takeHeard(tx, limit))
const idOf = async (table: 'account' | 'contact', externalId: string) => {
  const { rows } = await sql<{ id: number }>`
    select id from ${sql.id('customers', table)} where external_id = ${externalId}`.execute(db)
  return rows[0]?.id ?? 0
}
const sampleEnvelope = {
  call: undefined,
  context: undefined,
  sentAt: undefined,
  receivedAt: Date.now(),
  keyId: null,
  sample: true,
  suspicious: false,
}
const farmOf = (userId: string) => ({ type: 'group', userId, groupId: 'farm' })

beforeEach(async () => {
  await forgetEvents(stage)
  await sql`truncate events.heard, events.watched`.execute(db)
})
afterEach(() => setClock(undefined))

describe('events that somebody waits for', () => {
  it('are heard with whose they are, when and what was in them; others are not', async () => {
    await batch({ type: 'identify', userId: 'hana' }, farmOf('hana'))
    await watch('Fed', 'Sold')
    const timestamp = new Date(Date.now() - 60_000).toISOString()
    await batch(track('hana', 'Fed', { properties: { kg: 12 }, timestamp }), track('hana', 'Cleaned'))
    const [farm, hana] = [await idOf('account', 'farm'), await idOf('contact', 'hana')]
    const heard = await take()
    expect(heard).toEqual([
      {
        messageId: expect.stringMatching(/^[\da-f-]{36}$/),
        name: 'Fed',
        accountId: farm,
        contactId: hana,
        at: expect.any(Date),
        properties: { kg: 12 },
      },
    ])
    expect(Math.abs((heard[0]?.at.getTime() ?? 0) - Date.parse(timestamp))).toBeLessThan(5000)
    expect(await take()).toEqual([])
  })

  it('wake who waits, within a second of having been sent', async () => {
    await batch(farmOf('hana'))
    await watch('Fed')
    const begun = performance.now()
    const woken = new Promise<number>(resolve => {
      const stop = live.subscribe(heardTopic, () => {
        stop()
        resolve(performance.now() - begun)
      })
    })
    await batch(track('hana', 'Fed'))
    expect(await woken).toBeLessThan(1000)
    expect(await take()).toHaveLength(1)
  })

  it('are heard from the commit on in which they are asked for, and no more once nobody asks', async () => {
    await batch(farmOf('hana'))
    await transact(db, async tx => {
      await watchEvents(tx, ['Fed'])
      await batch(track('hana', 'Fed'))
    })
    expect(await take()).toEqual([])
    await batch(track('hana', 'Fed'))
    expect(await take()).toHaveLength(1)
    await watch('', 'x'.repeat(201))
    await batch(track('hana', 'Fed'))
    expect(await take()).toEqual([])
  })

  it('sent twice are heard once', async () => {
    await watch('Fed')
    await batch(farmOf('hana'))
    const fed = track('hana', 'Fed', { messageId: 'one' })
    await batch(fed, fed)
    await batch(fed)
    expect(await take()).toHaveLength(1)
  })

  it('that happened long ago, or belong to the sample, are not heard', async () => {
    await watch('Fed')
    await batch(farmOf('hana'))
    const days = (count: number) => new Date(Date.now() - count * 86_400_000).toISOString()
    await batch(track('hana', 'Fed', { timestamp: days(1.1) }), track('hana', 'Fed', { timestamp: days(0.9) }))
    expect(await take()).toHaveLength(1)
    await takeItems(services, [track('hana', 'Fed')], sampleEnvelope)
    expect(await take()).toEqual([])
  })

  it('are taken by several at once, each others, and stay when the taker fails', async () => {
    await watch('Fed')
    await batch(farmOf('hana'), ...Array.from({ length: 10 }, () => track('hana', 'Fed')))
    const failed = transact(db, async tx => {
      expect(await takeHeard(tx, 4)).toHaveLength(4)
      expect(await take(100)).toHaveLength(6)
      throw new Error('died')
    })
    await expect(failed).rejects.toThrow('died')
    expect(await take()).toHaveLength(4)
  })
})

describe('events whose person or account is found later', () => {
  it('are heard at once, and again with the account, under the same messageId', async () => {
    await watch('Fed')
    await batch(track('hana', 'Fed', { properties: { kg: 3 } }))
    const hana = await idOf('contact', 'hana')
    const [first] = await take()
    expect(first).toMatchObject({ accountId: null, contactId: hana })
    await batch(farmOf('hana'))
    const farm = await idOf('account', 'farm')
    expect(await take()).toEqual([{ ...first, accountId: farm }])
  })

  it('also when a contact is given an account by hand, and when the look of every minute finds it', async () => {
    await watch('Fed')
    await batch(farmOf('ken'), track('hana', 'Fed'), track('yuki', 'Fed'))
    const [farm, hana, yuki] = [
      await idOf('account', 'farm'),
      await idOf('contact', 'hana'),
      await idOf('contact', 'yuki'),
    ]
    await take()
    const join = (contactId: number) =>
      transact(db, tx => joinAccounts(tx, [{ contactId, accountId: farm, at: new Date('2026-01-01') }]))
    await join(hana)
    await transact(db, tx => attachToAccounts(tx, 'Asia/Tokyo', [farm]))
    expect(await take()).toMatchObject([{ accountId: farm, contactId: hana }])
    await join(yuki)
    await settle(db, 'Asia/Tokyo')
    expect(await take()).toMatchObject([{ accountId: farm, contactId: yuki }])
    await settle(db, 'Asia/Tokyo')
    expect(await take()).toEqual([])
  })

  it('of visitors are not heard before anything is known of them', async () => {
    await watch('Viewed')
    await batch({ type: 'track', anonymousId: 'v1', event: 'Viewed' })
    expect(await take()).toEqual([])
    await batch({ type: 'identify', userId: 'hana', anonymousId: 'v1' })
    expect(await take()).toMatchObject([{ accountId: null, contactId: await idOf('contact', 'hana') }])
  })

  it('more than a day afterwards are not heard again', async () => {
    await watch('Fed')
    await batch(track('hana', 'Fed'))
    expect(await take()).toHaveLength(1)
    setClock(Temporal.Now.instant().add({ hours: 25 }))
    await batch(farmOf('hana'))
    expect(await take()).toEqual([])
  })
})

describe('what was heard and not taken yet', () => {
  const told = () => db.selectFrom('events.heard').select(['account_id', 'contact_id']).orderBy('id').execute()

  it('follows merged accounts and contacts', async () => {
    await watch('Fed')
    await batch(farmOf('hana'), { type: 'group', userId: 'ken', groupId: 'lake' }, track('hana', 'Fed'))
    const [farm, lake] = [await idOf('account', 'farm'), await idOf('account', 'lake')]
    const [hana, ken] = [await idOf('contact', 'hana'), await idOf('contact', 'ken')]
    await transact(db, tx => moveAccount(tx, { fromId: farm, intoId: lake }))
    await transact(db, tx => moveContact(tx, { fromId: hana, intoId: ken }))
    expect(await told()).toEqual([{ account_id: lake, contact_id: ken }])
  })

  it('of an erased person is gone', async () => {
    await watch('Fed')
    await batch(farmOf('hana'), farmOf('ken'), track('hana', 'Fed'), track('ken', 'Fed'))
    const [hana, ken] = [await idOf('contact', 'hana'), await idOf('contact', 'ken')]
    await transact(db, tx => forgetPerson(tx, erasedPerson({ contactId: hana, userIds: ['hana'] })))
    expect(await told()).toMatchObject([{ contact_id: ken }])
  })

  it('is dropped after a day', async () => {
    await watch('Fed')
    await batch(farmOf('hana'), track('hana', 'Fed'))
    setClock(Temporal.Now.instant().add({ hours: 23 }))
    await pruneHeard(db)
    expect(await told()).toHaveLength(1)
    setClock(Temporal.Now.instant().add({ hours: 25 }))
    await pruneHeard(db)
    expect(await told()).toEqual([])
  })
})
