import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { openStage, signInAs } from '../../../test/cast.ts'
import { openTracking } from '../../../test/support/tracking.ts'
import { href, paths } from '../../paths.ts'
import type { Role } from '../../web/access.ts'
import { intakeOf } from './intake/intake.ts'
import { timeline } from './timeline.ts'

const stage = await openStage()
const { db } = stage.services
const { key, batch } = await openTracking(stage)
const cookies = new Map<Role, string>()

beforeAll(async () => {
  for (const role of ['csm', 'admin', 'product'] as const) cookies.set(role, await signInAs(stage, role))
  await batch(
    { type: 'identify', userId: 'ana', traits: { name: '穴井 あな' } },
    { type: 'group', userId: 'ana', groupId: 'farm', traits: { name: '穴井水産' } },
    { type: 'track', userId: 'ana', event: '<b>給餌</b>を記録', properties: { 魚種: 'ブリ' }, timestamp: '2026-10-01' },
  )
  await intakeOf(stage.services).watch.flush()
  await batch(
    ...Array.from({ length: 60 }, (_, i) => ({ type: 'track', userId: 'ana', event: 'Opened', properties: { i } })),
    { type: 'track', userId: 'ana' },
  )
  await intakeOf(stage.services).watch.flush()
})

async function get(path: string, role: Role = 'csm') {
  const response = await stage.app.request(path, { headers: { cookie: cookies.get(role) ?? '' } })
  return { status: response.status, text: await response.text() }
}

async function submit(path: string, fields: Record<string, string>, role: Role = 'admin') {
  const response = await stage.app.request(path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: {
      cookie: cookies.get(role) ?? '',
      'sec-fetch-site': 'same-origin',
      origin: new URL(stage.services.config.baseUrl).origin,
    },
  })
  return { status: response.status, to: response.headers.get('location'), text: await response.text() }
}

async function farmId(): Promise<number> {
  const { rows } = await sql<{ id: number }>`select id from customers.account where external_id = 'farm'`.execute(db)
  return rows[0]?.id ?? 0
}

describe('the live page', () => {
  it('shows what arrives with person, account and key, escaped', async () => {
    const { status, text } = await get('/events?name=給餌')
    expect(status).toBe(200)
    expect(text).toContain('&lt;b&gt;給餌&lt;/b&gt;を記録')
    expect(text).toContain('穴井水産')
    expect(text).not.toContain('Opened')
  })

  it('shows what was refused and why, in the reader’s language', async () => {
    expect((await get('/events?view=refused')).text).toContain('イベント名がありません。')
    const english = await get('/events?view=refused', 'product')
    expect(english.text).toContain('It has no event name.')
    expect(english.text).toContain('no_event')
  })

  it('tells how much is new without moving the list, and renews it only when that is asked for', async () => {
    const quiet = await firstMessage('/events/stream?after=1')
    expect(quiet).toContain('target="arrival-news"')
    expect(quiet).not.toContain('arrival-list')
    expect(await firstMessage('/events/stream?after=1&follow=1')).toContain('target="arrival-list"')
    expect(await firstMessage(`/events/stream?key=${key.id}&name=nothing-of-this-name`)).toContain('arrival-list')
  })

  it('is not for strangers', async () => {
    const response = await stage.app.request('/events')
    expect(response.status).toBe(303)
  })
})

async function firstMessage(path: string): Promise<string> {
  const response = await stage.app.request(path, { headers: { cookie: cookies.get('csm') ?? '' } })
  const reader = response.body?.getReader()
  const { value } = (await reader?.read()) ?? {}
  await reader?.cancel()
  return new TextDecoder().decode(value)
}

describe('write keys', () => {
  it('are not for others than admins', async () => {
    expect((await get('/events/keys', 'csm')).status).toBe(404)
    expect((await submit('/events/keys', { name: 'Web' }, 'csm')).status).toBe(404)
  })

  it('are made, renamed, given a new value and revoked; the old value works until then', async () => {
    const made = await submit('/events/keys', { name: 'Web 本番' })
    expect(made.status).toBe(303)
    const [row] = await db.selectFrom('events.write_key').selectAll().where('name', '=', 'Web 本番').execute()
    const id = row?.id ?? 0
    expect(made.to).toBe(`/events/connect?key=${id}`)
    expect((await submit(`/events/keys/${id}`, { name: '' })).status).toBe(422)
    expect((await submit(`/events/keys/${id}`, { name: 'Web' })).status).toBe(303)
    expect((await submit(`/events/keys/${id}/rotation`, {})).status).toBe(303)
    const both = await db.selectFrom('events.write_key').selectAll().where('name', '=', 'Web').orderBy('id').execute()
    expect(both.map(one => one.replaces_id)).toEqual([null, id])
    const send = async (writeKey = '') =>
      (
        await stage.app.request('/v1/track', {
          method: 'POST',
          body: JSON.stringify({ writeKey, userId: 'ana', event: 'Keyed' }),
        })
      ).status
    expect([await send(both[0]?.key), await send(both[1]?.key)]).toEqual([200, 200])
    expect((await submit(`/events/keys/${id}/revocation`, {})).status).toBe(303)
    await expect.poll(() => send(both[0]?.key)).toBe(401)
    expect(await send(both[1]?.key)).toBe(200)
    expect((await submit(`/events/keys/${id}/revocation`, {})).status).toBe(409)
    const { text } = await get('/events/keys', 'admin')
    expect(text).toContain(both[1]?.key)
  })
})

