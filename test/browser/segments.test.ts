import { sql } from 'kysely'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { segments } from '../../app/modules/segments/index.ts'
import { paths } from '../../app/paths.ts'
import { startWorker } from '../../app/platform/jobs.ts'
import { flawsInAllLooks } from './flaws.ts'
import { openBrowserStage } from './stage.ts'

const { stage, url, contextOf } = await openBrowserStage()
const { db } = stage.services
const worker = await startWorker(stage.services.database, segments.jobs ?? [], stage.services)
let context: BrowserContext
let page: Page

beforeAll(async () => {
  await addAccounts()
  context = await contextOf('csm')
  page = await context.newPage()
  page.setDefaultTimeout(30_000)
})

afterAll(async () => {
  await worker.stop()
})

/** Forty accounts with a contact each; every other one in the trade of fish, every fifth one used lately. */
async function addAccounts() {
  await sql`create table events.usage_day_now partition of events.usage_day default`.execute(db)
  await sql`
    insert into customers.account (name, traits)
    select '第' || n || '養殖場', jsonb_build_object('業種', case when n % 2 = 0 then '養殖' else '加工' end, 'いけすの数', n)
    from generate_series(1, 40) n`.execute(db)
  await sql`
    with made as (insert into customers.contact (name, title) select '場長' || n, '場長' from generate_series(1, 40) n returning id, name)
    insert into customers.membership (contact_id, account_id)
    select made.id, a.id from made join customers.account a on a.name = '第' || substr(made.name, 3) || '養殖場'`.execute(
    db,
  )
  await sql`insert into customers.trait (subject, key, type) values ('account', '業種', 'text'), ('account', 'いけすの数', 'number')`.execute(
    db,
  )
  await sql`
    insert into events.usage_day (account_id, day, contact_id, name, count, last_at)
    select id, current_date - back, 1, '給餌を記録', 3, now() from customers.account, generate_series(0, 9) back
    where id % 5 = 0`.execute(db)
  await sql`
    insert into events.sign_of_life select id, now(), now(), current_date from customers.account where id % 5 = 0`.execute(
    db,
  )
}

const count = () => page.locator('#segment-preview .stat-value')
const row = (place: number) => page.locator('.form-rows-item').nth(place)

describe('making a segment', () => {
  it('shows whom it finds while the conditions are chosen', async () => {
    await page.goto(url + paths.segments)
    expect(await flawsInAllLooks(page)).toEqual([])
    await page.getByRole('link', { name: 'セグメントを作る' }).first().click()
    await page.getByText('あとから変えることはできません。').waitFor()
    expect(await flawsInAllLooks(page)).toEqual([])
    await page.getByRole('link', { name: '顧客のセグメントを作る' }).click()
    await row(0).getByLabel('見る項目').selectOption({ label: '業種' })
    await row(0).getByLabel('値').fill('養殖')
    await count().filter({ hasText: '20' }).waitFor()
    expect(await page.getByText('業種が「養殖」', { exact: true }).count()).toBe(1)
  })

  it('keeps the focus where the person is while rows change', async () => {
    await page.getByRole('button', { name: '条件を追加する' }).click()
    const subject = row(1).getByLabel('見る項目')
    await subject.waitFor()
    await expect.poll(() => subject.evaluate(element => element === document.activeElement)).toBe(true)
    await subject.selectOption({ label: '使った日数' })
    await row(1).getByLabel('条件の種類').waitFor()
    expect(await subject.evaluate(element => element === document.activeElement)).toBe(true)
    await row(1).getByLabel('条件の種類').selectOption({ label: '以上' })
    await row(1).getByLabel('数', { exact: true }).fill('８')
    await count().filter({ hasText: '4' }).waitFor()
    expect(await row(1).getByLabel('数', { exact: true }).inputValue()).toBe('８')
    expect(await flawsInAllLooks(page)).toEqual([])
  })

  it('leaves the focus to who has gone on to the next field when an answer is drawn', async () => {
    const drawn = page.evaluate(
      () =>
        new Promise<void>(resolve => {
          const goOn = () => {
            queueMicrotask(() => document.querySelector<HTMLInputElement>('[name="name"]')?.focus())
            setTimeout(resolve, 300)
          }
          document.addEventListener('turbo:before-stream-render', goOn, { once: true })
        }),
    )
    await row(1).getByLabel('数', { exact: true }).fill('7')
    await drawn
    const name = page.getByLabel('名前', { exact: true })
    expect(await name.evaluate(element => element === document.activeElement)).toBe(true)
    expect(await row(1).getByLabel('数', { exact: true }).getAttribute('id')).not.toBe('')
    await row(1).getByLabel('数', { exact: true }).fill('8')
  })

  it('takes groups, says what is missing and is saved', async () => {
    await page.getByRole('button', { name: 'グループを追加する' }).click()
    const group = page.getByRole('group', { name: 'グループ' })
    await group.getByLabel('見る項目').selectOption({ label: 'いけすの数' })
    await group.getByLabel('条件の種類').selectOption({ label: 'の範囲' })
    await group.getByLabel('下限').fill('30')
    await group.getByLabel('上限').fill('20')
    await page.getByText('書きかけの条件は含めていません。').waitFor()
    await page.getByLabel('名前', { exact: true }).fill('よく使う大きな養殖場')
    await page.getByRole('button', { name: '保存する' }).click()
    await page.getByText('上限は下限以上にしてください。').waitFor()
    expect(await flawsInAllLooks(page)).toEqual([])
    await group.getByLabel('上限').fill('50')
    await count().filter({ hasText: '2' }).waitFor()
    await page.getByRole('button', { name: '保存する' }).click()
    await page.getByRole('heading', { name: 'よく使う大きな養殖場' }).waitFor()
    await page.locator('#segment-figures .stat-value').filter({ hasText: '2' }).waitFor()
    await page.reload()
    await page.getByRole('link', { name: '第40養殖場' }).first().waitFor()
    expect(await flawsInAllLooks(page)).toEqual([])
  })

  it('lists it with its condition', async () => {
    await page.goto(url + paths.segments)
    await page
      .getByText('業種が「養殖」、かつ直近28日の使った日数が8日以上、かついけすの数が30以上50以下', { exact: true })
      .waitFor()
    expect(await flawsInAllLooks(page)).toEqual([])
  })
})

