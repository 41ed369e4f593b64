import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { href, paths } from '../../app/paths.ts'
import { cast } from '../cast.ts'
import { openTracking } from '../support/tracking.ts'
import { flawsOf, tooWide } from './flaws.ts'
import { openBrowserStage } from './stage.ts'

const { stage, url, browser, contextOf } = await openBrowserStage()
const { db } = stage.services
const { key, batch } = await openTracking(stage)
let context: BrowserContext
let page: Page
let shop: Server

beforeAll(async () => {
  context = await contextOf('admin')
  page = await context.newPage()
  page.setDefaultTimeout(30_000)
  shop = await openShop()
})

afterAll(async () => {
  await new Promise(resolve => shop.close(resolve))
})

/** Somebody else's page, of another origin, with the browser library as it is published. */
async function openShop(): Promise<Server> {
  const folder = 'node_modules/@segment/analytics-next/dist/umd'
  const server = createServer((request, response) => {
    const file = /^\/(\w[\w.-]*\.js)$/.exec(request.url ?? '')?.[1]
    if (file) {
      response.setHeader('content-type', 'text/javascript')
      response.end(readFileSync(`${folder}/${file}`))
    } else {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end('<!doctype html><title>養殖の管理</title><script src="/index.js"></script>')
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return server
}

interface BrowserLibrary {
  AnalyticsNext: {
    AnalyticsBrowser: {
      load(settings: object): {
        identify(id: string, traits: object): Promise<unknown>
        group(id: string, traits: object): Promise<unknown>
        page(name: string): Promise<unknown>
        track(event: string, properties: object): Promise<unknown>
      }
    }
  }
}

describe('the browser library of Segment, from another origin', () => {
  it('asks for its settings and sends here, with nothing but host and key set', async () => {
    const other = await browser.newPage()
    await other.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/`)
    await other.evaluate(
      async ([cdnURL, writeKey]) => {
        const { AnalyticsBrowser } = (globalThis as unknown as BrowserLibrary).AnalyticsNext
        const analytics = AnalyticsBrowser.load({ cdnURL, writeKey })
        await analytics.track('Before Sign-in', {})
        await analytics.identify('browser-user', { name: '海野 渚' })
        await analytics.group('browser-farm', { name: '海野水産' })
        await analytics.page('Prices')
        await analytics.track('Report Opened', { report: '月次' })
      },
      [url, key.key],
    )
    const told = async () => {
      const { rows } = await sql<{ name: string; person: string; account: string; title: string }>`
        select e.name, c.name as person, a.name as account, e.context #>> '{page,title}' as title
        from events.event e left join customers.contact c on c.id = e.contact_id
        left join customers.account a on a.id = e.account_id order by e.name`.execute(db)
      return rows
    }
    const whole = { person: '海野 渚', account: '海野水産', title: '養殖の管理' }
    await expect.poll(told, { timeout: 10_000 }).toEqual([
      { ...whole, name: 'Before Sign-in' },
      { ...whole, name: 'Report Opened' },
      { ...whole, name: 'Viewed Prices Page' },
    ])
    await other.close()
  })
})

describe('the pages', () => {
  it('say at once when the first event has arrived', async () => {
    await page.goto(`${url}/events/keys`)
    await page.fill('[name=name]', '新しいアプリ')
    await page.click('text=キーを作成する')
    await page.waitForURL('**/connect?key=*')
    expect(await page.textContent('#connect-check')).toContain('最初のイベントを待っています')
    const { rows } = await sql<{ key: string }>`select key from events.write_key where name = '新しいアプリ'`.execute(
      db,
    )
    await fetch(`${url}/v1/track`, {
      method: 'POST',
      body: JSON.stringify({ writeKey: rows[0]?.key, userId: 'u', event: 'はじめて' }),
    })
    await page.waitForSelector('#connect-check >> text=はじめて')
  })

  it('announce what arrives without moving the list; followed, the list renews itself', async () => {
    await page.goto(`${url}/events`)
    const first = () => page.textContent('#arrival-list tbody tr')
    const before = await first()
    await batch({ type: 'track', userId: 'u', event: 'Announced' })
    await page.waitForSelector('#arrival-news a')
    expect(await first()).toBe(before)
    await page.click('text=自動で更新する')
    await page.waitForSelector('#arrival-list >> text=Announced')
    await batch({ type: 'track', userId: 'u', event: 'Followed' })
    await page.waitForSelector('#arrival-list >> text=Followed')
  })

  it('look right in both languages, wide and narrow, light and dark', async () => {
    await batch(
      ...Array.from({ length: 12 }, (_, i) => ({
        type: 'track',
        userId: 'browser-user',
        event: ['給餌を記録', 'Report Opened'][i % 2],
        properties: { 魚種: 'マダイ', i },
      })),
    )
    await batch({ type: 'track', userId: 'u' }, { type: 'track', userId: 'null', event: 'x' })
    const { rows } = await sql<{
      id: number
    }>`select id from customers.account where external_id = 'browser-farm'`.execute(db)
    const addresses = {
      arrivals: '/events',
      refused: '/events?view=refused',
      keys: paths.writeKeys,
      key: href(paths.writeKey, { id: key.id }),
      connect: href(paths.connect, {}, { key: String(key.id) }),
      account: `/accounts/${rows[0]?.id}/events`,
    }
    await expect
      .poll(async () => (await db.selectFrom('events.refusal').select('id').execute()).length, { timeout: 5000 })
      .toBe(2)
    for (const [locale, theme] of [
      ['ja', 'light'],
      ['en', 'dark'],
    ] as const) {
      await db.updateTable('identity.staff').set({ locale, theme }).where('id', '=', cast.admin.id).execute()
      const look = await contextOf('admin')
      const shown = await look.newPage()
      for (const [name, address] of Object.entries(addresses)) {
        await shown.setViewportSize({ width: 1280, height: 900 })
        expect([name, (await shown.goto(url + address))?.status()]).toEqual([name, 200])
        expect([name, ...(await flawsOf(shown))]).toEqual([name])
        await shown.setViewportSize({ width: 375, height: 800 })
        expect([name, ...(await tooWide(shown))]).toEqual([name])
      }
      await look.close()
    }
  })
})
