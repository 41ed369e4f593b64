import { sql } from 'kysely'
import type { Page, Route } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { takeAccounts } from '../../app/modules/customers/index.ts'
import { readDefinition } from '../../app/modules/plays/definition/definition.ts'
import { changeDraft } from '../../app/modules/plays/editor/draft.ts'
import { removeStep } from '../../app/modules/plays/editor/steps.ts'
import { createPlay } from '../../app/modules/plays/play.ts'
import { archivePlay } from '../../app/modules/plays/running.ts'
import { silence } from '../../app/modules/plays/templates/silence.ts'
import { href, paths } from '../../app/paths.ts'
import { transact } from '../../app/platform/db.ts'
import { cast } from '../cast.ts'
import { openBrowserStage } from './stage.ts'

const { stage, url, contextOf } = await openBrowserStage()
const { services } = stage
const { db } = services
const manager = { kind: 'staff', id: cast.manager.id } as const
const first = '最近のご様子はいかがですか'
let page: Page
let play: number
let failed: string[] = []
let asked: string[] = []

beforeEach(async () => {
  await sql`truncate plays.play, customers.account restart identity cascade`.execute(db)
  await transact(db, tx =>
    takeAccounts(tx, [{ groupId: 'g', traits: { name: 'みなと水産' }, at: new Date('2026-01-01') }]),
  )
  play = await transact(db, tx =>
    createPlay(tx, manager, {
      name: '静かな顧客に声をかける',
      description: '',
      ownerId: cast.csm.id,
      about: 'account',
      definition: silence.definition('ja', undefined),
    }),
  )
  await page?.context().close()
  page = await (await contextOf('csm', { viewport: { width: 1280, height: 900 } })).newPage()
  page.setDefaultTimeout(30_000)
  failed = []
  asked = []
  await page.goto(url + href(paths.playEdit, { id: play }, { open: 'step-s1' }))
  page.on('requestfailed', request => failed.push(request.url()))
  page.on('request', request => asked.push(`${request.method()} ${new URL(request.url()).pathname}`))
})

const subject = () => page.getByLabel('件名')
const words = (text: string) => page.locator('#words-step-s1', { hasText: text })
const undo = () => page.getByRole('button', { name: /^元に戻す：/ })
const stored = async () => {
  const { draft } = await db.selectFrom('plays.play').select('draft').executeTakeFirstOrThrow()
  const step = readDefinition(draft).steps.find(one => one.id === 's1')
  return step?.kind === 'action' ? step.settings.subject : undefined
}

const storedOutcome = async () => {
  const { draft } = await db.selectFrom('plays.play').select('draft').executeTakeFirstOrThrow()
  return readDefinition(draft).outcome
}

/** The save (or undo, or page) that `change` leads to is on its way until the returned function is called. */
async function holdSave(change: () => Promise<unknown>, what = '**/draft'): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let held = 0
  await page.route(what, async route => {
    held += 1
    if (held === 1) await promise
    await route.continue()
  })
  await change()
  await expect.poll(() => held).toBe(1)
  return resolve
}

describe('what is done one after the other arrives one after the other', () => {
  it('undo takes back what was typed, also on a slow computer', async () => {
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 20 })
    await subject().fill('ひとこと伺います')
    await page.locator('.play-preview-subject', { hasText: 'ひとこと伺います' }).waitFor()
    await undo().click()
    await words(first).waitFor()
    expect(await stored()).toBe(first)
    expect(await subject().inputValue()).toBe(first)
    expect(asked.filter(one => one.startsWith('POST'))).toEqual(['POST /plays/1/draft', 'POST /plays/1/undo'])
  })

  it('undo waits for the save before it', async () => {
    await subject().fill('一')
    await words('一').waitFor()
    const release = await holdSave(() => subject().fill('二'))
    await undo().click()
    release()
    await words(first).waitFor()
    expect(await stored()).toBe(first)
    expect(failed).toEqual([])
  })

  it('what is typed while a save is on its way is saved after it', async () => {
    const release = await holdSave(() => subject().fill('一'))
    await subject().fill('一二')
    await page.getByLabel('本文').fill('三')
    release()
    await expect.poll(stored).toBe('一二')
    await page.locator('#step-preview', { hasText: '三' }).waitFor()
    expect(failed).toEqual([])
  })

  it('a link shows the page as it was saved', async () => {
    const release = await holdSave(() => subject().fill('一'))
    await page.getByRole('link', { name: '閉じる', exact: true }).click()
    expect(asked).toEqual(['POST /plays/1/draft'])
    release()
    await page.locator('#part-form').waitFor({ state: 'detached' })
    await words('一').waitFor()
  })

  it('a field that the answer shows anew has what was typed into it since', async () => {
    await page.goto(url + href(paths.playEdit, { id: play }, { open: 'outcome' }))
    await page.getByLabel('何日後に見ますか').waitFor()
    const release = await holdSave(() => page.getByLabel('何を変えたいですか').selectOption('measure'))
    await page.getByLabel('何日後に見ますか').fill('45')
    // Longer than a form waits before it sends itself.
    await page.waitForTimeout(500)
    release()
    await page.getByLabel('指標').waitFor()
    await expect.poll(() => page.getByLabel('何日後に見ますか').inputValue()).toBe('45')
    await expect.poll(async () => (await storedOutcome())?.days).toBe(45)
  })
})

