import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { takeAccounts } from '../../app/modules/customers/index.ts'
import { readDefinition } from '../../app/modules/plays/definition/definition.ts'
import { href, paths } from '../../app/paths.ts'
import { transact } from '../../app/platform/db.ts'
import { flawsOf } from './flaws.ts'
import { openBrowserStage } from './stage.ts'

const { stage, url, contextOf } = await openBrowserStage()
const { db } = stage.services
let page: Page

beforeEach(async () => {
  await sql`truncate plays.play, segments.segment, customers.account restart identity cascade`.execute(db)
  await transact(db, tx =>
    takeAccounts(tx, [{ groupId: 'g', traits: { name: 'みなと水産' }, at: new Date('2026-01-01') }]),
  )
  page = await openPage()
})

async function openPage(
  options: { readonly javaScriptEnabled?: boolean; readonly width?: number } = {},
): Promise<Page> {
  await page?.context().close()
  const { width = 1280, ...more } = options
  const context = await contextOf('csm', { viewport: { width, height: 900 }, ...more })
  const opened = await context.newPage()
  opened.setDefaultTimeout(30_000)
  await opened.goto(url + paths.plays)
  return opened
}

/** The silence play, made from its template. */
async function makeSilence() {
  await page.getByRole('link', { name: '「静かな顧客に声をかける」を使う' }).click()
  await page.getByRole('button', { name: '打ち手を作る' }).click()
  await page.getByRole('heading', { name: '静かな顧客に声をかける', level: 1 }).waitFor()
}

const line = (part: string) => page.locator(`#part-${part} > .play-part-head`)
const subject = () => page.getByLabel('件名')
const stored = async () => {
  const row = await db.selectFrom('plays.play').select(['draft', 'state']).executeTakeFirstOrThrow()
  return { ...readDefinition(row.draft), state: row.state }
}
const subjectStored = async () => {
  const [step] = (await stored()).steps
  return step?.kind === 'action' ? step.settings.subject : undefined
}

describe('the silence play', () => {
  it('is made from its template, edited in place, taken back, and published', async () => {
    await makeSilence()
    await line('step-s1').click()
    await subject().fill('{{contact.nam}}様、お元気ですか')
    await page.locator('#problems-subject', { hasText: '「contact.nam」という差し込みはありません。' }).waitFor()
    await subject().fill('ひとこと伺います')
    await page.locator('#words-step-s1', { hasText: 'ひとこと伺います' }).waitFor()
    await page.locator('.play-preview-subject', { hasText: 'ひとこと伺います' }).waitFor()
    expect(await subject().evaluate(element => element === document.activeElement)).toBe(true)
    expect(await subjectStored()).toBe('ひとこと伺います')
    await page.getByRole('button', { name: /^元に戻す/ }).click()
    await page.locator('#words-step-s1', { hasText: '最近のご様子' }).waitFor()
    expect(await subject().inputValue()).toBe('最近のご様子はいかがですか')
    await page.getByRole('link', { name: '公開へ進む' }).click()
    await page.getByRole('button', { name: '公開する' }).click()
    await page.getByText('第1版を公開しました。').waitFor()
    expect(await stored()).toMatchObject({ state: 'live' })
  })

  it('takes a branch between two steps, moves it, and knows the keys of undo and redo', async () => {
    await makeSilence()
    await page.locator('#part-add-after-s2 a').click()
    await page.getByRole('button', { name: '条件で分ける' }).click()
    await line('step-s5').waitFor()
    await page.getByRole('button', { name: '条件を追加する' }).click()
    await page.getByLabel('見る項目').selectOption({ label: '段階' })
    await page.getByLabel('契約中').check()
    await page.locator('#words-step-s5').waitFor()
    await expect.poll(async () => JSON.stringify((await stored()).steps[2])).toContain('active')
    await page.getByRole('button', { name: '上へ' }).click()
    const order = async () => (await stored()).steps.map(step => step.id)
    await expect.poll(order).toEqual(['s1', 's5', 's2', 's3'])
    await page.getByRole('heading', { level: 1 }).click()
    await page.keyboard.press('Control+z')
    await expect.poll(order).toEqual(['s1', 's2', 's5', 's3'])
    await page.getByRole('button', { name: /^やり直す：/ }).waitFor()
    await page.keyboard.press('Control+Shift+z')
    await expect.poll(order).toEqual(['s1', 's5', 's2', 's3'])
  })

  it('in a text the keys of undo are the text’s own', async () => {
    await makeSilence()
    await line('step-s1').click()
    await subject().fill('x')
    await expect.poll(subjectStored).toBe('x')
    await page.keyboard.press('Control+z')
    await expect.poll(subjectStored).toBe('最近のご様子はいかがですか')
    expect(await subject().isVisible()).toBe(true)
    expect(await db.selectFrom('plays.draft_change').select('what').where('what', '=', 'undo').execute()).toEqual([])
  })

  it('by the keyboard one goes on where one was', async () => {
    await makeSilence()
    const focused = (selector: string) => expect.poll(() => page.locator(`${selector}:focus`).count()).toBe(1)
    const press = async (selector: string) => {
      await page.locator(selector).focus()
      await page.keyboard.press('Enter')
    }
    await press('#head-step-s1')
    await page.locator('#part-form').waitFor()
    await focused('#head-step-s1')
    await press('button[value="down"]')
    await expect.poll(async () => (await stored()).steps[1]?.id).toBe('s1')
    await focused('button[value="down"]')
    await press('.play-part-actions a')
    await page.locator('#part-form').waitFor({ state: 'detached' })
    await focused('#head-step-s1')
    await press('#part-add-after-s1 > a')
    await focused('button[value="add:action:task"]')
    await press('button[value="add:wait"]')
    await focused('#head-step-s5')
    await press('button[value="remove"]')
    await focused('[data-play-editor-target="undo"]')
  })

  it('a click puts a placeholder where one is writing', async () => {
    await makeSilence()
    await line('step-s1').click()
    await subject().fill('様へ')
    await subject().press('Home')
    await page.getByText('差し込み', { exact: true }).click()
    await page.getByRole('button', { name: '顧客の名前' }).click()
    expect(await subject().inputValue()).toBe('{{account.name}}様へ')
    await page.locator('.play-preview-subject', { hasText: 'みなと水産様へ' }).waitFor()
  })

  it('is written without scripts, too', async () => {
    page = await openPage({ javaScriptEnabled: false })
    await makeSilence()
    await line('step-s1').click()
    await subject().fill('お元気ですか')
    await page.getByRole('button', { name: '保存する' }).first().click()
    await page.locator('#words-step-s1', { hasText: 'お元気ですか' }).waitFor()
    await line('step-s3').click()
    await page.getByLabel('だれに').selectOption('strengths')
    await page.getByRole('button', { name: '保存する' }).first().click()
    await page.getByLabel('得意なこと').waitFor()
    await page.getByRole('button', { name: '消す' }).click()
    await page.locator('#part-step-s3').waitFor({ state: 'detached' })
  })

  it.each([1280, 375])('is accessible at %d px, and does not overflow', async width => {
    page = await openPage({ width })
    await makeSilence()
    for (const part of ['step-s1', 'step-s2', 'trigger', 'outcome', 'add-after-s1']) {
      await page.goto(url + href(paths.playEdit, { id: 1 }, { open: part }))
      expect(await flawsOf(page), part).toEqual([])
    }
    for (const path of [paths.plays, paths.playNew, href(paths.playPublication, { id: 1 })]) {
      await page.goto(url + path)
      expect(await flawsOf(page), path).toEqual([])
    }
  })
})
