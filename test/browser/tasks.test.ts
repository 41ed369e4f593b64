import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { createTask } from '../../app/modules/tasks/index.ts'
import { href, paths } from '../../app/paths.ts'
import { transact } from '../../app/platform/db.ts'
import { cast } from '../cast.ts'
import { clear, putAccounts } from '../support/today.ts'
import { flawsOf } from './flaws.ts'
import { openBrowserStage } from './stage.ts'

const { stage, url, contextOf } = await openBrowserStage()
const { db } = stage.services
let page: Page
/** Of the two tasks, in the order of the list. */
let ids: number[] = []

beforeEach(async () => {
  await clear(db)
  const [accountId = 0] = await putAccounts(db, [{ name: '甲', owner: cast.csm.id }])
  const task = { accountId, contactId: null, reason: null, assigneeId: cast.csm.id, timeZone: 'Asia/Tokyo' }
  const make = (title: string, day: string, minutes: number) =>
    transact(db, tx => createTask(tx, { kind: 'system' }, { ...task, title, due: { day }, minutes }))
  ids = [await make('電話する', '2020-01-01', 15), await make('契約書を送る', '2020-01-02', 40)]
  page = await openPage()
})

async function openPage(options: { readonly javaScriptEnabled?: boolean } = {}): Promise<Page> {
  await page?.context().close()
  const context = await contextOf('csm', { viewport: { width: 1280, height: 1100 }, ...options })
  const opened = await context.newPage()
  opened.setDefaultTimeout(30_000)
  await opened.goto(url + paths.tasks)
  return opened
}

const row = (title: string) => page.locator('.task', { hasText: title })
const press = (title: string, button: string) => row(title).getByRole('button', { name: button, exact: true }).click()
const question = () => page.locator(':popover-open')
const outcomes = () => db.selectFrom('tasks.outcome').select(['task_id', 'kind', 'minutes', 'note']).execute()

describe('the keys of a row', () => {
  it('show where one is, and no button moves away under the pointer that goes down on it', async () => {
    const buttons = row('契約書を送る').locator('.answers .button:visible')
    const places = () => buttons.evaluateAll(all => all.map(one => one.getBoundingClientRect().x))
    const before = await places()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    expect(await row('契約書を送る').locator('.key:visible').allTextContents()).toEqual(['d', 's', 'l', 'n'])
    expect(await places()).toEqual(before)
  })
})

describe('the questions of a list of tasks', () => {
  it('stand once on the page, and the one that is asked comes to its row', async () => {
    expect(await page.locator('.answer-panel').count()).toBe(0)
    await press('契約書を送る', 'メモを添えて完了にする')
    const [button, panel] = await Promise.all([
      row('契約書を送る').getByRole('button', { name: 'メモを添えて完了にする' }).boundingBox(),
      question().boundingBox(),
    ])
    expect(Math.abs((panel?.y ?? 0) - (button?.y ?? 0) - (button?.height ?? 0))).toBeLessThan(20)
    expect(await flawsOf(page)).toEqual([])
    expect(await question().getByLabel('かかった時間').inputValue()).toBe('40')
    await question().getByLabel('メモ').fill('送りました')
    await question().getByRole('button', { name: '完了にする' }).click()
    await page.getByText('「契約書を送る」を完了にしました。').waitFor()
    expect(await outcomes()).toEqual([{ task_id: ids[1], kind: 'done', minutes: 40, note: '送りました' }])
  })

  it('hold for another row nothing of what was typed for the first, and close when asked again', async () => {
    await press('契約書を送る', 'メモを添えて完了にする')
    await question().getByLabel('メモ').fill('送りました')
    await page.keyboard.press('Escape')
    await press('契約書を送る', 'メモを添えて完了にする')
    expect(await question().getByLabel('メモ').inputValue()).toBe('送りました')
    await press('契約書を送る', 'メモを添えて完了にする')
    expect(await question().count()).toBe(0)
    await press('電話する', 'メモを添えて完了にする')
    expect(await question().getByLabel('メモ').inputValue()).toBe('')
    expect(await question().getByLabel('かかった時間').inputValue()).toBe('15')
  })

  it('go to the row by key, too, and put off until a day', async () => {
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('l')
    await question().getByRole('button', { name: '明日' }).click()
    await page.getByText('「契約書を送る」を後回しにしました。').waitFor()
    const { snoozed_until: until } = await db
      .selectFrom('tasks.task')
      .select('snoozed_until')
      .where('id', '=', ids[1] ?? 0)
      .executeTakeFirstOrThrow()
    expect(until).toBeInstanceOf(Date)
  })
})

