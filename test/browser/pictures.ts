// Pictures of the README, from the built product with the sample company in each language: `npm run pictures`. Takes about four minutes.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { silence } from '../../app/modules/plays/templates/silence.ts'
import { wordsIn } from '../../app/modules/sample/words/words.ts'
import { paths } from '../../app/paths.ts'
import { type Locale, locales } from '../../app/web/i18n.ts'
import { launchChromium } from './gallery/browser.ts'

const target = 'docs/pictures'
const largest = 250_000
const email = 'aoi@aoba.example'
const password = 'umi-wo-miru-asa-2026'

/** Who looks at Banso, and a file that they import. */
const scenes = {
  ja: {
    company: '青葉クラウド',
    person: '田中 碧',
    browser: 'ja-JP',
    file: '顧客一覧.csv',
    columns: '顧客コード,会社名,地域,月額,更新日,生簀数,解約日',
    accounts: ['磯部水産', '岬マリンファーム', '大浜養殖', '青潮漁業', '白砂生産組合', '沖の島海産'],
    places: ['愛媛', '長崎', '三重'],
    prices: [9800, 29800, 78000],
  },
  en: {
    company: 'Aoba Cloud',
    person: 'Aoi Tanaka',
    browser: 'en-GB',
    file: 'customers.csv',
    columns: 'Customer code,Company,Region,Monthly amount,Renewal date,Cages,Cancelled on',
    accounts: [
      'Isobe Fisheries',
      'Misaki Marine Farm',
      'Ohama Aquaculture',
      'Aoshio Fishing',
      'Shirasu Cooperative',
      'Okinoshima Seafood',
    ],
    places: ['Ehime', 'Nagasaki', 'Mie'],
    prices: [98, 298, 780],
  },
} as const
type Scene = (typeof scenes)[Locale]

const folder = mkdtempSync(join(tmpdir(), 'banso-pictures-'))
try {
  for (const locale of locales) await picture(locale)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function picture(locale: Locale): Promise<void> {
  const server = startBanso(locale)
  try {
    await takePictures(await addressOf(server), locale)
  } finally {
    await end(server)
  }
}

function startBanso(locale: Locale): ChildProcess {
  const settings = {
    PORT: '0',
    BANSO_DATA_DIR: join(folder, locale),
    BANSO_ADMIN_EMAIL: email,
    BANSO_ADMIN_PASSWORD: password,
    BANSO_COMPANY: scenes[locale].company,
    BANSO_LOCALE: locale,
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

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const gone = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}

async function takePictures(url: string, locale: Locale): Promise<void> {
  mkdirSync(target, { recursive: true })
  const browser = await launchChromium()
  try {
    const context = await browser.newContext({
      baseURL: url,
      locale: scenes[locale].browser,
      reducedMotion: 'reduce',
      timezoneId: 'Asia/Tokyo',
    })
    const page = await context.newPage()
    page.setDefaultTimeout(120_000)
    await signIn(page, scenes[locale].person)
    await page.goto(paths.sample)
    await page.locator(`main a[href="${paths.today}"]`).waitFor()
    await page.goto(paths.risk)
    await page.getByText('AUC').first().waitFor()
    const addresses = { ...(await addressesOf(page, locale)), import: await addressOfImport(page, scenes[locale]) }
    await takeIn(locale, page, addresses)
  } finally {
    await browser.close()
  }
}

async function signIn(page: Page, person: string): Promise<void> {
  await page.goto(paths.signIn)
  await page.locator('input[name=email]').fill(email)
  await page.locator('input[name=password]').fill(password)
  await page.keyboard.press('Enter')
  await page.waitForURL(address => !address.pathname.startsWith(paths.signIn))
  await page.goto(paths.profile)
  await page.locator('input[autocomplete=name]').fill(person)
  await page.locator('input[autocomplete=name]').press('Enter')
  await page.getByText(person).first().waitFor()
}

/** The account that leads the day, a segment, the play that is a draft, and the effect of the one that works. */
async function addressesOf(page: Page, locale: Locale): Promise<Omit<Addresses, 'import'>> {
  const { segments, plays } = wordsIn(locale)
  const leading = page.locator(`main article a[href^="${paths.accounts}/"]`).first()
  // The day is arranged anew shortly after the risks are known.
  for (let tries = 0; tries < 60; tries++) {
    await page.goto(paths.today)
    await page.waitForTimeout(1000)
    if (tries >= 20 && (await leading.count()) > 0) break
  }
  const account = (await leading.getAttribute('href')) ?? paths.accounts
  await page.goto(paths.segments)
  const segment = await addressNamed(page, segments.quiet.name)
  await page.goto(paths.plays)
  const play = await addressNamed(page, silence.texts[locale].name)
  await page.goto(paths.effects)
  const effect = await addressNamed(page, plays.call.name)
  return { account, segment, play, effect }
}

async function addressNamed(page: Page, name: string): Promise<string> {
  const address = await page.getByRole('link', { name }).first().getAttribute('href')
  if (address === null) throw new Error(`there is no link called ${name}`)
  return address
}

/** A file that is waiting to be confirmed. */
async function addressOfImport(page: Page, scene: Scene): Promise<string> {
  const file = join(folder, scene.file)
  writeFileSync(file, `${customerList(scene)}\n`)
  await page.goto(paths.importNew)
  await page.locator('input[type=file]').setInputFiles(file)
  await page.locator('input[type=file]').evaluate(input => (input as HTMLInputElement).form?.requestSubmit())
  await page.waitForURL(/\/imports\/\d+/)
  await page.getByText(scene.accounts[0]).first().waitFor()
  return new URL(page.url()).pathname
}

function customerList({ columns, accounts, places, prices }: Scene): string {
  const rows = accounts.map((name, n) => {
    const gone = n === 3 ? '2026/08/31' : ''
    return [`T-${1001 + n}`, name, places[n % 3], prices[n % 3], `2027/0${n + 1}/01`, n * 7 + 5, gone].join(',')
  })
  return [columns, ...rows].join('\n')
}

type Addresses = Readonly<Record<'account' | 'segment' | 'play' | 'effect' | 'import', string>>

async function takeIn(
  locale: Locale,
  page: Page,
  { account, segment, play, effect, import: imported }: Addresses,
): Promise<void> {
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
