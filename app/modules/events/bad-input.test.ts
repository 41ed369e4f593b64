import { gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { openStage } from '../../../test/cast.ts'
import { openTracking } from '../../../test/support/tracking.ts'
import { now } from '../../platform/clock.ts'
import { intakeOf } from './intake/intake.ts'

const stage = await openStage()
const { db } = stage.services
const { post, batch } = await openTracking(stage)

const track = (more: object) => ({ type: 'track', userId: 'u', event: 'Fine', ...more })
const far = (hours: number) => new Date(now().epochMilliseconds + hours * 3_600_000).toISOString()
const deep = (levels: number): unknown => (levels === 0 ? 1 : { in: deep(levels - 1) })
const traits = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`trait ${i}`, i]))

async function stored(name: string) {
  return db.selectFrom('events.event').selectAll().where('name', '=', name).execute()
}

describe('an item that cannot be taken is refused with its reason, and the others are taken', () => {
  it.each([
    ['nothing', null, 'not_an_object'],
    ['a text', 'event', 'not_an_object'],
    ['a list', [1], 'not_an_object'],
    ['no type', { userId: 'u', event: 'x' }, 'unknown_type'],
    ['an unknown type', { type: 'tracks', userId: 'u', event: 'x' }, 'unknown_type'],
    ['a type of another kind', { type: { track: 1 }, userId: 'u', event: 'x' }, 'unknown_type'],
    ['nobody', { type: 'track', event: 'x' }, 'no_identity'],
    ['empty ids', { type: 'track', event: 'x', userId: '', anonymousId: ' ' }, 'no_identity'],
    ['an id of another kind', track({ userId: { id: 1 } }), 'invalid_id'],
    ['a negative number as id', track({ userId: -1 }), 'invalid_id'],
    ['-1', track({ userId: '-1' }), 'invalid_id'],
    ['null', track({ userId: 'NULL' }), 'invalid_id'],
    ['undefined', track({ userId: undefined, anonymousId: 'undefined' }), 'invalid_id'],
    ['anonymous', track({ userId: 'anonymous' }), 'invalid_id'],
    ['zeros', track({ userId: '00000000-0000-0000-0000-000000000000' }), 'invalid_id'],
    ['dashes', track({ userId: '---' }), 'invalid_id'],
    ['an object turned into text', track({ userId: '[object Object]' }), 'invalid_id'],
    ['an id with NUL', track({ userId: 'a\0b' }), 'invalid_id'],
    ['an id with half a surrogate pair', track({ userId: 'a\ud83d' }), 'invalid_id'],
    ['a long id', track({ userId: 'x'.repeat(201) }), 'id_too_long'],
    ['no event', { type: 'track', userId: 'u' }, 'no_event'],
    ['an empty event', track({ event: '  ' }), 'no_event'],
    ['an event of another kind', track({ event: 7 }), 'no_event'],
    ['a long name', track({ event: 'あ'.repeat(201) }), 'name_too_long'],
    ['a group without groupId', { type: 'group', userId: 'u' }, 'no_group'],
    ['a group of nobody', { type: 'group', userId: 'u', groupId: 'null' }, 'invalid_id'],
    ['an alias without previousId', { type: 'alias', userId: 'u' }, 'no_previous'],
    ['a long messageId', track({ messageId: 'm'.repeat(101) }), 'invalid_message_id'],
    ['a messageId of another kind', track({ messageId: ['m'] }), 'invalid_message_id'],
    ['no time', track({ timestamp: 'yesterday' }), 'invalid_time'],
    ['a time of another kind', track({ timestamp: { now: true } }), 'invalid_time'],
    ['a time before the year 1', track({ timestamp: '-000044-03-15T12:00:00Z' }), 'invalid_time'],
    ['the future', track({ timestamp: far(25) }), 'in_future'],
    ['properties of another kind', track({ properties: 'many' }), 'invalid_properties'],
    ['a list of properties', track({ properties: [1, 2] }), 'invalid_properties'],
    ['traits of another kind', { type: 'identify', userId: 'u', traits: 5 }, 'invalid_traits'],
    ['10,000 traits', { type: 'identify', userId: 'u', traits: traits(10_000) }, 'too_many_traits'],
    ['301 traits', { type: 'group', userId: 'u', groupId: 'g', traits: traits(301) }, 'too_many_traits'],
    ['a trait without a name', { type: 'identify', userId: 'u', traits: { '': 1 } }, 'invalid_trait_key'],
    [
      'a trait with a long name',
      { type: 'identify', userId: 'u', traits: { ['k'.repeat(201)]: 1 } },
      'invalid_trait_key',
    ],
    ['deep nesting', track({ properties: deep(65) }), 'too_deep'],
    ['33 KB', track({ properties: { text: 'x'.repeat(33 * 1024) } }), 'too_large'],
    ['33 KB of Japanese', track({ properties: { text: '魚'.repeat(11 * 1024) } }), 'too_large'],
    ['33 KB of context', track({ context: { page: { url: 'x'.repeat(33 * 1024) } } }), 'too_large'],
  ])('%s', async (what, item, code) => {
    const name = `Beside ${what}`
    const reply = await batch(track({ event: name }), item, track({ event: name }))
    expect(reply).toMatchObject({ success: true, accepted: 2, refused: [{ index: 1, code }] })
    expect(reply.refused[0]?.message).not.toBe('')
    expect(await stored(name)).toHaveLength(2)
  })

  it('a nesting of 10,000 lists neither stops the server nor its neighbours', async () => {
    const body = `{"batch":[{"type":"track","userId":"u","event":"Deep","properties":{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}},
      {"type":"track","userId":"u","event":"Beside deep"}]}`
    const { status, reply } = await post('/v1/batch', body)
    expect([status, reply.accepted, reply.refused[0]?.code]).toEqual([200, 1, 'too_deep'])
  })

  it('more than 300 traits in the course of time are refused, not dropped', async () => {
    const many = (prefix: string) => Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`${prefix}${i}`, i]))
    const reply = await batch({ type: 'identify', userId: 'collector', traits: many('a') })
    const second = await batch({ type: 'identify', userId: 'collector', traits: many('b'), messageId: 'second half' })
    expect([reply.accepted, second.accepted, second.refused[0]?.code]).toEqual([1, 0, 'too_many_traits'])
    const third = await batch(track({ event: 'Beside it' }), {
      type: 'identify',
      userId: 'collector',
      traits: many('c'),
      messageId: 'third part',
    })
    expect(third).toMatchObject({ accepted: 1, refused: [{ index: 1, messageId: 'third part' }] })
    await intakeOf(stage.services).watch.flush()
    const shown = db.selectFrom('events.refusal').selectAll().where('message_id', '=', 'third part')
    expect((await shown.executeTakeFirst())?.content).toContain('"c0":0')
    const again = await batch({
      type: 'identify',
      userId: 'collector',
      traits: { a1: 'new' },
      messageId: 'second half',
    })
    expect(again).toMatchObject({ accepted: 1, duplicates: 0 })
  })
})

