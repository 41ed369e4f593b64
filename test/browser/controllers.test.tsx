import { mkdtempSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { SearchResults } from '../../app/web/ui/search-results.tsx'
import { ViewContext } from '../../app/web/view.ts'
import { launchChromium } from './gallery/browser.ts'
import { Playground } from './gallery/playground.tsx'
import { galleryView, renderDocument } from './gallery/render.tsx'
import { type Answer, type GalleryServer, serveGallery } from './gallery/serve.ts'

const view = galleryView('en', { script: 'app.js', style: 'style.css' }, '')
let browser: Browser
let server: GalleryServer
let context: BrowserContext
let page: Page
let streams: ServerResponse[] = []
let requests: string[] = []
let signedOut = false
let refuseStreams = false
let held: (() => void)[] = []
let passkeyReply: unknown = {}

const answer: Answer = ({ request, response, body, nonce }) => {
  const url = new URL(request.url ?? '/', 'http://localhost')
  requests.push(`${request.method} ${url.pathname}${url.search}`)
  if (url.pathname === '/live') return openStream(response)
  if (signedOut && url.pathname !== '/sign-in') {
    response.writeHead(303, { location: '/sign-in' }).end()
    return
  }
  if (request.method === 'POST') {
    requests.push(body)
    if (url.pathname === '/challenge') return sendJson(response, challenge)
    if (url.pathname === '/answer') return sendJson(response, passkeyReply)
    const reply = () => response.writeHead(303, { location: `/done${url.pathname}` }).end()
    if (url.pathname === '/preferences') held.push(reply)
    else reply()
    return
  }
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.end(url.pathname === '/search' ? found(url.searchParams.get('q') ?? '') : documentAt(url.pathname, nonce))
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(value))
}

const challenge = {
  challenge: 'YmFuc28',
  rp: { id: 'localhost', name: 'Banso' },
  user: { id: 'MQ', name: 'a@example.jp', displayName: 'A' },
  pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
  authenticatorSelection: { residentKey: 'required' },
}

