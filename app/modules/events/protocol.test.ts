import { gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { openStage } from '../../../test/cast.ts'
import { forgetEvents, openTracking } from '../../../test/support/tracking.ts'
import { createApp } from '../../app.tsx'
import { connect } from '../../platform/db.ts'

// What the protocol's documentation says and real clients do, beyond what the other tests of this folder show.
const stage = await openStage()
const { db } = stage.services
const { batch, post, key } = await openTracking(stage)

const track = (event: string, more: object = {}) => ({ type: 'track', userId: 'u', event, ...more })
const plain = { 'content-type': 'text/plain' }

async function told() {
  const { rows } = await sql<{ name: string; person: string | null; account: string | null; context: object }>`
    select e.name, c.external_id as person, a.external_id as account, e.context, e.occurred_at as at
    from events.event e
    left join customers.contact c on c.id = e.contact_id left join customers.account a on a.id = e.account_id
    order by e.name`.execute(db)
  return rows
}

beforeEach(() => forgetEvents(stage))

describe('an empty text is absent', () => {
  it('as the group of an item in a batch that has one, and as the time that a client claims beside another', async () => {
    const at = '2026-01-05T00:00:00.000Z'
    const items = [track('Seen', { context: { groupId: '' }, originalTimestamp: '', timestamp: at })]
    expect((await post('/v1/batch', { context: { groupId: 'acme' }, batch: items })).reply).toMatchObject({
      accepted: 1,
    })
    expect(await told()).toMatchObject([{ name: 'Seen', account: 'acme', at: new Date(at) }])
  })
})

describe('addresses', () => {
  it.each(['/v1/batch', '/v1/b', '/v1/i', '/api/s/batch', '/api/s/s2s/batch', '/v1/projects/any/settings'])(
    'answer what a browser asks before it sends to %s: any origin, without credentials',
    async path => {
      const asked = await stage.app.request(path, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://app.example',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type',
        },
      })
      expect(asked.status).toBe(204)
      expect(asked.headers.get('access-control-allow-origin')).toBe('*')
      expect(asked.headers.get('access-control-allow-credentials')).toBeNull()
      expect(asked.headers.get('access-control-allow-headers')).toBe('authorization,content-type')
      expect(asked.headers.get('access-control-allow-methods')).toContain('POST')
    },
  )

  it('of browsers take a batch as text/plain with the key in the body, as a page sends it while it is left', async () => {
    const body = { batch: [track('Left')], writeKey: key.key, sentAt: new Date().toISOString() }
    expect((await post('/v1/b', body, plain)).reply).toMatchObject({ success: true, accepted: 1 })
    const gzip = gzipSync(JSON.stringify({ ...body, batch: [track('Packed')] }))
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await post('/v1/batch', gzip, form)).reply).toMatchObject({ accepted: 1 })
    expect((await told()).map(row => row.name)).toEqual(['Left', 'Packed'])
  })

  it('of Jitsu take every call, from browsers and servers', async () => {
    for (const folder of ['/api/s', '/api/s/s2s']) {
      for (const call of ['identify', 'track', 'page', 'group', 'event']) {
        const body = { userId: 'u', groupId: 'g', event: 'Seen' }
        const { status, reply } = await post(`${folder}/${call}`, body, { ...plain, 'x-write-key': key.key })
        expect([status, reply.accepted]).toEqual([200, 1])
      }
    }
  })

  it.each(['/v1/batch/', '//v1/batch', '/v1//batch', '//v1/batch/', '/api/s/s2s/batch/', '//api/s/batch//'])(
    'with a slash too many are taken for what is meant: %s',
    async path => {
      const body = JSON.stringify({ batch: [track('Meant')], writeKey: key.key })
      for (const headers of [plain, { 'content-type': 'application/json' }]) {
        const request = new Request(`http://localhost${path}`, { method: 'POST', body, headers })
        const reply = await stage.app.fetch(request)
        expect([reply.status, await reply.json()]).toMatchObject([200, { accepted: 1 }])
      }
    },
  )

  const elsewhere = ['/v1', '/v1/', '/v1/nothing', '/v1/import/more', '/api/s/nothing', '/api/s/a/b/c']
  it.each(elsewhere)('that do not exist are told so and never lead elsewhere: %s', async path => {
    for (const method of ['POST', 'PUT', 'GET']) {
      const body = method === 'GET' ? {} : { body: '{}' }
      const reply = await stage.app.fetch(new Request(`http://localhost${path}`, { method, headers: plain, ...body }))
      expect([method, reply.status]).toEqual([method, 404])
      expect(reply.headers.get('access-control-allow-origin')).toBe('*')
      expect(await reply.json()).toMatchObject({ success: false, code: 'unknown_call' })
    }
    expect((await stage.app.request(path, { method: 'OPTIONS' })).status).toBe(204)
  })

  it('are no pages', async () => {
    const reply = await stage.app.request('/v1/batch')
    expect([reply.status, await reply.json()]).toMatchObject([404, { code: 'unknown_call' }])
  })

  it('say so when it is not known whether a key is good because the database is away', async () => {
    const away = connect('postgres://nobody@127.0.0.1:1/nothing')
    const app = createApp({ ...stage.services, db: away.db })
    const reply = await app.request('/v1/projects/any/settings')
    expect([reply.status, await reply.json()]).toMatchObject([503, { code: 'unavailable' }])
    expect(reply.headers.get('access-control-allow-origin')).toBe('*')
    await away.close()
  })

  it('find the key as a Bearer token of its own and in the first item', async () => {
    expect((await post('/v1/track', track('Borne'), { authorization: `Bearer ${key.key}` })).status).toBe(200)
    expect((await post('/v1/batch', { batch: [{ ...track('Within'), writeKey: key.key }] }, {})).status).toBe(200)
  })
})

