import { describe, expect, it, vi } from 'vitest'
import { routes } from '../../app/app.tsx'
import { href, paths } from '../../app/paths.ts'
import { log } from '../../app/platform/log.ts'
import type { Route } from '../../app/web/routes.ts'
import { openStage, signInAs } from '../cast.ts'
import { formsOf, linksOf } from '../support/forms.ts'
import { encoded, faultsOf, type Hostile, hostileValues } from './values.ts'
import { addressOf, furnish, routeAt } from './world.ts'

const logged = vi.spyOn(log, 'error')
const stage = await openStage()
const cookie = await signInAs(stage, 'admin')
await furnish(stage, cookie)
const pages = routes.filter(route => route.method === 'GET' && !route.crossOrigin)

const json = (value: string): Hostile => ({ name: value.slice(0, 40), text: Buffer.from(value).toString('base64url') })
/** Places in lists that no list has made. */
const places: readonly Hostile[] = [
  ...['null', '7', '"x"', '[]', '[null]', '[1e400,1]', '["infinity",-1]', '["-infinity",1e30]', '[{},{}]'].map(json),
  ...['{"__proto__":1}', '["2026-02-31",1]', '["0044-03-15 BC",1]', '["\\ud800",1]', '["x","1; drop table x"]'].map(
    json,
  ),
  ...[
    '1.1',
    '-1.1',
    '999999999999999.999999999999999',
    '1.5.1',
    '2026-11-22T00:00:00Z',
    '9999-12-31T23:59:59.999Z_1',
    '1_1',
    `1.${'-'.repeat(36)}`,
  ].map(text => ({ name: text, text })),
]
const values = [...hostileValues, ...places]
const short = values.filter(({ text = '' }) => text.length < 10_000)

/** Names of parameters by route: those that pages ask for in their links and forms. */
const asked = await namesAsked()
const common = [
  'after',
  'before',
  'from',
  'q',
  'name',
  'key',
  'id',
  'score',
  'band',
  'person',
  'kind',
  'language',
  'list',
]

async function ask(address: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return stage.app.request(address, { headers: { cookie, ...headers } })
}

async function namesAsked(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const names = new Map<string, Set<string>>()
  const note = (address: string, found: Iterable<string>) => {
    const path = routeAt('GET', address)?.path
    if (path !== undefined) names.set(path, new Set([...(names.get(path) ?? []), ...found]))
  }
  for (const route of pages) {
    const reply = await ask(addressOf(route))
    if (!reply.headers.get('content-type')?.includes('html')) {
      await reply.body?.cancel()
      continue
    }
    const html = await reply.text()
    for (const link of linksOf(html)) note(link, new URL(link, 'http://x').searchParams.keys())
    for (const { method, action, fields } of formsOf(html, addressOf(route))) {
      if (method === 'get')
        note(
          action,
          fields.map(field => field.name),
        )
    }
  }
  return names
}

describe('a page answers clearly whatever its address says', () => {
  it.each(pages)('$path', { timeout: 60_000 }, async route => {
    const faults: unknown[] = []
    for (const hostile of values) {
      const own = [...(asked.get(route.path) ?? [])].map(name => [[name, undefined] as const])
      for (const pairs of [
        ...own,
        [...common, ...(asked.get(route.path) ?? [])].map(name => [name, undefined] as const),
      ]) {
        const query = pairs.map(([name]) => encoded([[name, undefined]], name, hostile)).join('&')
        const reply = await ask(`${addressOf(route)}?${query}`)
        for (const fault of await faultsOf(reply)) faults.push([pairs.map(([name]) => name), hostile.name, fault])
      }
    }
    expect(faults).toEqual([])
  })

  it.each(pages.filter(route => route.path.includes(':')))('$path of what is none', async route => {
    const faults: unknown[] = []
    for (const hostile of short) {
      const value = hostile.raw ?? encodeURIComponent(hostile.text ?? '')
      const reply = await ask(route.path.replaceAll(/:\w+/g, value))
      if (reply.status < 400 && value !== '' && route.path !== paths.joining) faults.push([hostile.name, reply.status])
      for (const fault of await faultsOf(reply)) faults.push([hostile.name, fault])
    }
    expect(faults).toEqual([])
  })
})

describe('a page answers clearly whatever comes along', () => {
  const headers: readonly Readonly<Record<string, string>>[] = [
    { cookie: 'x'.repeat(10_000) },
    { cookie: `${cookie}; ${cookie}; =; ;;; __proto__=1` },
    { cookie: cookie.replace(/=.*/, '=%ED%A0%80.%00%zz') },
    { 'accept-language': `${'ja,'.repeat(5000)};q=NaN` },
    { 'accept-language': '*;q=2, \u00ff, ../../etc' },
    { referer: 'javascript:alert(1)', 'user-agent': '<script>' },
    { 'turbo-frame': '"><script>', accept: 'text/vnd.turbo-stream.html' },
    { 'last-event-id': '-1', 'if-none-match': '"', range: 'bytes=9-1' },
    { 'x-forwarded-for': "'; drop table x; --", host: 'evil.example:99999' },
  ]

  it.each(headers)('%o', async more => {
    const faults: unknown[] = []
    for (const route of pages) {
      const reply = await ask(addressOf(route), more)
      for (const fault of await faultsOf(reply)) if (!isLanguage(fault)) faults.push([route.path, fault])
    }
    expect(faults).toEqual([])
  })

  /** Who is not recognised is spoken to in the language of the browser. */
  const isLanguage = (fault: string) => fault === 'is not in Japanese'
})

it('live streams have found nothing unexpected either', async () => {
  await new Promise(resolve => setTimeout(resolve, 300))
  expect(logged.mock.calls).toEqual([])
})

describe('somebody who may no longer come in', () => {
  const removed = signInAs(stage, 'csm')

  it('finds no page and changes nothing with a session of before', { timeout: 60_000 }, async () => {
    const old = await removed
    await stage.services.db
      .updateTable('identity.staff')
      .set({ removed_at: new Date() })
      .where('id', '=', 'staff-csm')
      .execute()
    const origin = new URL(stage.services.config.baseUrl).origin
    for (const route of routes.filter(({ access, method }) => access.kind !== 'public' && method !== 'OPTIONS')) {
      const reply = await stage.app.request(addressOf(route), {
        method: route.method,
        headers: { cookie: old, origin },
      })
      expect([nameOf(route), reply.status]).toEqual([nameOf(route), 303])
      expect(reply.headers.get('location')?.split('?')[0]).toBe(href(paths.signIn))
    }
  })
})

function nameOf({ method, path }: Route): string {
  return `${method} ${path}`
}
