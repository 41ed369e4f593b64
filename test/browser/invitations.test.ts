import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { refreshAccounts, refreshContacts } from '../../app/modules/customers/refresh/refresh.ts'
import { answerTokens } from '../../app/modules/messages/answers/links.ts'
import { enterPeople, openAllHours } from '../../app/modules/messages/testing.ts'
import { startByHand } from '../../app/modules/plays/running/by-hand.ts'
import { templates } from '../../app/modules/plays/templates/templates.ts'
import { href, paths } from '../../app/paths.ts'
import { transact } from '../../app/platform/db.ts'
import { cast } from '../cast.ts'
import { putPlay, workPlays } from '../support/plays.ts'
import { flawsOf } from './flaws.ts'
import { openBrowserStage } from './stage.ts'

const { stage, url, browser, contextOf } = await openBrowserStage()
const { services } = stage
const { db } = services
await openAllHours(db)
const { accounts } = await enterPeople(db, [{ name: '山田 海', at: ['みなと水産'] }])
const actor = { kind: 'staff', id: cast.csm.id } as const
let play = 0

beforeAll(() => {})

beforeEach(async () => {
  await sql`truncate plays.play, messages.message, tasks.task cascade`.execute(db)
  const template = templates.find(one => one.key === 'expansion')
  if (!template) throw new Error('no template invites')
  const { steps } = template.definition('ja', undefined)
  play = await putPlay(services, { steps })
  const chosen = { about: 'account', ids: [accounts.みなと水産 ?? 0], despite: false } as const
  await transact(db, tx => startByHand(tx, services, actor, play, chosen))
  await workPlays(services)
})

/** The page of a person on a phone who was never here before. */
async function phone(locale: 'ja-JP' | 'en-US' = 'ja-JP', colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 375, height: 800 },
    locale,
    colorScheme,
    hasTouch: true,
  })
  afterAll(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  return page
}

async function invitationUrl(): Promise<string> {
  const message = await db.selectFrom('messages.message').select('id').executeTakeFirstOrThrow()
  return `${url}${href(paths.answer, { token: (await answerTokens(db))(message.id) })}`
}

const tasks = async () => (await db.selectFrom('tasks.task').select('title').execute()).map(task => task.title)

async function settle(): Promise<void> {
  while ((await refreshAccounts(services)) > 0);
  while ((await refreshContacts(services)) > 0);
  await workPlays(services)
}

it('somebody on a phone answers with one press, without script, and the play takes their way', async () => {
  const page = await phone()
  await page.route('**/*.js', route => route.abort())
  await page.goto(`${await invitationUrl()}?to=accepted`)
  expect(await tasks()).toEqual([])
  expect(await flawsOf(page)).toEqual([])
  await page.getByRole('button', { name: '話してみる' }).click()
  await page.getByText('「話してみる」とお返事をいただきました').waitFor()
  expect(await flawsOf(page)).toEqual([])
  await settle()
  expect(await tasks()).toEqual(['みなと水産に次の使い方を提案する'])

  const desk = await (await contextOf('csm', { viewport: { width: 1280, height: 1000 } })).newPage()
  const { id } = await db.selectFrom('plays.enrollment').select('id').executeTakeFirstOrThrow()
  await desk.goto(url + href(paths.enrollment, { id }))
  await desk.getByText('「話してみる」と返事').waitFor()
  await desk.getByText('「話してみたい」').first().waitFor()
  await desk.goto(url + href(paths.account, { id: accounts.みなと水産 ?? 0 }))
  await desk.getByText('と返事をしました').first().waitFor()
  await desk.context().close()
})

it('the answer can be changed with the keyboard, in another tab, in the dark and in English', async () => {
  await sql`update messages.message set locale = 'en', time_zone = 'Europe/Berlin'`.execute(db)
  const address = await invitationUrl()
  const [page, other] = [await phone('en-US', 'dark'), await phone('ja-JP')]
  await other.goto(address)
  await page.goto(`${address}?to=declined`)
  expect(await page.locator('button.primary').textContent()).toContain('見送る')
  expect(await flawsOf(page)).toEqual([])
  await page.getByRole('button', { name: '見送る' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('Your answer: 見送る').waitFor()
  // The other tab still shows both buttons.
  await other.getByRole('button', { name: '話してみる' }).click()
  await other.getByText('Your answer: 話してみる').waitFor()
  await page.reload()
  await page.getByText('Your answer: 話してみる').waitFor()
  await page.getByRole('button', { name: 'Change to “見送る”' }).click()
  await page.getByText('Your answer: 見送る').waitFor()
})

it('a link that is cut off says so', async () => {
  const page = await phone()
  await page.goto((await invitationUrl()).slice(0, -3))
  await page.getByText('このリンクは無効です').waitFor()
  expect(await flawsOf(page)).toEqual([])
})
