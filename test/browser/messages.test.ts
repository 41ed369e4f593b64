import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { answerLinks } from '../../app/modules/messages/answers/links.ts'
import { inAppSecret } from '../../app/modules/messages/in-app/identity.ts'
import { postMessages } from '../../app/modules/messages/posting/post.ts'
import { giveUpMessages } from '../../app/modules/messages/sending/given-up.ts'
import { enterPeople, mailPosting, openAllHours } from '../../app/modules/messages/testing.ts'
import type { MessageContent } from '../../app/modules/messages/texts/content.ts'
import { mailOf } from '../../app/modules/messages/texts/mail.ts'
import { readContent } from '../../app/modules/messages/texts/render.ts'
import { transact } from '../../app/platform/db.ts'
import { flawsOf, tooWide } from './flaws.ts'
import { openBrowserStage } from './stage.ts'

const { stage, url, browser } = await openBrowserStage()
const { services } = stage
const { db } = services
await openAllHours(db)
const { contacts } = await enterPeople(db, [{ name: 'u1' }])
await db
  .insertInto('customers.contact_identity')
  .values({ kind: 'user', value: 'u1', contact_id: contacts.u1 ?? 0 })
  .execute()
const signature = createHmac('sha256', await inAppSecret(db))
  .update('u1')
  .digest('hex')

// The company's own page, with a policy that admits nothing but what the guide says.
const server: Server = createServer((_, reply) => {
  reply.setHeader('content-security-policy', `default-src 'none'; script-src ${url}; connect-src ${url}`)
  reply.setHeader('content-type', 'text/html; charset=utf-8')
  reply.end(`<!doctype html><html lang="ja"><title>港の管理</title><main><h1>港の管理</h1><button id="own">保存</button>
    <div id="banso-notices"></div></main>
    <script src="${url}/in-app.js" defer data-user="u1" data-signature="${signature}"></script>`)
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
afterAll(() => {
  server.close()
})

let page: Page
let keys = 0
const refused: string[] = []
beforeEach(async () => {
  await db.deleteFrom('messages.message').execute()
  refused.length = 0
  page = await (await browser.newContext({ locale: 'ja-JP', viewport: { width: 375, height: 700 } })).newPage()
  page.setDefaultTimeout(30_000)
  page.on('console', message => {
    if (message.type() === 'error') refused.push(message.text())
  })
})

async function post(content: Partial<MessageContent>): Promise<void> {
  const key = `k${++keys}`
  const posting = mailPosting({
    content: {
      kind: 'in_app',
      subject: '新しい画面ができました',
      body: '給餌の記録を**1画面**で付けられます。',
      action: { label: '見てみる', url: `${own}#new` },
      ...content,
    },
    source: { play: 1, step: key, version: 1 },
  })
  await transact(db, tx => postMessages(tx, services, posting, [{ key, contactId: contacts.u1 ?? 0, accountId: null }]))
}

async function happened(count: number): Promise<readonly string[]> {
  for (let tries = 0; ; tries++) {
    const rows = await db.selectFrom('messages.trace').select('what').orderBy('id').execute()
    if (rows.length >= count || tries > 100) return rows.map(({ what }) => what)
    await page.waitForTimeout(50)
  }
}

it('is small: less than 5 KB, and needs no more of a policy than said', async () => {
  expect(statSync('dist/public/in-app.js').size).toBeLessThan(5000)
})

it('a banner takes no focus, is closed by keyboard, and is gone then', async () => {
  await post({})
  await page.goto(own)
  const banner = page.getByRole('status', { name: 'お知らせ' })
  await banner.waitFor()
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY')
  const box = await banner.boundingBox()
  expect(box && box.x >= 0 && box.x + box.width <= 375).toBe(true)
  expect((await flawsOf(page)).filter(flaw => !flaw.startsWith('region:'))).toEqual([])
  await banner.getByRole('button', { name: '閉じる' }).focus()
  await page.keyboard.press('Enter')
  await banner.waitFor({ state: 'detached' })
  expect(await happened(2)).toEqual(['read', 'dismissed'])
  await page.reload()
  await page.getByText('お知らせはありません。').waitFor()
  expect(await banner.count()).toBe(0)
  expect(refused).toEqual([])
})

it('who comes back to the page sees a message once, and who comes after them does not', async () => {
  await post({})
  await page.clock.install()
  await page.goto(own)
  const banner = page.getByRole('status', { name: 'お知らせ' })
  await banner.waitFor()
  const asked = page.waitForResponse('**/in-app/messages')
  await page.clock.fastForward(61_000)
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await (await asked).finished()
  await page.waitForTimeout(200)
  expect(await banner.count()).toBe(1)
  await page.evaluate("banso.identify('u2', 'x')")
  await banner.waitFor({ state: 'detached' })
  expect(await page.locator('#banso-notices').textContent()).not.toContain('お知らせ')
  // Who asked a moment before somebody else was there is not answered to them.
  await page.evaluate(`banso.identify('u1', '${signature}'); banso.identify()`)
  await page.waitForTimeout(300)
  expect(await banner.count()).toBe(0)
})

it('in a page that stays open a message comes by itself, and goes when it is withdrawn', async () => {
  await page.clock.install()
  await page.goto(own)
  await page.getByText('お知らせはありません。').waitFor()
  await post({})
  await page.clock.fastForward(181_000)
  const banner = page.getByRole('status', { name: 'お知らせ' })
  await banner.waitFor()
  expect(await happened(1)).toEqual(['read'])
  const same = page.waitForResponse('**/in-app/messages')
  await page.clock.fastForward(181_000)
  // That it was read changes nothing.
  expect((await same).status()).toBe(204)
  expect(await banner.count()).toBe(1)
  await transact(db, tx => giveUpMessages(tx, [{ play: 1, poster: `k${keys}` }], 'exit'))
  await page.clock.fastForward(181_000)
  await banner.waitFor({ state: 'detached' })
  expect(await happened(2)).toEqual(['read', 'dropped'])
})

it('in a tab that nobody looks at nothing is shown, and nothing counts as read', async () => {
  await post({})
  await page.addInitScript(
    "Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })",
  )
  await page.goto(own)
  await page.waitForTimeout(500)
  const banner = page.getByRole('status', { name: 'お知らせ' })
  expect([await banner.count(), await happened(0)]).toEqual([0, []])
  await page.evaluate(
    "Object.defineProperty(document, 'visibilityState', { value: 'visible' }); document.dispatchEvent(new Event('visibilitychange'))",
  )
  await banner.waitFor()
  expect(await happened(1)).toEqual(['read'])
})

it('a dialog holds the focus, Escape closes it and gives the focus back', async () => {
  await post({ placement: 'dialog' })
  await page.goto(own)
  const dialog = page.getByRole('dialog', { name: '新しい画面ができました' })
  await dialog.waitFor()
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.textContent)).toBeTruthy()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  expect(await happened(2)).toEqual(['read', 'dismissed'])
})