describe('items', () => {
  it('have the context of their batch under their own', async () => {
    const { reply } = await post('/v1/batch', {
      batch: [
        { type: 'group', userId: 'u', groupId: 'home' },
        track('Elsewhere', { context: { groupId: 'own', library: { name: 'mine' } } }),
        track('Shared', { context: {} }),
      ],
      context: { groupId: 'shared', library: { name: 'theirs', version: '1' }, locale: 'ja-JP' },
      integrations: { All: true },
    })
    expect(reply.accepted).toBe(3)
    expect(await told()).toMatchObject([
      { name: 'Elsewhere', account: 'own', context: { library: { name: 'mine' }, locale: 'ja-JP' } },
      { name: 'Shared', account: 'shared', context: { library: { name: 'theirs', version: '1' }, locale: 'ja-JP' } },
    ])
  })

  it('without any context keep none', async () => {
    await batch(
      track('Bare'),
      track('Clothed', { context: { locale: 'ja' } }),
      track('Stripped', { context: { ip: 'x' } }),
    )
    expect((await told()).map(row => row.context)).toEqual([null, { locale: 'ja' }, null])
  })

  it('keep their own time when nobody says when they were sent', async () => {
    const timestamp = '2024-02-29T12:00:00.123Z'
    await batch(track('Then', { timestamp }), track('Then too', { originalTimestamp: timestamp, timestamp: 'later' }))
    expect((await told()).map(row => (row as unknown as { at: Date }).at.toISOString())).toEqual([timestamp, timestamp])
  })

  it('without a messageId are each of their own; a number is one, 100 characters are the most', async () => {
    const same = track('Unnamed', { timestamp: '2026-01-01T00:00:00Z' })
    expect(await batch(same, same, { ...same, messageId: '' }, { ...same, messageId: null })).toMatchObject({
      accepted: 4,
    })
    const long = { ...same, messageId: 'm'.repeat(100) }
    expect(await batch({ ...same, messageId: 7 }, { ...same, messageId: '7' }, long, long)).toMatchObject({
      accepted: 2,
      duplicates: 2,
    })
  })

  it('take empty texts for what is not there', async () => {
    const empty = { type: 'track', userId: '', anonymousId: 'visitor', event: 'Visited', timestamp: '', messageId: '' }
    expect(await batch(empty, { ...empty, userId: 12_345, anonymousId: '' })).toMatchObject({ accepted: 2 })
    expect((await told()).map(row => row.person)).toEqual(expect.arrayContaining([null, '12345']))
  })
})