function openStream(response: ServerResponse): void {
  if (refuseStreams) {
    response.writeHead(503).end()
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n')
  streams.push(response)
  response.on('close', () => {
    streams = streams.filter(one => one !== response)
  })
}

function documentAt(path: string, nonce: string): string {
  return renderDocument({ ...view, path, nonce }, <Playground title={path} />)
}

function found(query: string): string {
  const hits = ['Minato Red Sea Bream', 'Seto Yellowtail Farm'].map((title, index) => ({
    href: `/hit-${index}`,
    title,
  }))
  const groups = query.startsWith('zzz') ? [] : [{ heading: 'Accounts', hits }]
  return String(
    <ViewContext.Provider value={view}>
      <SearchResults query={query} groups={groups} />
    </ViewContext.Provider>,
  )
}

function send(html: string): void {
  for (const stream of streams) stream.write(`data: ${html}\n\n`)
}

beforeAll(async () => {
  server = await serveGallery(answer, mkdtempSync(join(tmpdir(), 'banso-controllers-')))
  browser = await launchChromium()
})

afterAll(async () => {
  await browser.close()
  await server.close()
})

beforeEach(async () => {
  streams = []
  requests = []
  signedOut = false
  refuseStreams = false
  held = []
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  page = await context.newPage()
  await page.goto(`${server.url}/start`)
  await vi.waitFor(() => expect(streams).toHaveLength(1))
})

afterEach(() => context.close())

/** What the focused element is called. */
const focused = () =>
  page.evaluate(() => {
    const { activeElement: element } = document
    return element?.ariaLabel || element?.textContent?.trim() || element?.id || ''
  })

describe('shortcuts', () => {
  test('? shows the list, Escape closes it and the focus is where it was', async () => {
    await page.locator('.row-link').first().focus()
    await page.keyboard.press('?')
    expect(await page.locator('#shortcuts').isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    expect(await page.locator('#shortcuts').isVisible()).toBe(false)
    expect(await focused()).toBe('First')
  })

  test('j and k walk through the list and Enter opens', async () => {
    await page.keyboard.press('j')
    expect(await focused()).toBe('First')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    expect(await focused()).toBe('Third')
    await page.keyboard.press('k')
    expect(await focused()).toBe('Second')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/row-2')
  })

  test('g and a letter go to a place; a letter alone does not', async () => {
    await page.keyboard.press('s')
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    await page.waitForURL('**/place-2')
    expect(requests.filter(request => request.includes('/place'))).toHaveLength(1)
  })

  test('who does without one-letter shortcuts presses none', async () => {
    await page.evaluate(() => {
      document.body.dataset.singleKeys = 'off'
    })
    await page.keyboard.press('?')
    await page.keyboard.press('j')
    expect(await page.locator('#shortcuts').isVisible()).toBe(false)
    expect(await focused()).not.toBe('First')
  })

  test('keys are letters while typing', async () => {
    await page.locator('#field-name').focus()
    await page.keyboard.type('?/jg s')
    expect(await page.locator('#field-name').inputValue()).toBe('?/jg s')
    expect(await page.locator('#shortcuts').isVisible()).toBe(false)
    expect(new URL(page.url()).pathname).toBe('/start')
  })
})

describe('search', () => {
  test('/ focuses it, results come while typing, arrows choose, Enter opens', async () => {
    await page.keyboard.press('/')
    await page.keyboard.type('mina')
    await page.locator('#search-panel').waitFor({ state: 'visible' })
    const input = page.getByRole('combobox')
    expect(await input.getAttribute('aria-expanded')).toBe('true')
    expect(requests.filter(request => request.startsWith('GET /search'))).toEqual(['GET /search?q=mina'])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    expect(await input.getAttribute('aria-activedescendant')).toBe('search-hit-0-1')
    expect(await page.getByRole('option', { selected: true }).textContent()).toContain('Seto')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/hit-1')
  })

  test('Escape and leaving close it, coming back opens it again', async () => {
    const input = page.getByRole('combobox')
    await input.fill('seto')
    await page.locator('#search-panel').waitFor({ state: 'visible' })
    await page.keyboard.press('Escape')
    expect(await page.locator('#search-panel').isVisible()).toBe(false)
    await page.locator('#field-name').focus()
    await input.focus()
    expect(await page.locator('#search-panel').isVisible()).toBe(true)
    await page.locator('#field-name').focus()
    expect(await page.locator('#search-panel').isVisible()).toBe(false)
    expect(await input.getAttribute('aria-expanded')).toBe('false')
  })

  test('says so when nothing is found; Enter without a choice goes to the page of results', async () => {
    await page.getByRole('combobox').fill('zzz')
    await page.getByText('Nothing found for “zzz”').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/search?q=zzz')
  })
})

describe('live', () => {
  const replaced = (id: string, words: string) =>
    `<turbo-stream action="replace" target="${id}"><template><div id="${id}"><input id="inside" value="${words}">${words}</div></template></turbo-stream>`

  test('what arrives is shown', async () => {
    send(replaced('panel', 'fresh'))
    await page.getByText('fresh').waitFor()
  })

  test('what holds the focus waits until the person has left it; the rest does not', async () => {
    await page.locator('#inside').fill('half a wor')
    send(
      `${replaced('panel', 'newer')}<turbo-stream action="update" target="other"><template>beside</template></turbo-stream>`,
    )
    await page.getByText('beside').waitFor()
    expect(await page.locator('#inside').inputValue()).toBe('half a wor')
    await page.locator('#field-name').focus()
    await page.getByText('newer').waitFor()
  })

  test('what was unfolded stays unfolded', async () => {
    const details = (words: string) => `<details id="folded"><summary>More</summary><p>${words}</p></details>`
    send(`<turbo-stream action="update" target="other"><template>${details('old')}</template></turbo-stream>`)
    await page.locator('#folded summary').click()
    await page.locator('#field-name').focus()
    send(`<turbo-stream action="update" target="other"><template>${details('new')}</template></turbo-stream>`)
    await page.getByText('new', { exact: true }).waitFor()
  })

  test('a dialog that opens while news is on its way to it stays open', async () => {
    const asking = (words: string) =>
      `<button type="button" command="show-modal" commandfor="asked">Ask</button><dialog id="asked">${words}</dialog>`
    send(`<turbo-stream action="update" target="other"><template>${asking('old')}</template></turbo-stream>`)
    await page.getByRole('button', { name: 'Ask', exact: true }).waitFor()
    await page.evaluate(html => {
      const stream = `<turbo-stream action="update" method="morph" target="other"><template>${html}</template></turbo-stream>`
      document.body.insertAdjacentHTML('beforeend', stream)
      document.querySelector<HTMLElement>('[commandfor="asked"]')?.click()
    }, asking('new'))
    await page.getByRole('dialog').getByText('new', { exact: true }).waitFor()
  })

  test('one stream per page, none after leaving', async () => {
    await page.evaluate(() => (document.querySelector<HTMLElement>('.nav-link') as HTMLElement).click())
    await page.waitForURL('**/place-0')
    await vi.waitFor(() => expect(requests.filter(request => request === 'GET /live')).toHaveLength(2))
    await vi.waitFor(() => expect(streams).toHaveLength(1))
    await page.goto('about:blank')
    await vi.waitFor(() => expect(streams).toHaveLength(0))
  })

  test('a hidden tab lets go and a visible one takes up again', async () => {
    const setVisibility = (state: string) =>
      page.evaluate(value => {
        Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => value })
        document.dispatchEvent(new Event('visibilitychange'))
      }, state)
    await setVisibility('hidden')
    await vi.waitFor(() => expect(streams).toHaveLength(0))
    await setVisibility('visible')
    await vi.waitFor(() => expect(streams).toHaveLength(1))
  })

  test('a lost connection is said, tried again, and the hint leaves', async () => {
    refuseStreams = true
    for (const stream of streams) stream.destroy()
    await page.getByText('Connection lost').waitFor()
    refuseStreams = false
    await vi.waitFor(() => expect(streams).toHaveLength(1), { timeout: 15_000 })
    await page.getByText('Connection lost').waitFor({ state: 'hidden' })
  })
})

