import { createHmac } from 'node:crypto'
import type { BrowserContext, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { offerReset } from '../../app/modules/identity/password-reset.ts'
import { href, paths } from '../../app/paths.ts'
import { transact } from '../../app/platform/db.ts'
import { flawsInAllLooks, flawsOf } from './flaws.ts'
import { openBrowserStage } from './stage.ts'

const email = 'hikari@minato.example'
const password = 'umi no soko no akari'

const { stage, url, browser } = await openBrowserStage({ empty: true })
let context: BrowserContext
let page: Page
let secret = ''

beforeAll(async () => {
  context = await browser.newContext({ locale: 'ja-JP', reducedMotion: 'reduce' })
  page = await context.newPage()
  page.setDefaultTimeout(30_000)
})

describe('the first person', () => {
  it('makes the company and is welcomed', async () => {
    await page.goto(url)
    expect(await flawsInAllLooks(page)).toEqual([])
    await page.getByLabel('お名前').fill('大西 ひかり')
    await page.getByLabel('メールアドレス').fill(email)
    await page.getByLabel('パスワード').fill('minato')
    await page.getByLabel('会社名').fill('みなと養殖サービス')
    await page.getByRole('button', { name: '登録してはじめる' }).click()
    await page.getByText('12文字以上にしてください。', { exact: true }).waitFor()
    expect(await page.getByLabel('お名前').inputValue()).toBe('大西 ひかり')
    await page.getByLabel('パスワード').fill(password)
    await page.getByRole('button', { name: '登録してはじめる' }).click()
    await page.getByRole('heading', { name: 'ようこそ' }).waitFor()
    expect(await flawsInAllLooks(page)).toEqual([])
  })

  it('switches language and theme in the menu and stays on the page', async () => {
    await page.goto(url + paths.company)
    await choose('English')
    await page.getByRole('heading', { name: 'Company', exact: true }).waitFor()
    await choose('Dark')
    await page.locator('html[data-theme="dark"]').waitFor()
    expect(new URL(page.url()).pathname).toBe(paths.company)
    await choose('日本語')
    await page.getByRole('heading', { name: '会社の設定' }).waitFor()
  })
})

it('a form sent after signing out in another tab keeps what was typed, and is sent again after signing in', async () => {
  await page.goto(url + paths.accountNew)
  await page.getByLabel('顧客名').fill('うしお養殖')
  const tab = await context.newPage()
  await tab.goto(url + paths.profile)
  await tab.getByRole('button', { name: /大西 ひかり/ }).click()
  await tab.getByRole('button', { name: 'サインアウトする' }).click()
  await tab.getByText('サインアウトしました。').waitFor()
  await tab.close()
  await page.getByRole('button', { name: '登録する', exact: true }).click()
  await page.getByRole('heading', { name: 'まだ保存されていません' }).waitFor()
  await page.getByText('うしお養殖').waitFor()
  expect(await flawsInAllLooks(page)).toEqual([])
  const [signIn] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('link', { name: 'サインイン' }).click(),
  ])
  await signIn.getByLabel('メールアドレス').fill(email)
  await signIn.getByLabel('パスワード').fill(password)
  await signIn.getByRole('button', { name: 'サインインする', exact: true }).click()
  await signIn.locator('.side').waitFor()
  await signIn.close()
  await page.getByRole('button', { name: 'もう一度送信する' }).click()
  await page.getByRole('heading', { name: 'うしお養殖', level: 1 }).waitFor()
})

describe('a passkey', () => {
  it('is added, named, and lets the person in without password', async () => {
    const devices = await context.newCDPSession(page)
    await devices.send('WebAuthn.enable')
    await devices.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    await page.goto(url + paths.profile)
    await page.getByLabel('パスキーの名前').first().fill('会社のノート')
    await page.getByRole('button', { name: 'パスキーを追加する' }).click()
    await page.getByText('パスキーを追加しました。').waitFor()
    expect(await page.getByText('会社のノート').count()).toBeGreaterThan(0)
    await signOut()
    await page.goto(url + href(paths.signIn, {}, { back: paths.profile }))
    expect(await flawsInAllLooks(page)).toEqual([])
    await page.getByRole('button', { name: 'パスキーでサインインする' }).click()
    await page.getByRole('heading', { name: '自分の設定' }).waitFor()
  })

  it('can still be used after a wrong password', async () => {
    await signOut()
    await page.goto(url + href(paths.signIn, {}, { back: paths.profile }))
    await page.getByLabel('メールアドレス').fill(email)
    await page.getByLabel('パスワード').fill('not the right one')
    await page.getByRole('button', { name: 'サインインする', exact: true }).click()
    await page.getByText('メールアドレスまたはパスワードが違います。').waitFor()
    await page.getByRole('button', { name: 'パスキーでサインインする' }).click()
    await page.getByRole('heading', { name: '自分の設定' }).waitFor()
  })
})

