import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { beforeEach, expect, it } from 'vitest'
import type { Step } from '../../app/modules/plays/definition/definition.ts'
import { startByHand } from '../../app/modules/plays/running/by-hand.ts'
import { href, paths } from '../../app/paths.ts'
import { transact } from '../../app/platform/db.ts'
import { cast } from '../cast.ts'
import { putPlay, taskStep, workPlays } from '../support/plays.ts'
import { clear, putAccounts } from '../support/today.ts'
import { flawsOf, tooWide } from './flaws.ts'
import { openBrowserStage } from './stage.ts'

const { stage, url, contextOf } = await openBrowserStage()
const { services } = stage
const { db } = services
const actor = { kind: 'staff', id: cast.csm.id } as const
const day: Step = { id: 's2', kind: 'wait', for: { amount: 1, unit: 'days' } }
let page: Page
let accounts: readonly number[] = []

beforeEach(async () => {
  await clear(db)
  await sql`truncate plays.play cascade`.execute(db)
  accounts = await putAccounts(
    db,
    [{ name: '甲' }, { name: '乙' }].map(one => ({ ...one, owner: cast.csm.id })),
  )
  await page?.context().close()
  page = await (await contextOf('csm', { viewport: { width: 1280, height: 1100 } })).newPage()
  page.setDefaultTimeout(30_000)
})

async function begin(play: number, accountId: number | undefined): Promise<void> {
  const chosen = { about: 'account', ids: [accountId ?? 0], despite: false } as const
  await transact(db, tx => startByHand(tx, services, actor, play, chosen))
  await workPlays(services)
}

it('a play that is looked at counts on while others begin, and is paused after a question', async () => {
  const play = await putPlay(services, { steps: [taskStep('s1'), day] })
  await begin(play, accounts[0])
  await page.goto(url + href(paths.play, { id: play }))
  const here = page.locator('#play-doing').getByText(/いま\d+件/)
  expect(await here.textContent()).toBe('いま1件')
  expect(await flawsOf(page)).toEqual([])
  await begin(play, accounts[1])
  await page.getByText('いま2件').waitFor()
  await page.getByRole('button', { name: '一時停止する' }).click()
  await page.locator('dialog[open]').getByRole('button', { name: '一時停止する' }).click()
  await page.getByText('一時停止しました。').waitFor()
  await page.getByRole('button', { name: '再開する' }).waitFor()
})

it('an enrollment is ended with a reason, which is asked for', async () => {
  const play = await putPlay(services, { steps: [day] })
  await begin(play, accounts[0])
  const { id } = await db.selectFrom('plays.enrollment').select('id').executeTakeFirstOrThrow()
  await page.goto(url + href(paths.enrollment, { id }))
  expect(await flawsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'この打ち手から外す' }).click()
  const dialog = page.locator('dialog[open]')
  await dialog.getByRole('button', { name: '外す', exact: true }).click()
  await dialog.getByText('入力してください。').waitFor()
  await dialog.getByLabel('理由').fill('本人の希望')
  await dialog.getByRole('button', { name: '外す', exact: true }).click()
  await page.getByText('打ち手から外しました。').waitFor()
  await page.getByText('人が止めました。本人の希望').waitFor()
})

it('a dry run, the lists and starting by hand can be used by everybody', async () => {
  const play = await putPlay(services, { steps: [taskStep('s1'), day] })
  await begin(play, accounts[0])
  for (const path of [
    paths.playDryRun,
    paths.playEnrollments,
    paths.playHeldOut,
    paths.playPassedOver,
    paths.playStart,
  ]) {
    await page.goto(`${url}${href(path, { id: play })}`)
    expect(await flawsOf(page), path).toEqual([])
  }
  await page.setViewportSize({ width: 375, height: 800 })
  for (const path of [paths.play, paths.playDryRun, paths.playEnrollments, paths.playStart]) {
    await page.goto(`${url}${href(path, { id: play })}`)
    expect(await tooWide(page), path).toEqual([])
  }
})