describe('connecting an app', () => {
  it.each(['node', 'browser', 'python', 'ruby', 'php', 'http'])(
    'shows code for %s with host and key filled in',
    async language => {
      const { status, text } = await get(`/events/connect?key=${key.id}&language=${language}`)
      expect(status).toBe(200)
      expect(text).toContain(key.key)
      expect(text).toContain('localhost:3000')
    },
  )

  it('says whether the first event arrived, and what was wrong', async () => {
    const { text } = await get(`/events/connect?key=${key.id}`)
    expect(text).toContain('届きました')
    expect(text).toContain('穴井水産')
    expect(text).toContain('イベント名がありません')
    expect(await firstMessage(`/events/connect/check?key=${key.id}`)).toContain('届きました')
  })
})

describe('events of an account', () => {
  it('are listed newest first, by pages, and narrowed to one name', async () => {
    const path = `/accounts/${await farmId()}/events`
    const first = await get(path)
    expect(first.status).toBe(200)
    const next = /href="([^"]*before=[^"]*)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&')
    const second = await get(next ?? '')
    expect(second.text).toContain('&lt;b&gt;給餌&lt;/b&gt;を記録')
    expect(second.text).not.toMatch(/before=/)
    const narrowed = await get(`${path}?name=${encodeURIComponent('<b>給餌</b>を記録')}`)
    expect(narrowed.text).toContain('魚種')
    expect(narrowed.text).toContain('<bdi>穴井 あな</bdi></a>')
    expect(narrowed.text).not.toContain('&quot;i&quot;')
  })

  it.each(['-99999999999999', '99999999999999', '-999999999999999', '9'.repeat(30)])(
    'are shown whatever place an address names: %s milliseconds',
    async time => {
      const before = `${time}.00000000-0000-0000-0000-000000000000`
      expect((await get(`/accounts/${await farmId()}/events?before=${before}`)).status).toBe(200)
    },
  )

  it('are a file of all of them or those of one name, beyond one page', async () => {
    const id = await farmId()
    await sql`
      insert into events.event (account_id, message, occurred_at, received_at, type, name, contact_id, properties)
      select ${id}, gen_random_uuid(), '2026-09-01'::timestamptz + i * interval '1 ms', now(), 'track', '=Imported', 0,
        jsonb_build_object('i', i)
      from generate_series(1, 1100) i`.execute(db)
    const path = href(paths.accountEventsExport, { id })
    expect((await stage.app.request(path)).status).not.toBe(200)
    const lines = async (address: string) => {
      const { status, text } = await get(address)
      expect(status).toBe(200)
      return text.replace('\uFEFF', '').trimEnd().split('\r\n')
    }
    const [head, ...all] = await lines(path)
    expect(head).toBe('日時,イベント名,人,詳細')
    const { rows } = await sql<{ count: number }>`
      select count(*) from events.event where account_id = ${id}`.execute(db)
    expect(all).toHaveLength(rows[0]?.count ?? 0)
    expect(all).toContain('2026-09-01T00:00:00.001Z,\'=Imported,未登録の訪問者,"{""i"":1}"')
    const times = all.map(line => line.split(',')[0] ?? '')
    expect(times).toEqual(times.toSorted().reverse())
    const narrowed = await lines(href(paths.accountEventsExport, { id }, { name: '<b>給餌</b>を記録' }))
    expect(narrowed.slice(1)).toEqual([expect.stringContaining(',<b>給餌</b>を記録,穴井 あな,"{""魚種"":""ブリ""}"')])
    expect((await get(`/accounts/${id}/events`)).text).toContain(`href="${path}"`)
    expect((await get(href(paths.accountEventsExport, { id: 999_999 }))).status).toBe(404)
    await sql`delete from events.event where name = '=Imported'`.execute(db)
  })

  it('of an account that does not exist are not found', async () => {
    expect((await get('/accounts/999999/events')).status).toBe(404)
    expect((await get('/accounts/x/events')).status).toBe(404)
  })

  it('stand in the timeline, one entry per day', async () => {
    const entries = await timeline(db, await farmId(), { before: new Date(Date.now() + 1000), limit: 10 })
    expect(entries.map(entry => entry.values)).toEqual([
      // How many the revoked key still sent before it was refused is left to chance.
      { what: expect.stringMatching(/^Opened ×60 · Keyed ×\d$/), count: 1 },
      { what: '<b>給餌</b>を記録', count: 1 },
    ])
    const older = await timeline(db, await farmId(), { before: entries[0]?.at ?? new Date(), limit: 10 })
    expect(older.map(entry => entry.values)).toEqual([{ what: '<b>給餌</b>を記録', count: 1 }])
  })
})
