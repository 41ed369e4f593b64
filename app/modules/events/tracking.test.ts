import { request } from 'node:http'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStage } from '../../../test/cast.ts'
import { openPort } from '../../boot/port.ts'
import { transact } from '../../platform/db.ts'
import { system } from '../activity/index.ts'
import { intakeOf } from './intake/intake.ts'
import { createKey, revokeKey } from './keys.ts'

const stage = await openStage()
const { app, services } = stage
const { db } = services
let key = ''
let keyId = 0

beforeAll(async () => {
  const made = await transact(db, tx => createKey(tx, system, { name: 'テスト' }))
  key = made.key
  keyId = made.id
})
afterAll(() => intakeOf(services).close())

const basic = () => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` })

async function post(path: string, body: unknown, headers: Record<string, string> = basic()) {
  const raw = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
  const response = await app.request(path, { method: 'POST', body: raw as BodyInit, headers })
  return { status: response.status, headers: response.headers, reply: (await response.json()) as Reply }
}

interface Reply {
  readonly success: boolean
  readonly accepted: number
  readonly duplicates: number
  readonly code?: string
  readonly refused: readonly { index: number; messageId: string | null; code: string; message: string }[]
}

const batch = (...items: object[]) => post('/v1/batch', { batch: items })
const track = (event: string, more: object = {}) => ({ type: 'track', userId: 'u1', event, ...more })

async function eventsNamed(name: string) {
  return db.selectFrom('events.event').selectAll().where('name', '=', name).execute()
}

describe('the calls', () => {
  it('stores a track event for the contact and account that were told before', async () => {
    const { status, reply } = await batch(
      { type: 'identify', userId: 'ana', traits: { name: 'Ana', seats: 3 } },
      { type: 'group', userId: 'ana', groupId: 'acme', traits: { name: 'Acme' } },
      track('Report Opened', { userId: 'ana', properties: { page: 2 }, messageId: 'm-1' }),
    )
    expect(status).toBe(200)
    expect(reply).toEqual({ success: true, accepted: 3, duplicates: 0, refused: [] })
    const [event] = await eventsNamed('Report Opened')
    expect(event).toMatchObject({ type: 'track', properties: { page: 2 }, write_key_id: keyId, sample: false })
    const { rows } = await sql<{ name: string; account: string }>`
      select c.name, a.name as account from customers.contact c join customers.membership m on m.contact_id = c.id
      join customers.account a on a.id = m.account_id
      where c.id = ${event?.contact_id} and a.id = ${event?.account_id}`.execute(db)
    expect(rows).toEqual([{ name: 'Ana', account: 'Acme' }])
    const usage = await db.selectFrom('events.usage_day').selectAll().where('name', '=', 'Report Opened').execute()
    expect(usage).toMatchObject([{ account_id: event?.account_id, contact_id: event?.contact_id, count: 1 }])
  })

  it.each(['identify', 'track', 'page', 'screen', 'group', 'alias', 'i', 't', 'p', 'g', 'a'])(
    'answers /v1/%s',
    async call => {
      const body = {
        userId: `one-${call}`,
        previousId: 'before',
        groupId: 'g',
        event: 'Seen',
        anonymousId: `visitor-${call}`,
      }
      const { status, reply } = await post(`/v1/${call}`, body, { ...basic(), 'content-type': 'text/plain' })
      expect([status, reply.accepted]).toEqual([200, 1])
    },
  )

  it('names pages and screens', async () => {
    await batch(
      { type: 'page', userId: 'pia', name: 'Prices' },
      { type: 'page', userId: 'pia' },
      { type: 'screen', userId: 'pia', name: 'Feed' },
      { type: 'screen', userId: 'pia', name: '' },
    )
    const names = await db
      .selectFrom('events.event')
      .innerJoin('customers.contact', 'customers.contact.id', 'events.event.contact_id')
      .select('events.event.name')
      .where('customers.contact.external_id', '=', 'pia')
      .execute()
    expect(names.map(row => row.name).sort()).toEqual([
      'Loaded a Page',
      'Loaded a Screen',
      'Viewed Feed Screen',
      'Viewed Prices Page',
    ])
  })
})

describe('the key', () => {
  const event = { userId: 'kai', event: 'Keyed' }
  it('is taken from the five places', async () => {
    expect((await post('/v1/track', event)).status).toBe(200)
    expect((await post('/v1/track', { ...event, writeKey: key }, {})).status).toBe(200)
    expect((await post('/v1/track', { ...event, writeKey: key }, { authorization: 'Bearer other-token' })).status).toBe(
      200,
    )
    expect((await post('/v1/track', event, { 'x-write-key': `${key}:secret` })).status).toBe(200)
    expect((await post(`/v1/track?writeKey=${key}`, event, {})).status).toBe(200)
    expect(await eventsNamed('Keyed')).toHaveLength(5)
  })

  it('is refused when missing, unknown or revoked, and nothing is stored', async () => {
    const other = await transact(db, tx => createKey(tx, system, { name: 'alt' }))
    const shown = { authorization: `Basic ${Buffer.from(`${other.key}:`).toString('base64')}` }
    expect((await post('/v1/track', { ...event, event: 'Other' }, shown)).status).toBe(200)
    await transact(db, tx => revokeKey(tx, system, other.id))
    await expect.poll(async () => (await post('/v1/track', { ...event, event: 'Probe' }, shown)).status).toBe(401)
    expect((await post('/v1/track', { ...event, event: 'Never' }, shown)).status).toBe(401)
    expect((await post('/v1/track', { ...event, event: 'Never' }, {})).status).toBe(401)
    expect((await post('/v1/track', { ...event, event: 'Never' }, { 'x-write-key': 'nonsense' })).status).toBe(401)
    expect(await eventsNamed('Never')).toEqual([])
  })
})

describe('bodies', () => {
  const text = () => JSON.stringify({ batch: [track('Packed')], writeKey: key })
  it('are read by what they are, whatever the headers say', async () => {
    const wrong = { 'content-type': 'application/x-www-form-urlencoded' }
    for (const body of [gzipSync(text()), deflateSync(text()), `\ufeff ${text()}`]) {
      expect((await post('/v1/batch', body, wrong)).reply.accepted).toBe(1)
    }
    expect((await post('/v1/batch', brotliCompressSync(text()), { 'content-encoding': 'br' })).reply.accepted).toBe(1)
    expect((await post('/v1/batch', brotliCompressSync(text()), wrong)).reply.accepted).toBe(1)
    expect((await post('/v1/batch', deflateRawSync(text()), { 'content-encoding': 'deflate' })).reply.accepted).toBe(1)
    expect((await post('/v1/batch', text(), { 'content-encoding': 'gzip' })).reply.accepted).toBe(1)
    expect(await eventsNamed('Packed')).toHaveLength(7)
  })

  it.each([
    ['{"batch": [', 'invalid_json'],
    ['', 'invalid_json'],
    ['{hello}', 'invalid_json'],
    ['hello', 'invalid_body'],
    [new Uint8Array([1, 2, 3, 4, 250]), 'invalid_body'],
    [gzipSync('{}').subarray(0, 12), 'invalid_body'],
  ])('that cannot be read are answered with 400', async (body, code) => {
    const { status, reply } = await post('/v1/batch', body)
    expect([status, reply.success, reply.code]).toEqual([400, false, code])
  })

  it.each(['null', ' 5\n', 'true', '"text"'])('that are JSON but no call are refused as items are: %j', async body => {
    for (const path of ['/v1/batch', '/v1/track']) {
      const { status, reply } = await post(path, body)
      expect([status, reply.accepted]).toEqual([200, 0])
    }
  })

  it('that are too large are answered with 413, also when they only become so', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20))
    expect(bomb.length).toBeLessThan(100_000)
    expect((await post('/v1/batch', bomb)).status).toBe(413)
    expect(
      (await post('/v1/batch', brotliCompressSync(Buffer.alloc(32 * 1024 * 1024)), { 'content-encoding': 'br' }))
        .status,
    ).toBe(413)
    expect((await post('/v1/batch', ' '.repeat(4 * 1024 * 1024 + 1))).status).toBe(413)
    expect((await post('/v1/batch', { batch: Array(10_001).fill(0) })).status).toBe(413)
    expect(intakeOf(services).room.held).toBe(0)
  })

  it('up to 4 MB are taken, item by item', async () => {
    const items = Array.from({ length: 2500 }, (_, i) =>
      track('Bulk', { messageId: `bulk-${i}`, properties: { pad: 'x'.repeat(1400) } }),
    )
    const { status, reply } = await batch(...items)
    expect([status, reply.accepted]).toEqual([200, 2500])
    const again = await batch(...items)
    expect(again.reply).toMatchObject({ accepted: 0, duplicates: 2500 })
    const { rows } = await sql<{
      total: number
    }>`select sum(count) as total from events.usage_day where name = 'Bulk'`.execute(db)
    expect(rows[0]?.total).toBe(2500)
  })
})

describe('over a real connection', () => {
  it('tells a client why its body is too large, however it is sent, and forgets one that broke off', async () => {
    const port = await openPort('127.0.0.1', 0)
    port.serve(app)
    const send = (pieces: number, breakOff: boolean) =>
      new Promise<number | undefined>(resolve => {
        const options = { port: port.number, path: '/v1/batch', method: 'POST', headers: basic() }
        const sending = request(options, response => {
          response.resume()
          resolve(response.statusCode)
        })
        sending.on('error', () => resolve(undefined))
        for (let piece = 0; piece < pieces; piece++) sending.write(' '.repeat(1024 * 1024))
        if (breakOff) setTimeout(() => sending.destroy(), 50)
        else sending.end()
      })
    expect(await send(6, false)).toBe(413)
    expect(await send(1, true)).toBeUndefined()
    expect(await send(1, false)).toBe(400)
    await expect.poll(() => intakeOf(services).room.held).toBe(0)
    await port.close()
  })
})
