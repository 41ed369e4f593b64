import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSession } from '../../app/modules/customers/imports/staging/session.ts'
import { imports } from '../../app/modules/customers/index.ts'
import { href, paths } from '../../app/paths.ts'
import { prepareJobs, startWorker } from '../../app/platform/jobs.ts'
import { cast } from '../cast.ts'
import { flawsOf } from './flaws.ts'
import { openBrowserStage } from './stage.ts'

const { stage, url, contextOf } = await openBrowserStage()
const { services } = stage
const { db } = services
const folder = mkdtempSync(join(tmpdir(), 'banso-browser-'))
let worker: { stop(): Promise<void> }

beforeAll(async () => {
  await prepareJobs(services.database)
  worker = await startWorker(services.database, imports.jobs ?? [], services)
})

afterAll(async () => {
  await worker?.stop()
  rmSync(folder, { recursive: true })
})

async function openAs(look: {
  locale: 'ja' | 'en'
  theme: 'light' | 'dark'
  width: number
  scripts?: boolean
}): Promise<Page> {
  const { locale, theme, width, scripts = true } = look
  await db.updateTable('identity.staff').set({ locale, theme }).where('id', '=', cast.csm.id).execute()
  const viewport = { width, height: 900 }
  const context = await contextOf('csm', { viewport, locale, javaScriptEnabled: scripts })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  return page
}

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

const rows = Array.from({ length: 40 }, (_, i) => `C-${i},会社${i},${i * 100},${i % 5 === 0 ? 'はい' : 'いいえ'},${i}`)
const text = `顧客ID,会社名,月額,解約,従業員数\n${rows.join('\n')}\n,名無し,1,,\n`

const looks = [
  { locale: 'ja', theme: 'light', width: 1280, run: '40行を取り込む', done: '取り込みが終わりました' },
  { locale: 'en', theme: 'dark', width: 375, run: 'Import 40 rows', done: 'The import is finished' },
] as const

describe('an import in the browser', () => {
  it.each(looks)('goes from file to accounts without reloading: $locale, $theme, $width px', async look => {
    const page = await openAs(look)
    await page.goto(url + paths.importNew)
    expect(await flawsOf(page)).toEqual([])
    await page.setInputFiles('input[type=file]', file('customers.csv', text))
    await page.click('main form button.primary')
    // By the live stream: nobody asks for the page again.
    await page.getByRole('button', { name: look.run }).waitFor()
    await page.locator('summary').first().click()
    expect(await flawsOf(page)).toEqual([])
    await page.getByRole('button', { name: look.run }).click()
    await page.getByText(look.done).waitFor()
    expect(await flawsOf(page)).toEqual([])
    expect(await db.selectFrom('customers.account').select('id').execute()).toHaveLength(40)
    await page.goto(url + paths.imports)
    expect(await flawsOf(page)).toEqual([])
    await page.context().close()
  })

  it('keeps what somebody chooses while the rows are still being counted', async () => {
    const page = await openAs(looks[0])
    await page.goto(url + paths.importNew)
    await page.setInputFiles('input[type=file]', file('customers.csv', text))
    await page.click('main form button.primary')
    await page.getByRole('button', { name: looks[0].run }).waitFor()
    await page.selectOption('select[name=type-4]', 'text')
    // As if another process were at it: the count has to wait.
    const held = await openSession(services.database, Number(page.url().split('/').at(-1)))
    // The stream may say that it is counting before the answer is drawn: what is chosen counts from then on.
    await page.locator('body').evaluate(body => body.setAttribute('data-asked', ''))
    await page.getByRole('button', { name: 'この割り当てで確認し直す' }).click()
    await page.locator('body:not([data-asked])').waitFor()
    await page.getByText('すべての行を確認しています').waitFor()
    await page.selectOption('select[name=field-1]', 'plan')
    await page.locator('h1').click()
    held?.close()
    await page.getByText('取り込むとこうなります').waitFor()
    await page.waitForTimeout(1000)
    expect(await page.inputValue('select[name=field-1]')).toBe('plan')
    expect(await page.inputValue('select[name=type-4]')).toBe('text')
    await page.context().close()
  })

  it('that is sent after signing out elsewhere says that the file has to be chosen again', async () => {
    const page = await openAs(looks[1])
    await page.goto(url + paths.importNew)
    await page.setInputFiles('input[type=file]', file('large.csv', text.repeat(5000)))
    await page.context().clearCookies()
    await page.click('main form button.primary')
    await page.getByText('choose the file again').waitFor()
    expect(await flawsOf(page)).toEqual([])
    await page.getByRole('link', { name: 'Sign in and choose the file' }).click()
    await page.waitForURL(`**${href(paths.signIn, {}, { back: paths.importNew })}`)
    await page.context().close()
  })

  it('says what is wrong with a spreadsheet, and with a mapping at the top of the page', async () => {
    const page = await openAs(looks[0])
    await page.goto(url + paths.importNew)
    await page.setInputFiles('input[type=file]', file('book.xlsx', 'PK\x03\x04'))
    await page.click('main form button.primary')
    await page.getByText('このファイルは読み込めませんでした').waitFor()
    expect(await flawsOf(page)).toEqual([])
    await page.goto(url + paths.importNew)
    await page.setInputFiles('input[type=file]', file('customers.csv', text))
    await page.click('main form button.primary')
    await page.getByRole('button', { name: looks[0].run }).waitFor()
    for (const name of ['field-0', 'field-1']) await page.selectOption(`select[name=${name}]`, '')
    await page.getByRole('button', { name: looks[0].run }).click()
    await page.getByRole('alert').getByText('IDの列を1つ選んでください').waitFor()
    expect(await page.inputValue('select[name=field-0]')).toBe('')
    await page.context().close()
  })

  it('works without scripts', async () => {
    const page = await openAs({ ...looks[0], scripts: false })
    await page.goto(url + paths.importNew)
    await page.setInputFiles('input[type=file]', file('plain.csv', 'id,name\nP-1,a\n'))
    await page.click('main form button.primary')
    await page.getByRole('button', { name: '1行を取り込む' }).click()
    await page.getByText('取り込みが終わりました').waitFor()
    await page.context().close()
  })
})
