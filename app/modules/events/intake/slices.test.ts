import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { forgetEvents } from '../../../../test/support/tracking.ts'
import { connect } from '../../../platform/db.ts'
import { createMonths } from '../partitions.ts'
import { isRefusal, judge } from './judge.ts'
import type { Message } from './message.ts'
import { createSlices, type SliceOptions } from './slices.ts'

const stage = await openStage()
const { db, offers } = stage.services
const tuning: SliceOptions = { size: 100, waitMs: 10, atOnce: 2, waiting: 300 }

function open(database = db) {
  const months = createMonths(database)
  return createSlices(
    { db: database, months, mergeContacts: offers.contactMerges, defaultZone: 'Asia/Tokyo', taken: () => {} },
    tuning,
  )
}

function message(id: string): Message {
  const envelope = {
    call: undefined,
    context: undefined,
    sentAt: undefined,
    receivedAt: Date.now(),
    keyId: null,
    sample: false,
    suspicious: false,
  }
  const judged = judge({ type: 'track', userId: 'u', event: 'Sliced', messageId: id }, envelope)
  if (isRefusal(judged)) throw new Error(judged.code)
  return judged
}

async function stored(): Promise<{ events: number; transactions: number }> {
  const { rows } = await sql<{ events: number; transactions: number }>`
    select count(*) as events, count(distinct xmin::text) as transactions from events.event`.execute(db)
  return rows[0] ?? { events: 0, transactions: 0 }
}

beforeEach(() => forgetEvents(stage))

describe('slices', () => {
  it('take requests that come together in one transaction', async () => {
    const slices = open()
    const outcomes = await Promise.all(Array.from({ length: 50 }, (_, i) => slices.take([message(`t${i}`)])))
    expect(outcomes.flat()).toEqual(Array(50).fill('accepted'))
    expect(await stored()).toEqual({ events: 50, transactions: 1 })
  })

  it('leave out the one message that the database does not accept, whoever sent it', async () => {
    const slices = open()
    const bad = { ...message('bad'), properties: '{"a":"\\u0000"}' }
    const requests = Array.from({ length: 20 }, (_, i) =>
      slices.take(i === 7 ? [message('beside'), bad] : [message(`s${i}`)]),
    )
    const outcomes = await Promise.all(requests)
    expect(outcomes[7]).toMatchObject(['accepted', { code: 'unstorable' }])
    expect(outcomes.toSpliced(7, 1).flat()).toEqual(Array(19).fill('accepted'))
    expect((await stored()).events).toBe(20)
  })

  it('refuse what would wait too long, and take the rest', async () => {
    const slices = open()
    const many = (name: string) => Array.from({ length: 150 }, (_, i) => message(`${name}${i}`))
    const requests = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map(name => slices.take(many(name))))
    const refused = requests.filter(request => request.status === 'rejected')
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.map(request => request.reason.status)).toEqual(refused.map(() => 429))
    expect((await stored()).events).toBe(150 * (5 - refused.length))
  })

  it('ask to come back when the database is away', async () => {
    const nowhere = connect('postgres://nobody@127.0.0.1:1/nothing')
    await expect(open(nowhere.db).take([message('x')])).rejects.toMatchObject({ status: 503, retryAfter: 5 })
    await nowhere.close()
  })

  it('have ended when drained', async () => {
    const slices = open()
    const taken = slices.take([message('last')])
    await slices.drain()
    expect((await stored()).events).toBe(1)
    expect(await taken).toEqual(['accepted'])
  })
})