describe('what looks dangerous is stored as it came', () => {
  it.each([
    ['emoji and families', '👨‍👩‍👧‍👦 🐟'],
    ['right to left', 'مرحبا ‮abc שלום'],
    ['SQL', `'; drop table events.event; --`],
    ['HTML', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
    ['quotes and braces', `{"a",'b',\\n\\\\ "c"} \t\n NULL`],
    ['a formula', '=HYPERLINK("http://example.com")'],
    ['200 characters outside the basic plane', '𩸽'.repeat(200)],
  ])('%s', async (_, text) => {
    const userId = `${text.slice(0, 60).trim()}`
    const reply = await batch({
      type: 'track',
      userId,
      event: text,
      properties: { [text]: text },
      anonymousId: text.trim(),
    })
    expect(reply).toMatchObject({ accepted: 1, refused: [] })
    const [event] = await stored(text.trim())
    expect(event?.properties).toEqual({ [text]: text })
    expect(event?.anonymous_id).toBe(text.trim())
  })

  it('NUL and halves of surrogate pairs become U+FFFD, also in keys, traits and names', async () => {
    const reply = await batch(
      {
        type: 'track',
        userId: 'nul',
        event: 'Zero\0 \ud83d',
        properties: { 'k\0': ['v\0', '\udc1f', '🐟', '\\u0000'] },
      },
      { type: 'identify', userId: 'nul', traits: { note: 'a\0b\ud83d', 'n\0': 1 } },
    )
    expect(reply).toMatchObject({ accepted: 2, refused: [] })
    const [event] = await stored('Zero� �')
    expect(event?.properties).toEqual({ 'k�': ['v�', '�', '🐟', '\\u0000'] })
    const { rows } = await sql<{ traits: object }>`
      select traits from customers.contact where external_id = 'nul'`.execute(db)
    expect(rows[0]?.traits).toEqual({ note: 'a�b�', 'n�': 1 })
  })
})

describe('times', () => {
  it('of long ago are kept, each on its day', async () => {
    for (const timestamp of ['1969-07-20T20:17:00Z', '0001-06-01T00:00:00Z', '1999-12-31T23:59:59Z', 1_000_000_000]) {
      expect(await batch(track({ event: 'Long ago', timestamp }))).toMatchObject({ accepted: 1 })
    }
    const { rows } = await sql<{ day: string }>`
      select day::text from events.usage_day where name = 'Long ago' order by day`.execute(db)
    expect(rows.map(row => row.day)).toEqual(['0001-06-01', '1969-07-21', '2000-01-01', '2001-09-09'])
  })

  it('of clocks that stand still do not say since when an account is there', async () => {
    const heard = async (groupId: string, ...times: string[]) => {
      for (const timestamp of times) await batch(track({ event: 'Woke', timestamp, context: { groupId } }))
      const { rows } = await sql<{ first: Date | null; last: Date }>`
        select s.first_at as first, s.last_at as last
        from events.sign_of_life s join customers.account a on a.id = s.account_id
        where a.external_id = ${groupId}`.execute(db)
      return rows.map(({ first, last }) => [first?.toISOString(), last.toISOString()])
    }
    const [still, real] = ['1970-01-01T00:00:07.000Z', '2025-11-03T00:00:00.000Z']
    expect(await heard('still', still)).toEqual([[undefined, still]])
    expect(await heard('still', real)).toEqual([[real, real]])
    expect(await heard('real first', real, still, '1999-12-31T23:59:59Z')).toEqual([[real, real]])
    expect(await heard('the year 2000', '2000-01-01T00:00:00.000Z', real)).toEqual([['2000-01-01T00:00:00.000Z', real]])
  })

  it('are put right by how far the clock of the client is off', async () => {
    const ahead = (minutes: number) => far(1000 + minutes / 60)
    const { reply } = await post('/v1/batch', {
      batch: [
        track({ event: 'Ahead', timestamp: ahead(-10) }),
        track({ event: 'Ahead', originalTimestamp: ahead(-10) }),
      ],
      sentAt: ahead(0),
    })
    expect(reply.accepted).toBe(2)
    for (const { occurred_at } of await stored('Ahead')) {
      const minutes = (now().epochMilliseconds - occurred_at.getTime()) / 60_000
      expect(minutes).toBeCloseTo(10, 0)
    }
  })
})

describe('requests as a whole', () => {
  it('without a batch are answered with 200 and the reason, because a 400 ends some clients', async () => {
    for (const body of [{}, { batch: 'no' }, '[]', '"text"', { batch: [] }]) {
      expect((await post('/v1/batch', body)).status).toBe(200)
    }
  })

  it('are never redirected, and may come from anywhere', async () => {
    for (const path of ['/v1/track', '/v1/unknown', '/v1/b', '/api/s/track', '/api/s/s2s/page']) {
      const { status, headers } = await post(path, { userId: 'u', event: 'Anywhere' })
      expect(status < 300 || status >= 400).toBe(true)
      expect(headers.get('access-control-allow-origin')).toBe('*')
      const asked = await stage.app.request(path, {
        method: 'OPTIONS',
        headers: { origin: 'https://app.example', 'access-control-request-headers': 'x-write-key' },
      })
      expect([asked.status, asked.headers.get('access-control-allow-headers')]).toEqual([204, 'x-write-key'])
    }
  })

  it('are asked to come back when too much is waiting, and nothing of them is stored', async () => {
    const { room } = intakeOf(stage.services)
    room.held += room.limit
    const { status, headers, reply } = await post('/v1/batch', { batch: [track({ event: 'Too much' })] })
    room.held -= room.limit
    expect([status, reply.code, headers.get('retry-after')]).toEqual([429, 'overloaded', '1'])
    expect(await stored('Too much')).toEqual([])
    expect(room.held).toBe(0)
  })

  it('with duplicates within are counted once', async () => {
    const twice = track({ event: 'Twice', messageId: 'the same' })
    expect(await batch(twice, twice, { ...twice, timestamp: far(-24 * 40), userId: 'another' })).toMatchObject({
      accepted: 1,
      duplicates: 2,
    })
    const { reply } = await post('/v1/batch', gzipSync(JSON.stringify({ batch: [twice] })))
    expect(reply).toMatchObject({ accepted: 0, duplicates: 1 })
    expect(await stored('Twice')).toHaveLength(1)
  })
})

describe('what was refused', () => {
  it('is noted for the live page with what was sent, bounded in number and size', async () => {
    await intakeOf(stage.services).watch.flush()
    await sql`truncate events.refusal`.execute(db)
    const items = Array.from({ length: 500 }, (_, i) => ({
      type: 'track',
      userId: 'u',
      junk: `${i} ${'x'.repeat(5000)}`,
    }))
    await batch(...items)
    await intakeOf(stage.services).watch.flush()
    const rows = await db.selectFrom('events.refusal').selectAll().execute()
    expect(rows).toHaveLength(100)
    expect(rows.reduce((sum, row) => sum + 1 + row.more, 0)).toBe(500)
    expect(rows[0]).toMatchObject({ code: 'no_event', type: 'track' })
    expect(Math.max(...rows.map(row => row.content?.length ?? 0))).toBe(1000)
  })
})
