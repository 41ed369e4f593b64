import { afterEach, expect, test } from 'vitest'
import { open, openStage, send, signInAs } from '../../../test/cast.ts'
import { erasedPerson } from '../../../test/support/erased.ts'
import { href, paths } from '../../paths.ts'
import { nowDate } from '../../platform/clock.ts'
import { transact } from '../../platform/db.ts'
import { isOver } from './in-app/shown.ts'
import { forgetContact } from './moves.ts'
import { postMessages } from './posting/post.ts'
import { messageSettings } from './posting/settings.ts'
import { claimMails } from './sending/claim.ts'
import { beginHandOver, writeOutcome } from './sending/outcome.ts'
import { note } from './sending/trace.ts'
import { noteOutage, noteReached } from './servers/state.ts'
import { suppressAddresses } from './suppression/suppress.ts'
import { unsubscribeTokens } from './suppression/token.ts'
import { enterPeople, mailPosting, openAllHours } from './testing.ts'
import { readTimeline } from './timeline.ts'

const stage = await openStage({ settings: { BANSO_BOUNCE_IMAP_URL: 'imap://bounces:secret@127.0.0.1:1' } })
const { services } = stage
const { db } = services
await openAllHours(db)
const { contacts, accounts } = await enterPeople(db, [
  { name: '山田 海', email: 'Umi@kai.example' },
  { name: '佐々木 波', email: 'nami@kai.example' },
])
const admin = { cookie: await signInAs(stage, 'admin') }
const csm = { cookie: await signInAs(stage, 'csm') }

afterEach(async () => {
  await db.deleteFrom('messages.message').execute()
  await db.deleteFrom('messages.suppression').execute()
})

let keys = 0
async function post(name: string): Promise<number> {
  const key = `k${++keys}`
  const recipient = { key, contactId: contacts[name] ?? 0, accountId: accounts.みなと水産 ?? null }
  const posting = mailPosting({ source: { play: 1, step: key, version: 1 } })
  const fate = (await transact(db, tx => postMessages(tx, services, posting, [recipient]))).get(key)
  if (fate?.kind !== 'posted') throw new Error(JSON.stringify(fate))
  return fate.messageId
}