it('a click counts though the page goes away', async () => {
  await post({})
  await page.goto(own)
  await page.getByRole('link', { name: '見てみる' }).click()
  expect(await happened(2)).toEqual(['read', 'clicked'])
})

it('a message is dark where the page is, not where only the device is', async () => {
  await post({})
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto(own)
  const banner = page.getByRole('status', { name: 'お知らせ' })
  await banner.waitFor()
  const ground = () => banner.evaluate(one => getComputedStyle(one).backgroundColor)
  expect(await ground()).toBe('rgb(255, 255, 255)')
  await page.evaluate(() => document.documentElement.style.setProperty('color-scheme', 'light dark'))
  expect(await ground()).toBe('rgb(32, 34, 39)')
})

it('notices are a list; one is read when it is opened', async () => {
  await post({ kind: 'notice', subject: '年末年始の休業' })
  await page.goto(own)
  const list = page.getByRole('region', { name: 'お知らせ' })
  expect(await list.textContent()).toContain('新着')
  await list.getByText('年末年始の休業').click()
  expect(await happened(1)).toEqual(['read'])
  expect(await list.getByText('給餌の記録を').isVisible()).toBe(true)
})

it.each(['light', 'dark'] as const)('a mail fits a screen of 375 pixels (%s)', async colorScheme => {
  const context = await browser.newContext({ viewport: { width: 375, height: 800 }, colorScheme })
  const mail = await context.newPage()
  const long = 'https://minato.example/reports/2026/11/22/a-very-long-address-that-has-no-place-to-break-anywhere?x=1'
  const content: MessageContent = {
    kind: 'email',
    subject: '更新のご案内',
    body: `# 更新のご案内\n\n{{contact.name}}さん、こんにちは。\n\n<${long}>\n\n| 項目 | 内容 | 備考 |\n|---|---|---|\n| プラン | スタンダード | 2026年12月31日まで |\n\n> ご不明な点は返信でお知らせください。\n\n1. 一つ目\n2. 二つ目`,
    action: { label: '更新の内容を確かめる', url: long },
    answers: { accepted: '三十分の説明会に参加します', declined: '今回は見送ります' },
  }
  const { html } = mailOf(readContent(content)(['山田 海']), {
    locale: 'ja',
    t: services.words('ja'),
    company: 'みなと養殖サービス',
    account: '青葉水産',
    unsubscribeUrl: `${url}/unsubscribe/x`,
    answerLinks: answerLinks({ baseUrl: url }, 'x'),
  })
  await mail.setContent(html)
  expect(await tooWide(mail)).toEqual([])
  expect((await flawsOf(mail)).filter(flaw => flaw.startsWith('color-contrast:'))).toEqual([])
  await context.close()
})
