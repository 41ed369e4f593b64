import { sql } from 'kysely'
import { beforeEach, expect, it } from 'vitest'
import { href, paths } from '../../app/paths.ts'
import { cast } from '../cast.ts'
import { clear, putAccounts } from '../support/today.ts'
import { flawsOf } from './flaws.ts'
import { openBrowserStage } from './stage.ts'

const { stage, url, contextOf } = await openBrowserStage()
const { db } = stage.services
let accounts: number[] = []

beforeEach(async () => {
  await clear(db)
  await sql`truncate hypotheses.hypothesis cascade`.execute(db)
  accounts = await putAccounts(db, [
    { name: '瀬戸ブリファーム', owner: cast.csm.id },
    { name: '瀬戸真鯛', owner: cast.csm.id },
  ])
})

const looks = [
  { locale: 'ja', width: 1280 },
  { locale: 'en', width: 375 },
] as const

it.each(looks)(
  'a hypothesis is written, gets evidence, and is judged: $locale, $width px',
  async ({ locale, width }) => {
    await db.updateTable('identity.staff').set({ locale }).where('id', '=', cast.csm.id).execute()
    const context = await contextOf('csm', { viewport: { width, height: 900 }, locale })
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    await page.goto(url + paths.hypotheses)
    expect(await flawsOf(page)).toEqual([])
    await page.goto(url + paths.hypothesisNew)
    await page.locator('[name=statement]').fill('場長が日報を見る顧客は続く')
    expect(await flawsOf(page)).toEqual([])
    await page.locator('main .form-actions button').first().click()
    await page.getByRole('heading', { level: 1, name: '場長が日報を見る顧客は続く' }).waitFor()

    await page.locator('[name=stands][value=for]').check()
    await page.locator('[name=note]').first().fill('毎朝見ている')
    await page.locator('[name=account]').fill('瀬戸')
    await page.locator('#new-evidence .form-actions button').click()
    await page.locator('select[name=accountId]').selectOption({ label: '瀬戸真鯛' })
    expect(await flawsOf(page)).toEqual([])
    await page.locator('#new-evidence .form-actions button').click()
    // The form asks no more; before that the page is still the one that was sent.
    await page.locator('select[name=accountId]').waitFor({ state: 'detached' })
    await page.locator('.card-part', { hasText: '瀬戸真鯛' }).first().waitFor()

    await page.locator('[name=state]').selectOption('supported')
    await page.locator('#judgement-note').fill('五社とも続いた')
    await page
      .locator('form', { has: page.locator('[name=state]') })
      .locator('.form-actions button')
      .click()
    await page.getByText('五社とも続いた').waitFor()
    expect(await flawsOf(page)).toEqual([])

    await page.goto(url + href(paths.observation, {}, { account: accounts[0] }))
    expect(await flawsOf(page)).toEqual([])
    await page.getByRole('link', { name: '場長が日報を見る顧客は続く' }).click()
    await page.locator('#new-evidence').getByRole('link', { name: '瀬戸ブリファーム' }).waitFor()
    await context.close()
  },
)