describe('dialogs', () => {
  test('opens with the focus in its first field and gives it back', async () => {
    const opener = page.getByRole('button', { name: 'Open dialog' })
    await opener.click()
    expect(await focused()).toBe('field-inside-dialog')
    await page.keyboard.press('Escape')
    expect(await focused()).toBe('Open dialog')
  })

  test('a click beside it closes it', async () => {
    await page.getByRole('button', { name: 'Open dialog' }).click()
    await page.mouse.click(5, 5)
    expect(await page.locator('#some-dialog').isVisible()).toBe(false)
  })

  test('asks before what cannot be undone, in its own words', async () => {
    await page.getByRole('button', { name: 'Erase' }).click()
    await page.getByText('Erase for good?').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(requests.filter(request => request.startsWith('POST'))).toEqual([])
    await page.getByRole('button', { name: 'Erase' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Erase' }).click()
    await page.waitForURL('**/done/erase')
  })
})

describe('forms', () => {
  test('unsaved words are not lost by a slip', async () => {
    await page.locator('#field-name').fill('something')
    page.once('dialog', dialog => dialog.dismiss())
    await page.locator('.nav-link').first().click()
    expect(new URL(page.url()).pathname).toBe('/start')
    page.once('dialog', dialog => dialog.accept())
    await page.locator('.nav-link').first().click()
    await page.waitForURL('**/place-0')
  })

  test('sending is not leaving', async () => {
    await page.locator('#field-name').fill('something')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL('**/done/save')
  })

  test('a filter sends itself a little after typing and keeps the focus', async () => {
    await page.locator('#field-filter').pressSequentially('min')
    await vi.waitFor(() => expect(requests).toContain('GET /list?filter=min'))
    expect(requests.filter(request => request.startsWith('GET /list'))).toHaveLength(1)
    expect(await focused()).toBe('field-filter')
  })

  test('all boxes at once, with what can be done with them', async () => {
    const bar = page.locator('.table-picked')
    expect(await bar.isVisible()).toBe(false)
    await page.getByLabel('Select Second').check()
    expect(await bar.textContent()).toContain('1 selected')
    expect(await page.getByLabel('Select all').evaluate((box: HTMLInputElement) => box.indeterminate)).toBe(true)
    await page.getByLabel('Select all').check()
    expect(await bar.textContent()).toContain('3 selected')
  })

  test('a file is sent with its progress, and the answer is shown', async () => {
    await page.locator('#field-file').setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b') })
    await page.getByRole('button', { name: 'Upload' }).click()
    await page.waitForURL('**/done/upload')
    expect(requests.some(request => request.includes('filename="a.csv"'))).toBe(true)
  })
})

describe('passkeys', () => {
  async function withAuthenticator(): Promise<void> {
    // A passkey belongs to a name, not to an IP address.
    await page.goto(`${server.url.replace('127.0.0.1', 'localhost')}/start`)
    const session = await context.newCDPSession(page)
    await session.send('WebAuthn.enable')
    const options = {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
    } as const
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
    })
  }

  test('the device answers the challenge, the answer is sent with its name, and the reply is followed', async () => {
    passkeyReply = { location: '/done/passkey' }
    await withAuthenticator()
    await page.getByLabel('Name of the passkey').fill('My laptop')
    await page.getByRole('button', { name: 'Add passkey' }).click()
    await page.waitForURL('**/done/passkey')
    const sent = JSON.parse(requests[requests.indexOf('POST /answer') + 1] ?? '{}')
    expect(sent).toMatchObject({ name: 'My laptop', response: { type: 'public-key' } })
  })

  test('what the server refuses is said in its words, and can be tried again', async () => {
    passkeyReply = { error: 'Sign in once more first.' }
    await withAuthenticator()
    await page.getByRole('button', { name: 'Add passkey' }).click()
    await page.getByText('Sign in once more first.').waitFor()
    expect(await page.getByRole('button', { name: 'Add passkey' }).isEnabled()).toBe(true)
  })
})