describe('making a segment of contacts', () => {
  it('asks of the people and of the accounts they belong to', async () => {
    await page.goto(url + paths.newSegment)
    await page.getByRole('link', { name: '担当者のセグメントを作る' }).click()
    await row(0).getByLabel('見る項目').selectOption({ label: '役職' })
    await row(0).getByLabel('値').fill('場長')
    await count().filter({ hasText: '40' }).waitFor()
    await page.getByRole('button', { name: '所属する顧客の条件を追加する' }).click()
    const accounts = page.getByRole('group', { name: '所属する顧客' })
    await accounts.getByLabel('見る項目').selectOption({ label: '業種' })
    await accounts.getByLabel('値').fill('養殖')
    await count().filter({ hasText: '20' }).waitFor()
    await page.getByText('役職が「場長」、かつ（業種が「養殖」）の顧客に所属している', { exact: true }).waitFor()
    await accounts.getByLabel('所属').selectOption({ label: '当てはまる顧客に所属していない' })
    await page.getByText('役職が「場長」、かつ（業種が「養殖」）の顧客に所属していない', { exact: true }).waitFor()
    expect(await flawsInAllLooks(page)).toEqual([])
    await page.getByLabel('名前', { exact: true }).fill('養殖ではない場長')
    await page.getByRole('button', { name: '保存する' }).click()
    await page.getByRole('heading', { name: '養殖ではない場長' }).waitFor()
    await page.locator('#segment-figures .stat-value').filter({ hasText: '20' }).waitFor()
  })

  it('lists them with their accounts, as a file too, and stands on their own pages', async () => {
    await page.reload()
    await page.getByRole('link', { name: '第39養殖場' }).waitFor()
    expect(await flawsInAllLooks(page)).toEqual([])
    const file = page.waitForEvent('download')
    await page.getByRole('link', { name: 'CSV', exact: true }).click()
    expect((await file).suggestedFilename()).toMatch(/^contacts-\d+-[\d-]{10}\.csv$/)
    await page.getByRole('link', { name: '場長39' }).first().click()
    await page.getByRole('link', { name: '養殖ではない場長' }).waitFor()
    expect(await flawsInAllLooks(page)).toEqual([])
    await page.goto(url + paths.segments)
    await page.getByRole('navigation', { name: '対象' }).getByRole('link', { name: '担当者' }).click()
    await page.waitForURL('**/segments?about=contact')
    await page.getByRole('link', { name: '養殖ではない場長' }).waitFor()
    await page.getByRole('link', { name: 'よく使う大きな養殖場' }).waitFor({ state: 'detached' })
    expect(await flawsInAllLooks(page)).toEqual([])
  })
})

describe('in English', () => {
  it('reads as well', async () => {
    const english = await contextOf('product', { locale: 'en-GB' })
    const before = page
    page = await english.newPage()
    await page.goto(url + paths.segments)
    await page.getByRole('link', { name: 'よく使う大きな養殖場' }).click()
    await page.getByRole('link', { name: 'Edit condition' }).waitFor()
    expect(await flawsInAllLooks(page)).toEqual([])
    await page.getByRole('link', { name: 'Edit condition' }).click()
    await page.getByRole('button', { name: 'Save' }).waitFor()
    expect(await flawsInAllLooks(page)).toEqual([])
    await page.goto(url + paths.newSegment)
    await page.getByText('It cannot be changed afterwards.').waitFor()
    expect(await flawsInAllLooks(page)).toEqual([])
    await page.goto(url + paths.segments)
    expect(await flawsInAllLooks(page)).toEqual([])
    await page.getByRole('link', { name: '養殖ではない場長' }).click()
    await page.getByText('belongs to no account for which (業種 is “養殖”)').waitFor()
    expect(await flawsInAllLooks(page)).toEqual([])
    await page.getByRole('link', { name: 'Edit condition' }).click()
    await page.getByLabel('Belonging').waitFor()
    expect(await flawsInAllLooks(page)).toEqual([])
    await english.close()
    page = before
  })
})

describe('without scripts', () => {
  it('a segment is made by the same form', async () => {
    const plain = await contextOf('csm', { javaScriptEnabled: false })
    const sheet = await plain.newPage()
    await sheet.goto(`${url}${paths.newSegment}?about=account`)
    await sheet.getByLabel('名前').fill('加工')
    await sheet.getByLabel('見る項目').selectOption({ label: '業種' })
    await sheet.getByLabel('名前').press('Enter')
    await sheet.getByLabel('値').fill('加工')
    await sheet.getByRole('button', { name: '条件を追加する' }).click()
    await sheet.locator('#segment-preview .stat-value').filter({ hasText: '20' }).waitFor()
    expect(await sheet.getByLabel('見る項目').count()).toBe(2)
    await sheet.getByRole('button', { name: 'この条件を外す' }).last().click()
    await sheet.getByRole('button', { name: '保存する' }).click()
    await sheet.getByRole('heading', { name: '加工' }).waitFor()
    await plain.close()
  })
})