const suppressed = () => db.selectFrom('messages.suppression').select(['address', 'reason']).execute()
const tokenFor = async (id: number) => (await unsubscribeTokens(db))(id)
const stateOf = async (id: number) =>
  (await db.selectFrom('messages.message').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state

test('a mail program unsubscribes with one POST from anywhere, without a cookie (RFC 8058)', async () => {
  const token = await tokenFor(await post('山田 海'))
  const reply = await stage.app.request(href(paths.unsubscribe, { token }), {
    method: 'POST',
    body: 'List-Unsubscribe=One-Click',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://mail.example' },
  })
  expect(reply.status).toBe(200)
  expect(await suppressed()).toEqual([{ address: 'umi@kai.example', reason: 'unsubscribed' }])
})

test('looking at the page changes nothing; the button stops mail, and it can be taken back', async () => {
  const token = await tokenFor(await post('山田 海'))
  const address = href(paths.unsubscribe, { token })
  const page = await (await open(stage, address)).text()
  expect(page).toContain('みなと養殖サービス')
  expect(page).toContain('u…@kai.example')
  expect(page).not.toContain('umi@kai.example')
  expect(await suppressed()).toEqual([])
  expect((await send(stage, href(paths.unsubscribeConfirmation, { token }))).status).toBe(303)
  expect(await suppressed()).toHaveLength(1)
  expect(await (await open(stage, address)).text()).toContain('配信を停止しました')
  await send(stage, href(paths.unsubscribeReturn, { token }))
  expect(await suppressed()).toEqual([])
})

test('what staff or a bounce decided is not taken back by a link; a token that was made up is none', async () => {
  const token = await tokenFor(await post('山田 海'))
  await transact(db, tx => suppressAddresses(tx, [{ address: 'umi@kai.example', reason: 'bounced' }]))
  await send(stage, href(paths.unsubscribeReturn, { token }))
  expect(await suppressed()).toEqual([{ address: 'umi@kai.example', reason: 'bounced' }])
  for (const made of [`${token.slice(0, -1)}A`, '1.x', 'preview']) {
    const reply = await stage.app.request(href(paths.unsubscribe, { token: made }), { method: 'POST' })
    if (made !== token) expect(reply.status).toBe(404)
  }
})

test('a pasted list is read in the forms people have; addresses come off it with a reason', async () => {
  const list = '海 <Umi@kai.example>, "nami@kai.example"\nhama@kai.example misaki@kai.example\nkein-address'
  expect((await send(stage, paths.suppressions, { addresses: list, note: '展示会' }, csm)).status).toBe(303)
  expect((await suppressed()).map(row => row.address).sort()).toEqual([
    'hama@kai.example',
    'misaki@kai.example',
    'nami@kai.example',
    'umi@kai.example',
  ])
  const page = await (await open(stage, href(paths.suppressions, {}, { q: 'Hama@' }), csm)).text()
  expect(page).toContain('hama@kai.example')
  expect(page).not.toContain('nami@kai.example')
  const id = /name="id" value="([0-9a-f]{64})"/.exec(page)?.[1] ?? ''
  expect((await send(stage, paths.suppressionRemoval, { id, reason: '' }, csm)).status).toBe(422)
  await send(stage, paths.suppressionRemoval, { id, reason: '本人の希望' }, csm)
  expect((await suppressed()).map(row => row.address)).not.toContain('hama@kai.example')
})

test('what cannot be read of a pasted list is named in short', async () => {
  const reply = await send(stage, paths.suppressions, { addresses: `isa@kai.example\n${'あ'.repeat(90_000)}` }, csm)
  expect(reply.status).toBe(303)
  expect((reply.headers.get('set-cookie') ?? '').length).toBeLessThan(4000)
})

test('settings are kept when they make sense', async () => {
  const good = {
    perDay: '2',
    perWeek: '5',
    opensAt: '480',
    closesAt: '1020',
    'businessDays[]': ['1', '6'],
    perMinute: '１２０',
    holidays: 'JP',
    closedDays: '2026-12-30\n2026/12/29',
  }
  expect((await send(stage, paths.messageSettings, good, csm)).status).toBe(404)
  for (const wrong of [
    { perDay: '0' },
    { perDay: '9' },
    { closesAt: '480' },
    { perMinute: 'x' },
    { holidays: 'XX' },
    { holidays: 'jp' },
  ]) {
    expect((await send(stage, paths.messageSettings, { ...good, ...wrong }, admin)).status).toBe(422)
  }
  const { 'businessDays[]': _, ...noDay } = good
  expect((await send(stage, paths.messageSettings, noDay, admin)).status).toBe(422)
  expect((await send(stage, paths.messageSettings, good, admin)).status).toBe(303)
  const row = await db.selectFrom('messages.settings').selectAll().executeTakeFirstOrThrow()
  expect(row).toMatchObject({
    per_day: 2,
    per_week: 5,
    opens_at: 480,
    closes_at: 1020,
    business_days: [1, 6],
    per_minute: 120,
    holidays: 'JP',
  })
  expect((await messageSettings(db)).closedDays).toEqual(['2026-12-29', '2026-12-30'])
  const wrong = await send(stage, paths.messageSettings, { ...good, closedDays: '2026-12-29\n12月30日' }, admin)
  expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('2行目の「12月30日」')])
  await openAllHours(db)
})

test('the outbox says that mail is not set up, and a mail of which nobody knows is sent again by a person only', async () => {
  const id = await post('山田 海')
  const list = await (await open(stage, paths.outbox, csm)).text()
  expect(list).toContain('BANSO_MAIL_URL')
  expect(list).toContain('山田 海さんへ')
  expect((await send(stage, href(paths.messageResending, { id }), {}, csm)).status).toBe(303)
  expect(await stateOf(id)).toBe('waiting')
  await db.updateTable('messages.message').set({ state: 'unclear', worker: 'gone' }).where('id', '=', id).execute()
  const page = await (await open(stage, href(paths.message, { id }), csm)).text()
  expect(page).toContain('届いたかどうか分かりません')
  expect(page).toContain('こんにちは、みなと水産の山田 海さん。')
  await send(stage, href(paths.messageResending, { id }), {}, csm)
  expect(await stateOf(id)).toBe('waiting')
})

test('the timeline of the account tells what was sent and what came of it', async () => {
  const id = await post('山田 海')
  await note(db, [
    { id, what: 'sent' },
    { id, what: 'deferred' },
    { id, what: 'bounced' },
  ])
  const range = { before: new Date(nowDate().getTime() + 1000), limit: 10 }
  const told = await readTimeline(db, accounts.みなと水産 ?? 0, range)
  expect(told.map(entry => entry.text).sort()).toEqual(['messages:timeline.bounced', 'messages:timeline.sent'])
})