describe('the rest', () => {
  test('copies and says so', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.locator('[role="status"]').getByText('Copied').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('wk_secret')
  })

  test('the theme shows before the answer is there, and then as the server says', async () => {
    await page.locator('[popovertarget="person-menu"]').click()
    await page.getByRole('button', { name: 'Dark' }).click()
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(20, 23, 27)')
    await vi.waitFor(() => expect(requests).toContain('theme=dark'))
    for (const reply of held) reply()
    await page.waitForURL('**/done/preferences')
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBeUndefined()
  })

  test('in a second tab after signing out, a frame does not swallow the sign-in page', async () => {
    signedOut = true
    await page.locator('#field-filter').pressSequentially('x')
    await page.waitForURL('**/sign-in')
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('/sign-in')
  })

  test('pages are exchanged, not loaded anew, though each has a nonce of its own', async () => {
    await page.evaluate(() => Object.assign(window, { mark: 'same window' }))
    await page.locator('.nav-link').first().click()
    await page.waitForURL('**/place-0')
    await page.getByRole('heading', { name: '/place-0' }).waitFor()
    expect(await page.evaluate(() => (window as unknown as { mark: string }).mark)).toBe('same window')
  })

  test('the tab one is at is in view, also where there is no room for all', async () => {
    const tab = page.locator('.tabs [aria-current]')
    const edges = await tab.evaluate(one => {
      const place = one.closest('.tabs')?.getBoundingClientRect() ?? new DOMRect()
      const { left, right } = one.getBoundingClientRect()
      return {
        room: place.width < (one.closest('ul')?.scrollWidth ?? 0),
        in: left >= place.left && right <= place.right,
      }
    })
    expect(edges).toEqual({ room: true, in: true })
  })

  test('bad news stays until closed', async () => {
    const flash = page.locator('.flash.bad')
    await flash.getByRole('button', { name: 'Close' }).click()
    expect(await flash.count()).toBe(0)
  })
})