describe('what is written while the page comes anew', () => {
  const order = async () => {
    const { draft } = await db.selectFrom('plays.play').select('draft').executeTakeFirstOrThrow()
    return readDefinition(draft).steps.map(step => step.id)
  }
  const shown = (...steps: readonly string[]) =>
    page.locator(steps.map(step => `.play-flow-step:has(> #part-step-${step})`).join(' ~ ')).waitFor()
  const up = () => page.getByRole('button', { name: '上へ' })
  const down = () => page.getByRole('button', { name: '下へ' })

  it.each([['下へ'], [/^元に戻す：/]])('stays, with the place in it, and is saved: %s', async name => {
    if (name !== '下へ') {
      await page.getByLabel('本文').fill('前に書いたこと')
      await page.locator('#step-preview', { hasText: '前に書いたこと' }).waitFor()
    }
    const button = page.getByRole('button', { name })
    const release = await holdSave(() => button.click(), name === '下へ' ? '**/draft' : '**/undo')
    await subject().fill('お伺います')
    await subject().evaluate((field: HTMLInputElement) => field.setSelectionRange(1, 1))
    release()
    await expect.poll(() => asked.filter(one => one.startsWith('GET')).length).toBeGreaterThan(0)
    await page.locator('.play-preview-subject', { hasText: 'お伺います' }).waitFor()
    await page.keyboard.type('話を')
    await expect.poll(stored).toBe('お話を伺います')
    expect(await subject().inputValue()).toBe('お話を伺います')
    if (name !== '下へ') expect(await page.getByLabel('本文').inputValue()).not.toBe('前に書いたこと')
    else expect(await order()).toEqual(['s2', 's1', 's3'])
  })

  it('words that are being composed are finished first', async () => {
    const devtools = await page.context().newCDPSession(page)
    const release = await holdSave(() => down().click())
    await subject().fill('')
    await devtools.send('Input.imeSetComposition', { text: 'みなと', selectionStart: 3, selectionEnd: 3 })
    release()
    await expect.poll(order).toEqual(['s2', 's1', 's3'])
    await page.waitForTimeout(500)
    await devtools.send('Input.insertText', { text: '港' })
    await expect.poll(stored).toBe('港')
    expect(await subject().inputValue()).toBe('港')
  })

  it('is saved where one goes on to another step', async () => {
    const release = await holdSave(() => page.locator('#head-step-s3').click(), '**/edit?open=step-s3')
    await subject().fill('まだ送られていない')
    release()
    await page.getByLabel('してほしいこと').waitFor()
    await expect.poll(stored).toBe('まだ送られていない')
    await words('まだ送られていない').waitFor()
  })

  it.each([
    [
      '閉じる',
      () => page.locator('.play-part-actions a'),
      () => page.locator('#part-form').waitFor({ state: 'detached' }),
    ],
    [
      'the line of another step',
      () => page.locator('#head-step-s3'),
      () => page.getByLabel('してほしいこと').waitFor(),
    ],
    [
      'a place to add',
      () => page.locator('#part-add-after-s3 > a'),
      () => page.locator('.play-flow-add.open').waitFor(),
    ],
  ])('a link that was pressed is followed there: %s', async (_, link, arrived) => {
    const release = await holdSave(() => down().click())
    await link().click()
    release()
    await arrived()
    expect(await order()).toEqual(['s2', 's1', 's3'])
  })

  it('what is pressed several times counts as often', async () => {
    const release = await holdSave(() => down().click())
    await down().click()
    release()
    await shown('s2', 's3', 's1')
    await page.unrouteAll()
    await up().click()
    // What is pressed on what is just taken away is heard by no browser.
    await shown('s2', 's1', 's3')
    const letGo = await holdSave(() => undo().click(), '**/undo')
    for (const _ of [1, 2]) await undo().click()
    letGo()
    await shown('s1', 's2', 's3')
    expect(await order()).toEqual(['s1', 's2', 's3'])
  })
})

describe('what did not arrive', () => {
  const unsaved = () => page.getByText('サーバーにつながりません。書いたものは、つながりしだい保存します。')

  it.each([
    ['the connection is gone', (route: Route) => route.abort()],
    ['a server behind it is away', (route: Route) => route.fulfill({ status: 502, body: '<p>Bad Gateway</p>' })],
  ])('is said, and sent again: %s', async (_, answer) => {
    await page.route('**/draft', answer)
    await subject().fill('つながらない間に')
    await unsaved().waitFor()
    expect(await subject().inputValue()).toBe('つながらない間に')
    await page.unroute('**/draft')
    await expect.poll(stored, { timeout: 10_000 }).toBe('つながらない間に')
    await unsaved().waitFor({ state: 'hidden' })
  })

  it('because somebody else removed the step or ended the play is said on the page', async () => {
    const change = { playId: play, revision: 1, part: 'step-s1', what: 'removed' }
    await transact(db, tx => changeDraft(tx, manager, change, before => removeStep(before, 's1')))
    await subject().fill('二')
    await page.getByText('この部分はなくなりました。ほかの人が消したようです。').waitFor()
    await page.locator('#part-step-s3 > .play-part-head').click()
    await page.getByLabel('してほしいこと').waitFor()
    await transact(db, tx => archivePlay(tx, services, manager, play))
    await page.getByLabel('してほしいこと').fill('三')
    await page.getByText('この打ち手は終了しています。').waitFor()
    await page.locator('#part-form').waitFor({ state: 'detached' })
  })
})
