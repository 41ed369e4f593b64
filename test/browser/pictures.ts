// Pictures of the README, from the built product with the sample company: `npm run pictures`. Takes about two minutes.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { href, paths } from '../../app/paths.ts'
import { launchChromium } from './gallery/browser.ts'

const target = 'docs/pictures'
const largest = 250_000
const email = 'aoi@aoba.example'
const password = 'umi-wo-miru-asa-2026'
const locales = ['ja', 'en'] as const
type Locale = (typeof locales)[number]

const folder = mkdtempSync(join(tmpdir(), 'banso-pictures-'))
let server: ChildProcess | undefined
try {
  server = startBanso()
  await takePictures(await addressOf(server))
} finally {
  await end(server)
  rmSync(folder, { recursive: true, force: true })
}

function startBanso(): ChildProcess {
  const settings = {
    PORT: '0',
    BANSO_DATA_DIR: join(folder, 'data'),
    BANSO_ADMIN_EMAIL: email,
    BANSO_ADMIN_PASSWORD: password,
    BANSO_COMPANY: '青葉クラウド',
    BANSO_WRITE_KEY: 'write-key-of-the-app',
    BANSO_SAMPLE: '1',
  }
  const env = { ...process.env, ...settings, DATABASE_URL: '', BASE_URL: '' }
  return spawn(process.execPath, ['dist/server.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
}

/** Where it says that it is ready. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout?.on('data', chunk => {
      said += chunk
      const address = /http:\/\/\S+/.exec(said)?.[0]
      if (address) resolve(address)
    })
    child.once('exit', code => reject(new Error(`Banso ended with ${code}: ${said}`)))
  })
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null) return
  const gone = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}

async function takePictures(url: string): Promise<void> {
  mkdirSync(target, { recursive: true })
  const browser = await launchChromium()
  try {
    const context = await browser.newContext({
      baseURL: url,
      locale: 'ja-JP',
      reducedMotion: 'reduce',
      timezoneId: 'Asia/Tokyo',
    })
    const page = await context.newPage()
    page.setDefaultTimeout(120_000)
    await signIn(page)
    await page.goto(paths.sample)
    await page.getByRole('link', { name: '今日のページを見る' }).waitFor()
    await page.goto(paths.risk)
    await page.getByText('AUC').first().waitFor()
    const addresses = { ...(await addressesOf(page)), import: await addressOfImport(page) }
    for (const locale of locales) await takeIn(locale, context, page, url, addresses)
  } finally {
    await browser.close()
  }
}

async function signIn(page: Page): Promise<void> {
  await page.goto(paths.signIn)
  await page.locator('input[name=email]').fill(email)
  await page.locator('input[name=password]').fill(password)
  await page.keyboard.press('Enter')
  await page.waitForURL(address => !address.pathname.startsWith(paths.signIn))
  await page.goto(paths.profile)
  await page.locator('input[autocomplete=name]').fill('田中 碧')
  await page.locator('input[autocomplete=name]').press('Enter')
  await page.getByText('田中 碧').first().waitFor()
}

/** The account that leads the day, a segment, the play that is a draft, and the effect of the one that works. */
async function addressesOf(page: Page): Promise<Omit<Addresses, 'import'>> {
  const leading = page.locator(`main article a[href^="${paths.accounts}/"]`).first()
  // The day is arranged anew shortly after the risks are known.
  for (let tries = 0; tries < 60; tries++) {
    await page.goto(paths.today)
    await page.waitForTimeout(1000)
    if (tries >= 20 && (await leading.count()) > 0) break
  }
  const account = (await leading.getAttribute('href')) ?? paths.accounts
  await page.goto(paths.segments)
  const segment = await page.getByRole('link', { name: '静かになった顧客' }).first().getAttribute('href')
  await page.goto(paths.plays)
  const play = await page.getByRole('link', { name: '静かな顧客に声をかける' }).first().getAttribute('href')
  await page.goto(paths.effects)
  const effect = await page
    .getByRole('link', { name: '日誌が途切れた会社に二日以内に電話する' })
    .first()
    .getAttribute('href')
  return {
    account,
    segment: segment ?? paths.segments,
    play: play ?? paths.plays,
    effect: effect ?? paths.effects,
  }
}

/** A file that is waiting to be confirmed. */
async function addressOfImport(page: Page): Promise<string> {
  const file = join(folder, '顧客一覧.csv')
  writeFileSync(file, `${customerList()}\n`)
  await page.goto(paths.importNew)
  await page.locator('input[type=file]').setInputFiles(file)
  await page.locator('input[type=file]').evaluate(input => (input as HTMLInputElement).form?.requestSubmit())
  await page.waitForURL(/\/imports\/\d+/)
  await page.getByText('磯部水産').first().waitFor()
  return new URL(page.url()).pathname
}

function customerList(): string {
  const names = ['磯部水産', '岬マリンファーム', '大浜養殖', '青潮漁業', '白砂生産組合', '沖の島海産']
  const rows = names.map((name, n) => {
    const price = [9800, 29800, 78000][n % 3]
    const gone = n === 3 ? '2026/08/31' : ''
    return [`T-${1001 + n}`, name, ['愛媛', '長崎', '三重'][n % 3], price, `2027/0${n + 1}/01`, n * 7 + 5, gone].join(
      ',',
    )
  })
  return ['顧客コード,会社名,地域,月額,更新日,生簀数,解約日', ...rows].join('\n')
}

type Addresses = Readonly<Record<'account' | 'segment' | 'play' | 'effect' | 'import', string>>

async function takeIn(
  locale: Locale,
  context: BrowserContext,
  page: Page,
  url: string,
  { account, segment, play, effect, import: imported }: Addresses,
): Promise<void> {
  await context.request.post(href(paths.preferences), { form: { locale }, headers: { origin: url } })
  await take(page, paths.today, `today.${locale}`)
  await take(page, account, `account.${locale}`)
  await take(page, paths.risk, `risk.${locale}`)
  await take(page, imported, `import.${locale}`)
  await take(page, segment, `segments.${locale}`)
  await take(page, play, `play.${locale}`)
  await take(page, effect, `effect.${locale}`)
  await take(page, paths.connect, `connect.${locale}`)
  await take(page, paths.today, `today-narrow.${locale}`, 375)
  await take(page, account, `account-narrow.${locale}`, 375)
}

/** What a person sees first, without scrolling. */
async function take(page: Page, path: string, name: string, width = 1280): Promise<void> {
  await page.setViewportSize({ width, height: 800 })
  await page.goto(path)
  await page.waitForTimeout(600)
  const file = join(target, `${name}.png`)
  await page.screenshot({ path: file })
  const { size } = statSync(file)
  process.stdout.write(`${file} ${Math.round(size / 1000)} kB\n`)
  if (size > largest) throw new Error(`${file} is larger than ${largest} bytes`)
}
