import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Locale } from '../../app/web/i18n.ts'
import { launchChromium } from './gallery/browser.ts'
import { Gallery } from './gallery/gallery.tsx'
import { PlainGallery } from './gallery/plain.tsx'
import { galleryView, renderDocument } from './gallery/render.tsx'
import { type GalleryServer, serveGallery } from './gallery/serve.ts'

const pictures = 'test/browser/output'
const assets = { script: 'app.js', style: 'style.css' }
let browser: Browser
let server: GalleryServer

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true })
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

const looks = [1280, 375].flatMap(width =>
  (['light', 'dark'] as const).flatMap(scheme => (['ja', 'en'] as const).map(locale => ({ width, scheme, locale }))),
)

describe.each(looks)('$width px, $scheme, $locale', ({ width, scheme, locale }) => {
  const settings = { viewport: { width, height: 900 }, colorScheme: scheme, reducedMotion: 'reduce' as const }

  const names = locale === 'ja' ? ['gallery', 'plain'] : ['gallery']

  test.each(names)('%s: accessible, nothing refused by the policy, nothing wider than the window', async name => {
    const context = await browser.newContext(settings)
    const { page, complaints } = await open(context, `/${name}/${locale}`)
    await page.screenshot({ path: `${pictures}/${name}-${width}-${scheme}-${locale}.png`, fullPage: true })
    expect(await wider(page)).toEqual([])
    expect(complaints).toEqual([])
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 160)).join(' | ')}`),
    ).toEqual([])
    await context.close()
  })
})

test.each(['light', 'dark'] as const)('open menu, sheet and dialogs are accessible: %s', async scheme => {
  const context = await browser.newContext({ viewport: { width: 375, height: 812 }, colorScheme: scheme })
  const { page } = await open(context, '/gallery/ja')
  for (const opener of ['[popovertarget="person-menu"]', '.bottom-bar button', '[commandfor="task-dialog"]']) {
    await page.locator(opener).first().click()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${opener} ${id}: ${nodes[0]?.html}`)).toEqual([])
    await page.screenshot({ path: `${pictures}/open-${opener.replace(/\W+/g, '')}-${scheme}.png` })
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
  await page.screenshot({ path: `${pictures}/forced-colours.png`, fullPage: true })
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