test('what a server says late about a person who was erased is not kept', async () => {
  const { contacts: more } = await enterPeople(db, [{ name: '黒潮 凪', email: 'nagi@kai.example' }])
  Object.assign(contacts, more)
  await post('黒潮 凪')
  const { mails } = await claimMails(db, 'w', 10)
  const [mail] = mails
  if (!mail) throw new Error('nothing was claimed')
  await beginHandOver(db, 'w', mail.id)
  const contactId = contacts['黒潮 凪'] ?? 0
  await transact(db, tx => forgetContact(tx, erasedPerson({ name: '黒潮 凪', contactId, accountIds: [] })))
  await writeOutcome(db, 'w', mail, { kind: 'taken', reply: '250 2.1.5 nagi@kai.example' })
  expect(await db.selectFrom('messages.trace').select(['what', 'detail']).execute()).toEqual([
    { what: 'sent', detail: null },
  ])
})

test('that the mailbox of bounces is away is said where people look, with what to do', async () => {
  const said = '戻ってきたメールの受信箱を読めません'
  const pages = [paths.outbox, paths.suppressions, paths.messageSettings]
  const text = async (path: string) => (await open(stage, path, admin)).text()
  await noteReached(db, 'bounces')
  for (const path of pages) expect(await text(path)).not.toContain(said)
  await noteOutage(db, 'bounces', 'no such mailbox')
  for (const path of pages) {
    expect(await text(path)).toContain(said)
    expect(await text(path)).toMatch(/no such mailbox[\s\S]*BANSO_BOUNCE_IMAP_URL/)
  }
  expect(await text(paths.messageSettings)).toMatch(/最後に使えた時刻[\s\S]*<time/)
  await noteReached(db, 'bounces')
})

test('a list of one contact or play says so, also when it is empty', async () => {
  const id = await post('山田 海')
  const of = async (query: Record<string, number>) => (await open(stage, href(paths.outbox, {}, query), csm)).text()
  const contactId = contacts['山田 海'] ?? 0
  expect(await of({ contact: contactId })).toContain('山田 海さん宛てだけを表示しています。')
  const empty = await of({ contact: contacts['佐々木 波'] ?? 0 })
  expect(empty).toContain('お一人宛てだけを表示しています。')
  expect(empty).toContain('あてはまるメッセージはありません')
  expect(await of({ play: 1 })).toContain('一つの打ち手が送ったものだけ')
  // That it does not leave, and why, is said beside it too.
  expect(await (await open(stage, href(paths.message, { id }), csm)).text()).toContain(
    'メールの送信が設定されていないため',
  )
})

test('what is too old to be shown on our own pages is not called shown', async () => {
  const row = { state: 'sent', kind: 'in_app', read_at: null, bounced_at: null, answer: null } as const
  const age = (days: number) => new Date(nowDate().getTime() - days * 86_400_000)
  expect(isOver({ ...row, created_at: age(29) })).toBe(false)
  expect(isOver({ ...row, created_at: age(31) })).toBe(true)
  expect(isOver({ ...row, kind: 'notice', created_at: age(31) })).toBe(false)
  const id = await post('山田 海')
  await db
    .updateTable('messages.message')
    .set({ kind: 'in_app', state: 'sent', created_at: age(31), sent_at: age(31) })
    .where('id', '=', id)
    .execute()
  expect(await (await open(stage, paths.outbox, csm)).text()).toContain('表示終了')
})

test('of a person who is erased nothing is left but that something was sent; the address gets no mail again', async () => {
  const { contacts: more, accounts: places } = await enterPeople(db, [
    { name: '黒潮 岬', email: 'kuroshio@kai.example' },
  ])
  Object.assign(contacts, more)
  const id = await post('黒潮 岬')
  const other = await post('佐々木 波')
  await db
    .updateTable('messages.message')
    .set({ filled: JSON.stringify(['黒潮 岬の件']), account_id: places.みなと水産 ?? null })
    .where('id', '=', other)
    .execute()
  await note(db, [{ id, what: 'deferred', detail: 'kuroshio@kai.example is busy' }])
  const contactId = contacts['黒潮 岬'] ?? 0
  const accountIds = [places.みなと水産 ?? 0]
  await transact(db, tx => forgetContact(tx, erasedPerson({ name: '黒潮 岬', contactId, accountIds })))
  const rows = await db.selectFrom('messages.message').selectAll().orderBy('id').execute()
  expect(JSON.stringify([rows, await db.selectFrom('messages.trace').selectAll().execute()])).not.toMatch(
    /黒潮|kuroshio/,
  )
  expect(rows[0]).toMatchObject({ id, state: 'dropped', contact_id: null, address: null })
  expect(await suppressed()).toEqual([{ address: null, reason: 'erased' }])
  // Found by the whole address, though it is not there.
  expect(await (await open(stage, href(paths.suppressions, {}, { q: 'Kuroshio@kai.example' }), csm)).text()).toContain(
    '（消去された方）',
  )
})