describe('without scripts', () => {
  it('done is one press, and the other answers are on the page of the task', async () => {
    page = await openPage({ javaScriptEnabled: false })
    expect(await row('電話する').getByRole('button', { name: 'あとで' }).isVisible()).toBe(false)
    await row('電話する').getByRole('link', { name: 'ほかの対応を選ぶ' }).click()
    await page.waitForURL(url + href(paths.task, { id: ids[0] ?? 0 }))
    await page.getByRole('button', { name: '別のことをした' }).click()
    await question().getByLabel('何をしましたか').fill('訪問しました')
    await question().getByRole('button', { name: '記録する' }).click()
    await page.getByText('訪問しました').or(page.getByText('契約書を送る')).first().waitFor()
    await page.goto(url + paths.tasks)
    await press('契約書を送る', '完了にする')
    expect((await outcomes()).map(({ task_id, kind }) => [task_id, kind])).toEqual([
      [ids[0], 'something_else'],
      [ids[1], 'done'],
    ])
  })
})

describe('the order of the day', () => {
  const titles = () => page.locator('.task .task-title').allTextContents()
  const focused = () => page.evaluate(() => document.activeElement?.closest('.task')?.querySelector('a')?.textContent)

  it('is changed by keys and by buttons, and the task that moved keeps the focus', async () => {
    expect(await titles()).toEqual(['電話する', '契約書を送る'])
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    expect(await focused()).toBe('契約書を送る')
    await page.keyboard.press('K')
    await page.locator('.task', { hasText: '契約書を送る' }).first().waitFor()
    await expect.poll(titles).toEqual(['契約書を送る', '電話する'])
    await expect.poll(focused).toBe('契約書を送る')
    await page.keyboard.press('J')
    await expect.poll(titles).toEqual(['電話する', '契約書を送る'])
    await expect.poll(focused).toBe('契約書を送る')
    await page.keyboard.press('F')
    await expect.poll(titles).toEqual(['契約書を送る', '電話する'])
    await page.getByRole('button', { name: '元の順番に戻す' }).click()
    await expect.poll(titles).toEqual(['電話する', '契約書を送る'])
    await row('契約書を送る')
      .getByRole('button', { name: /^先頭に動かす/ })
      .click()
    await expect.poll(titles).toEqual(['契約書を送る', '電話する'])
    expect(await flawsOf(page)).toEqual([])
  })

  it('works without scripts, and the keys stand in the list of shortcuts', async () => {
    await page.keyboard.press('?')
    expect(await page.locator('dialog#shortcuts').textContent()).toContain('タスクの順番')
    page = await openPage({ javaScriptEnabled: false })
    await row('契約書を送る')
      .getByRole('button', { name: /^上に動かす/ })
      .click()
    expect(await titles()).toEqual(['契約書を送る', '電話する'])
  })
})

describe('a comment', () => {
  it('takes the first name that is offered with Enter, once it has begun', async () => {
    await page.goto(url + href(paths.task, { id: ids[0] ?? 0 }))
    const text = page.getByLabel('コメントを書く')
    await text.click()
    await page.keyboard.type('@小')
    await page.locator('.mention-menu button:visible').waitFor()
    await page.keyboard.press('Enter')
    expect(await text.inputValue()).toBe('@小川 操 ')
    await page.keyboard.type('さん')
    await page.keyboard.press('Enter')
    expect(await text.inputValue()).toBe('@小川 操 さん\n')
  })

  it('offers names after an @, taken with the keys; who is called finds it on their list', async () => {
    await page.goto(url + href(paths.task, { id: ids[0] ?? 0 }))
    const text = page.getByLabel('コメントを書く')
    await text.click()
    await page.keyboard.type('@小')
    await page.locator('.mention-menu button:visible').waitFor()
    expect(await page.locator('.mention-menu button:visible').allTextContents()).toEqual(['小川 操'])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Escape')
    expect(await page.locator('.mention-menu').isVisible()).toBe(false)
    await page.keyboard.press('End')
    await page.keyboard.type('川')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    expect(await text.evaluate(one => one === document.activeElement)).toBe(true)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await text.inputValue()).toBe('@小川 操 ')
    await page.keyboard.type('見てください')
    await page.getByRole('button', { name: 'コメントする' }).click()
    await page.getByText('コメントしました。宛先：小川 操').waitFor()
    expect(await flawsOf(page)).toEqual([])
    const theirs = await (await contextOf('operator', {})).newPage()
    await theirs.goto(url + paths.tasks)
    expect(await theirs.locator('main').textContent()).toContain('見てください')
    await theirs.getByRole('button', { name: '確認した' }).click()
    await theirs.getByText('確認済みにしました。').waitFor()
    expect(await theirs.locator('main').textContent()).not.toContain('見てください')
    await theirs.context().close()
  })
})