describe('the second factor', () => {
  it('is set up with an app', async () => {
    await page.goto(url + paths.profileSecondFactor)
    await page.getByLabel('今のパスワード').fill(password)
    await page.getByRole('button', { name: '次へ進む' }).click()
    await page.getByText('QRコードを読み取れないとき').click()
    expect(await flawsInAllLooks(page)).toEqual([])
    secret = (await page.locator('.copyable code').textContent())?.trim() ?? ''
    await page.getByLabel('確認コード').fill(appCode(secret))
    await page.getByRole('button', { name: '2段階認証を有効にする' }).click()
    await page.getByText('2段階認証が有効になりました。').waitFor()
    expect(await flawsInAllLooks(page)).toEqual([])
  })

  it('is asked for after the password', async () => {
    await signOut()
    await page.goto(url + href(paths.signIn, {}, { back: paths.profile }))
    await page.getByLabel('メールアドレス').fill(email)
    await page.getByLabel('パスワード').fill(password)
    await page.getByRole('button', { name: 'サインインする', exact: true }).click()
    await page.getByRole('heading', { name: '2段階認証' }).waitFor()
    expect(await flawsInAllLooks(page)).toEqual([])
    await page.getByLabel('確認コード').fill(appCode(secret))
    await page.getByRole('button', { name: '確認する' }).click()
    await page.getByRole('heading', { name: '自分の設定' }).waitFor()
    expect(await flawsInAllLooks(page)).toEqual([])
  })
})

describe('an invitation', () => {
  it('is a link that lets somebody join, also without scripts', async () => {
    await page.goto(url + paths.staff)
    await page.getByLabel('メールアドレス').fill('kai@minato.example')
    await page.getByRole('button', { name: '招待する' }).click()
    await page.getByText('このリンクは今だけ表示されます。').waitFor()
    expect(await flawsInAllLooks(page)).toEqual([])
    const link = (await page.locator('.copyable code').textContent())?.trim() ?? ''
    const plain = await browser.newContext({ locale: 'en-GB', javaScriptEnabled: false })
    const joining = await plain.newPage()
    await joining.goto(link)
    await joining.getByLabel('Name').fill('Kai Arai')
    await joining.getByLabel('Password').fill('the tide comes in twice')
    await joining.getByRole('button', { name: 'Join' }).click()
    await joining.goto(url + paths.profile)
    await joining.getByRole('heading', { name: 'My settings' }).waitFor()
    await plain.close()
    await page.goto(url + paths.staff)
    await page.getByText('Kai Arai').waitFor()
    expect(await flawsInAllLooks(page)).toEqual([])
    await page.getByRole('link', { name: 'Kai Arai' }).click()
    await page.getByRole('heading', { name: 'Kai Arai' }).waitFor()
    expect(await flawsInAllLooks(page)).toEqual([])
  })
})

it('the audit log tells it all', async () => {
  await page.goto(url + paths.audit)
  await page.getByRole('rowheader', { name: /招待を受けて参加しました/ }).waitFor()
  expect(await flawsInAllLooks(page)).toEqual([])
  await page.goto(url + paths.company)
  expect(await flawsInAllLooks(page)).toEqual([])
})

it('is all there in English, also on a small screen', async () => {
  await page.goto(url + paths.company)
  await choose('English')
  await page.getByRole('heading', { name: 'Company', exact: true }).waitFor()
  const pages = {
    welcome: paths.welcome,
    profile: paths.profile,
    staff: paths.staff,
    audit: paths.audit,
    company: paths.company,
  }
  await page.setViewportSize({ width: 375, height: 900 })
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(url + path)
    expect([name, ...(await flawsOf(page))]).toEqual([name])
  }
})

it('a new password is chosen on a page as good as the others', async () => {
  const { db } = stage.services
  const offer = await transact(db, tx => offerReset(tx, '0123456789abcdef', { email, ip: '127.0.0.1' }))
  const path = href(paths.passwordReset, { token: offer?.token ?? '' })
  for (const locale of ['ja', 'en'] as const) {
    const context = await browser.newContext({ locale, reducedMotion: 'reduce' })
    const before = page
    page = await context.newPage()
    expect((await page.goto(url + path))?.status()).toBe(200)
    expect(await flawsInAllLooks(page)).toEqual([])
    await context.close()
    page = before
  }
})

/** Presses a button of the person's menu, which may be open still. */
async function choose(name: string): Promise<void> {
  const menu = page.locator('#person-menu')
  if (!(await menu.isVisible())) await page.getByRole('button', { name: /大西 ひかり/ }).click()
  await menu.getByRole('button', { name }).click()
}

async function signOut(): Promise<void> {
  await page.goto(url + paths.profile)
  await choose('サインアウト')
  await page.getByText('サインアウトしました。').waitFor()
}

/** What an authenticator app shows now (RFC 6238). */
function appCode(base32: string): string {
  const bits = [...base32].map(letter =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  )
  const key = Buffer.from((bits.join('').match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const hash = createHmac('sha1', key).update(counter).digest()
  const number = hash.readUInt32BE((hash.at(-1) ?? 0) & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}
