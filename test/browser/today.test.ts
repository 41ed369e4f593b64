import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { href, paths } from '../../app/paths.ts'
import { cast } from '../cast.ts'
import { clear, judgeNow, putAccounts } from '../support/today.ts'
import { flawsOf } from './flaws.ts'
import { openBrowserStage } from './stage.ts'

const { stage, url, contextOf } = await openBrowserStage()
const { services } = stage
const { db } = services
let page: Page
let ids: number[] = []

beforeAll(() => {})

beforeEach(async () => {
  await page?.context().close()
  await clear(db)
  ids = await putAccounts(
    db,
    ['甲', '乙', '丙'].map((name, index) => ({
      name,
      owner: cast.csm.id,
      monthly: 90_000 - index * 10_000,
      score: 20,
    })),
  )
  await judgeNow(services, ids)
  page = await openPage({})
})

async function openPage(options: { readonly javaScriptEnabled?: boolean; readonly width?: number }): Promise<Page> {
  const { width = 1280, ...rest } = options
  const context = await contextOf('csm', { viewport: { width, height: 800 }, ...rest })
  const opened = await context.newPage()
  opened.setDefaultTimeout(30_000)
  return opened
}

const names = () => page.locator('.need .need-name').allTextContents()
const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '')
const answers = () =>
  db.selectFrom('today.answer').select(['account_id', 'kind', 'minutes', 'note']).orderBy('id').execute()

describe('working through the list by keyboard', () => {
  it('j and k move, d is done, and the focus goes on to the next account', async () => {
    await page.goto(url)
    expect(await names()).toEqual(['甲', '乙', '丙'])
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    expect(await focused()).toBe('乙')
    await page.keyboard.press('d')
    await page.locator('.answered').waitFor()
    await expect.poll(focused).toBe('丙')
    expect(await names()).toEqual(['甲', '丙'])
    expect(await answers()).toEqual([{ account_id: ids[1], kind: 'done', minutes: 20, note: null }])
    await expect.poll(() => page.locator('#today-time').textContent()).toContain('使った時間 20分')
    await page.keyboard.press('k')
    expect(await focused()).not.toBe('丙')
  })

  it('l, s and n open their question; Escape goes back to the account', async () => {
    await page.goto(url)
    for (const [key, title] of [
      ['l', 'いつまで後回しにしますか'],
      ['s', '別のことをした'],
      ['n', '不要な理由を教えてください'],
      ['D', 'メモを添えて完了にする'],
    ] as const) {
      await page.locator('.need-name').first().focus()
      await page.keyboard.press(key)
      await page.locator(':popover-open', { hasText: title }).waitFor()
      expect([key, ...(await flawsOf(page))]).toEqual([key])
      await page.keyboard.press('Escape')
    }
    await page.locator('.need-name').first().focus()
    await page.keyboard.press('s')
    await page.keyboard.type('訪問して話をうかがった')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('.answered', { hasText: '訪問して話をうかがった' }).waitFor()
    expect(await answers()).toMatchObject([{ account_id: ids[0], kind: 'something_else' }])
  })

  it('letters typed into a field stay letters', async () => {
    await page.goto(url)
    await page.locator('[data-shortcuts-search]').focus()
    await page.keyboard.type('dnls')
    expect(await answers()).toEqual([])
    expect(await page.locator(':popover-open .answer-form').count()).toBe(0)
  })
})

describe('the open page', () => {
  it('says that something new came up, moves nothing, and shows it after reloading', async () => {
    await page.goto(url)
    await page.locator('.need-name', { hasText: '丙' }).scrollIntoViewIfNeeded()
    const before = await page.locator('.need-name', { hasText: '甲' }).boundingBox()
    const more = await putAccounts(db, [{ name: '丁', owner: cast.csm.id, monthly: 900_000, score: 10 }])
    await judgeNow(services, more)
    await page.locator('.today-news').waitFor()
    expect(await names()).toEqual(['甲', '乙', '丙'])
    expect((await page.locator('.need-name', { hasText: '甲' }).boundingBox())?.x).toBe(before?.x)
    await page.locator('.today-news').click()
    await expect.poll(names).toEqual(['丁', '甲', '乙', '丙'])
  })

  it('takes an answer back', async () => {
    await page.goto(url)
    await page.locator('.need').first().getByRole('button', { name: '完了にする' }).first().click()
    await page.getByRole('button', { name: '元に戻す' }).click()
    await page.getByText('「甲」への対応の記録を取り消しました。').waitFor()
    await expect.poll(names).toEqual(['甲', '乙', '丙'])
  })
})

describe('every page of today and tasks', () => {
  it('is accessible, also while empty', async () => {
    const check = async (path: string) => {
      await page.goto(url + path)
      expect([path, ...(await flawsOf(page))]).toEqual([path])
    }
    const account = href(paths.taskNew, {}, { account: ids[0] })
    for (const path of [
      paths.today,
      `${paths.today}?list=unowned`,
      paths.todayWorkingWeek,
      paths.tasks,
      paths.taskNew,
      account,
    ]) {
      await check(path)
    }
    await clear(db)
    for (const path of [paths.today, paths.tasks, `${paths.tasks}?view=closed&who=all`]) await check(path)
  })
})

describe('without scripts', () => {
  it('an answer is a form like any other', async () => {
    await page.context().close()
    page = await openPage({ javaScriptEnabled: false, width: 375 })
    await page.goto(url)
    await page.locator('.need').first().getByRole('button', { name: '完了にする' }).first().click()
    expect(await page.locator('.answered').textContent()).toContain('甲')
    await page.locator('.need').first().getByRole('button', { name: 'あとで' }).click()
    await page.locator(':popover-open').getByRole('button', { name: '明日' }).click()
    expect((await answers()).map(one => one.kind)).toEqual(['done', 'later'])
  })
})

describe('a task', () => {
  it('is made in the dialog on the account page, stands on Today, and is worked off by keyboard in the list', async () => {
    await page.goto(url + href(paths.account, { id: ids[2] ?? 0 }))
    await page.getByRole('button', { name: 'タスクを作る' }).click()
    await page.getByLabel('やること').fill('契約書を送る')
    await page.getByRole('dialog').getByRole('button', { name: '作成する' }).click()
    await page.getByText('タスク「契約書を送る」を作りました。').waitFor()
    await judgeNow(services, ids)
    await page.goto(url)
    await page.getByText('タスク「契約書を送る」の期限は今日です').waitFor()
    await page.goto(url + paths.tasks)
    await page.keyboard.press('j')
    await page.keyboard.press('d')
    await page.getByText('「契約書を送る」を完了にしました。').waitFor()
    const { rows } = await sql<{ kind: string }>`select kind from tasks.outcome`.execute(db)
    expect(rows).toEqual([{ kind: 'done' }])
  })
})
