import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { markChanged, refreshAccounts, takeAccounts } from '../../app/modules/customers/index.ts'
import { href, paths } from '../../app/paths.ts'
import { transact } from '../../app/platform/db.ts'
import { cast } from '../cast.ts'
import { flawsOf } from './flaws.ts'
import { openBrowserStage } from './stage.ts'

const { stage, url, contextOf } = await openBrowserStage()
const { services } = stage
const { db } = services
const fish = ['真鯛', 'ぶり', '平目', '鯖']
let ids: ReadonlyMap<string, number> = new Map()
let page: Page

beforeAll(async () => {
  const messages = Array.from({ length: 60 }, (_, i) => ({
    groupId: `g${i}`,
    traits: { name: `${['みなと', 'あおぞら', 'ミナト'][i % 3]}水産 ${i}`, fish: fish[i % 4] ?? '', seats: i },
    at: new Date('2026-01-01T00:00:00Z'),
  }))
  ids = (await transact(db, tx => takeAccounts(tx, messages))).ids
  const context = await contextOf('csm', { viewport: { width: 1280, height: 900 } })
  page = await context.newPage()
  page.setDefaultTimeout(30_000)
})

const go = (path: string) => page.goto(url + path)
const rows = () => page.locator('#account-list tbody tr')

describe('the list of accounts', () => {
  it('narrows while typing, and the field keeps the focus', async () => {
    await go(paths.accounts)
    const field = page.locator('#account-filter input[name=q]')
    await field.pressSequentially('ﾐﾅﾄ', { delay: 30 })
    await expect.poll(() => page.locator('#account-list .filter-chip').count()).toBe(1)
    await expect.poll(() => page.getByText('40件').count()).toBeGreaterThan(0)
    expect(await field.evaluate(element => element === document.activeElement)).toBe(true)
    expect(new URL(page.url()).searchParams.get('q')).toBe('ﾐﾅﾄ')
  })

  it('keeps its sorting while filters change, and opens a dialog without losing it', async () => {
    await go(`${paths.accounts}?sort=-name`)
    await page.getByText('ほかの条件').click()
    await page.locator('#account-filter select[name=traitKey]').selectOption('fish')
    await page.locator('#account-filter input[name=traitValue]').fill('真鯛')
    await expect.poll(() => rows().count()).toBe(15)
    expect(new URL(page.url()).searchParams.get('sort')).toBe('-name')
    await page.getByRole('button', { name: '表示条件を保存' }).click()
    const dialog = page.locator('#list-save')
    await dialog.getByLabel('名前').fill('真鯛のお客さま')
    expect(await flawsOf(page)).toEqual([])
    await dialog.getByRole('button', { name: '保存する' }).click()
    await page.getByRole('link', { name: '真鯛のお客さま' }).waitFor()
    expect(await rows().count()).toBe(15)
  })

  it('chooses columns, and pages forwards and back to the same rows', async () => {
    await go(paths.accounts)
    await page.getByRole('button', { name: '列', exact: true }).click()
    expect(await flawsOf(page)).toEqual([])
    await page.locator('#list-columns').getByLabel('seats').check()
    await page.getByRole('button', { name: 'この列で表示する' }).click()
    await page.getByRole('columnheader', { name: 'seats' }).waitFor()
    const first = await rows().first().textContent()
    await page.getByRole('link', { name: '次へ' }).click()
    await expect.poll(() => rows().count()).toBe(10)
    await page.getByRole('link', { name: '前へ' }).click()
    await expect.poll(() => rows().first().textContent()).toBe(first)
  })

  it('gives picked accounts an owner', async () => {
    await go(`${paths.accounts}?q=g1`)
    await rows().nth(0).getByRole('checkbox').check()
    await rows().nth(1).getByRole('checkbox').check()
    await page.locator('#bulk select[name=ownerId]').selectOption({ label: cast.manager.name })
    await page.getByRole('button', { name: 'この担当にする' }).click()
    await page.getByText('2件の担当を変えました。').waitFor()
    expect(new URL(page.url()).searchParams.get('q')).toBe('g1')
  })
})

describe('an account that is open', () => {
  it('shows what changes elsewhere', async () => {
    const id = ids.get('g3') ?? 0
    await go(href(paths.account, { id }))
    await page.getByRole('heading', { level: 1, name: 'みなと水産 3' }).waitFor()
    await page.waitForTimeout(500)
    await transact(db, async tx => {
      await takeAccounts(tx, [{ groupId: 'g3', traits: { name: '新しい名前' }, at: new Date() }])
      await markChanged(tx, [id])
    })
    await refreshAccounts(services)
    await page.getByRole('heading', { level: 1, name: '新しい名前' }).waitFor()
  })

  it('changes its owner at once and tells it in the timeline', async () => {
    await go(href(paths.account, { id: ids.get('g4') ?? 0 }))
    await page.locator('#account-facts select[name=ownerId]').selectOption({ label: cast.legal.name })
    await page.getByText(`担当が${cast.legal.name}さんになりました`).waitFor()
    expect(await flawsOf(page)).toEqual([])
  })

  it('shows both versions to the second of two people who edit it', async () => {
    const path = href(paths.accountEdit, { id: ids.get('g5') ?? 0 })
    const other = await page.context().newPage()
    await go(path)
    await other.goto(url + path)
    await other.getByLabel('顧客名').fill('先の人の名')
    await other.getByRole('button', { name: '保存する' }).click()
    await other.getByRole('heading', { level: 1, name: '先の人の名' }).waitFor()
    await other.close()
    await page.getByLabel('顧客名').fill('後の人の名')
    await page.getByRole('button', { name: '保存する' }).click()
    await page.getByRole('heading', { name: '2つの内容があります' }).waitFor()
    expect(await page.getByRole('cell', { name: '先の人の名' }).count()).toBe(1)
    expect(await flawsOf(page)).toEqual([])
    await page.getByRole('button', { name: '自分の内容で保存する' }).click()
    await page.getByRole('heading', { level: 1, name: '後の人の名' }).waitFor()
  })
})

it('the search box finds while typing, and Enter opens the page of results', async () => {
  await go(paths.accounts)
  await page.keyboard.press('/')
  await page.keyboard.type('あおぞら', { delay: 20 })
  await page.locator('#search-panel .search-hit').first().waitFor()
  expect(await flawsOf(page)).toEqual([])
  await page.locator('.side .search-box input').press('Enter')
  await page.getByRole('heading', { level: 1, name: '検索' }).waitFor()
  expect(await flawsOf(page)).toEqual([])
})
