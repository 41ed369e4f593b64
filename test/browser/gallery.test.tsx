import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Locale } from '../../app/web/i18n.ts'
import { flawsOf } from './flaws.ts'
import { launchChromium } from './gallery/browser.ts'
import { Gallery } from './gallery/gallery.tsx'
import { PlainGallery } from './gallery/plain.tsx'
import { galleryView, renderDocument } from './gallery/render.tsx'
import { type GalleryServer, serveGallery } from './gallery/serve.ts'

const assets = { script: 'app.js', style: 'style.css' }
let browser: Browser
let server: GalleryServer

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'banso-gallery-'))
  server = await serveGallery(({ request, response, nonce }) => {
    const locale: Locale = request.url?.includes('en') ? 'en' : 'ja'
    response.setHeader('content-type', 'text/html; charset=utf-8')
    const content = request.url?.includes('plain') ? <PlainGallery /> : <Gallery />
    response.end(renderDocument(galleryView(locale, assets, nonce), content))
  }, folder)
  browser = await launchChromium()
})

afterAll(async () => {
  await browser.close()
  await server.close()
})

const looks = [
  { width: 1280, scheme: 'light', locale: 'ja' },
  { width: 375, scheme: 'dark', locale: 'ja' },
  { width: 375, scheme: 'light', locale: 'en' },
  { width: 1280, scheme: 'dark', locale: 'en' },
] as const

describe.each(looks)('$width px, $scheme, $locale', ({ width, scheme, locale }) => {
  const settings = { viewport: { width, height: 900 }, colorScheme: scheme, reducedMotion: 'reduce' as const }

  const names = locale === 'ja' ? ['gallery', 'plain'] : ['gallery']

  test.each(names)('%s: accessible, nothing refused by the policy, nothing wider than the window', async name => {
    const context = await browser.newContext(settings)
    const { page, complaints } = await open(context, `/${name}/${locale}`)
    expect(await wider(page)).toEqual([])
    expect(complaints).toEqual([])
    expect(await flawsOf(page)).toEqual([])
    await context.close()
  })
})

test.each(['light', 'dark'] as const)('open menu, sheet and dialogs are accessible: %s', async scheme => {
  const context = await browser.newContext({ viewport: { width: 375, height: 812 }, colorScheme: scheme })
  const { page } = await open(context, '/gallery/ja')
  for (const opener of ['[popovertarget="person-menu"]', '.bottom-bar button', '[commandfor="task-dialog"]']) {
    await page.locator(opener).first().click()
    expect([opener, ...(await flawsOf(page))]).toEqual([opener])
    await page.keyboard.press('Escape')
  }
  await context.close()
})

test('without scripts the page is there, and dialogs and menus still open', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 } })
  const { page } = await open(context, '/gallery/ja')
  await page.locator('.page-head [popovertarget="account-menu"]').click()
  expect(await page.locator('#account-menu a').first().isVisible()).toBe(true)
  await page.keyboard.press('Escape')
  await page.locator('.page-head [commandfor="task-dialog"]').first().click()
  expect(await page.locator('#task-dialog').isVisible()).toBe(true)
  await context.close()
})

test('everything that is pressed is at least 24 px high and wide (WCAG 2.5.8)', async () => {
  const context = await browser.newContext({ viewport: { width: 375, height: 812 } })
  const { page } = await open(context, '/gallery/ja')
  const small = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('a[href], button, select, input, summary')]
      .filter(element => element.checkVisibility() && !element.closest('p, .unseen, .skip-link'))
      .filter(element => {
        // A box counts with its label; the row's link covers its row.
        if (element.matches('.row-link') || element.closest('.choice, .pick')) return false
        const { width, height } = element.getBoundingClientRect()
        return width < 24 || height < 24
      })
      .map(element => `${element.className} ${element.textContent?.trim()}`),
  )
  expect(small).toEqual([])
  await context.close()
})

test('forced colours keep every score, bar and mark visible', async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, forcedColors: 'active' })
  const { page } = await open(context, '/gallery/ja')
  const [ring, ground] = await page.evaluate(() =>
    ['.ring-value', '.ring-track'].map(name => getComputedStyle(document.querySelector(name) as Element).stroke),
  )
  expect(ring).not.toBe(ground)
  await context.close()
})

async function open(context: BrowserContext, path: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await context.newPage()
  const complaints: string[] = []
  // The gallery's event stream is no stream; that is not what is tested here.
  page.on('console', message => {
    if (message.type() === 'error' && !message.text().includes('EventSource')) complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(error.message))
  await page.goto(server.url + path)
  return { page, complaints }
}

/** What sticks out of the window sideways. */
function wider(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    if (document.documentElement.scrollWidth <= window.innerWidth) return []
    return [...document.querySelectorAll('body *')]
      .filter(element => element.getBoundingClientRect().right > window.innerWidth + 1)
      .map(element => `${element.tagName}.${element.className}`)
      .slice(0, 5)
  })
}
