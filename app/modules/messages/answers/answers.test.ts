import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { type Asking, open, openStage, send, signInAs } from '../../../../test/cast.ts'
import { erasedPerson } from '../../../../test/support/erased.ts'
import { href, paths } from '../../../paths.ts'
import { nowDate } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { forgetContact, moveAccount, moveContact } from '../moves.ts'
import { postMessages } from '../posting/post.ts'
import { writeLetters } from '../sending/letters.ts'
import { unsubscribeTokens } from '../suppression/token.ts'
import { enterPeople, mailPosting, openAllHours } from '../testing.ts'
import type { MessageContent } from '../texts/content.ts'
import { readTimeline } from '../timeline.ts'
import { answerDays } from './invitation.ts'
import { answerTokens } from './links.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
await openAllHours(db)
const { contacts, accounts } = await enterPeople(db, [
  { name: '山田 <b>海</b>', email: 'Umi@kai.example' },
  { name: '佐々木 波', email: 'nami@kai.example' },
])
const csm = { cookie: await signInAs(stage, 'csm') }
const accountId = accounts.みなと水産 ?? 0

beforeEach(async () => {
  await db.deleteFrom('messages.message').execute()
  await db.deleteFrom('customers.account_change').execute()
  await db.deleteFrom('customers.contact_change').execute()
})

let keys = 0
async function invite(name = '山田 <b>海</b>', content: Partial<MessageContent> = {}): Promise<number> {
  const key = `k${++keys}`
  const posting = mailPosting({
    content: {
      kind: 'email',
      subject: '給餌の勉強会へのご招待',
      body: '{{contact.name}}さん、12月3日の**勉強会**にいらっしゃいませんか。',
      answers: { accepted: '参加する', declined: '<i>見送る</i>' },
      ...content,
    },
    source: { play: 1, step: key, version: 1 },
  })
  const recipient = { key, contactId: contacts[name] ?? 0, accountId }
  const fate = (await transact(db, tx => postMessages(tx, services, posting, [recipient]))).get(key)
  if (fate?.kind !== 'posted') throw new Error(JSON.stringify(fate))
  return fate.messageId
}

const addressFor = async (id: number) => href(paths.answer, { token: (await answerTokens(db))(id) })
const text = async (address: string, asking?: Asking) => (await open(stage, address, asking)).text()
const answered = async (id: number) =>
  db.selectFrom('messages.message').select(['answer', 'answered_at']).where('id', '=', id).executeTakeFirstOrThrow()
const happened = async () =>
  (await db.selectFrom('messages.trace').select('what').orderBy('id').execute()).map(row => row.what)

test('the mail has a button for each answer, in HTML and as text', async () => {
  const id = await invite()
  const mails = await db.selectFrom('messages.message').selectAll().execute()
  const letter = (await writeLetters(services, mails)).get(id)
  if (!letter || letter instanceof Error) throw new Error(String(letter))
  const raw = Buffer.from(letter.raw).toString('latin1')
  // RFC 2045, 6.7
  const decoded = raw
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  const body = Buffer.from(decoded, 'latin1').toString().replaceAll('\r\n', '\n')
  const address = services.config.baseUrl + (await addressFor(id))
  expect(body).toContain(`参加する\n${address}?to=accepted\n\n<i>見送る</i>\n${address}?to=declined`)
  expect(body).toContain(`href="${address}?to=accepted">参加する</a>`)
  expect(body).toContain('&lt;i&gt;見送る&lt;/i&gt;</a>')
})

test('what stands on the buttons is filled in, as text, wherever it is told', async () => {
  const answers = { accepted: '{{contact.name}}として参加', declined: '{{contact.title|また今度}}に\n<i>する</i>' }
  const id = await invite('山田 <b>海</b>', {
    answers,
    action: { label: '{{account.name}}', url: 'https://a.example/{{account.name}}' },
  })
  const mails = await db.selectFrom('messages.message').selectAll().execute()
  const letter = (await writeLetters(services, mails)).get(id)
  if (!letter || letter instanceof Error) throw new Error(String(letter))
  const raw = Buffer.from(letter.raw).toString('latin1').replaceAll('=\r\n', '')
  const read = raw.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  const body = Buffer.from(read, 'latin1').toString()
  expect(body).toContain('>山田 &lt;b&gt;海&lt;/b&gt;として参加</a>')
  expect(body).toContain('>また今度に &lt;i&gt;する&lt;/i&gt;</a>')
  expect(await text(await addressFor(id))).toContain('山田 &lt;b&gt;海&lt;/b&gt;として参加</button>')
  await send(stage, await addressFor(id), { answer: 'accepted' })
  const [told] = await readTimeline(db, accountId, { before: new Date(nowDate().getTime() + 1000), limit: 5 })
  expect(told?.values).toMatchObject({ label: '山田 <b>海</b>として参加', subject: '給餌の勉強会へのご招待' })
})

test('looking answers nothing, also from the button of the mail; the page says who asks, what, and who answers', async () => {
  const id = await invite()
  const page = await text(`${await addressFor(id)}?to=accepted`)
  expect(await answered(id)).toEqual({ answer: null, answered_at: null })
  for (const words of ['みなと養殖サービス', '給餌の勉強会へのご招待', '<strong>勉強会</strong>', 'u…@kai.example']) {
    expect(page).toContain(words)
  }
  // What customers and staff write is text.
  expect(page).not.toMatch(/<b>海|<i>見送る/)
  expect(page).not.toContain('Umi@')
})

test('an answer is kept, can be changed, and counts once however often it is given', async () => {
  const id = await invite()
  const address = await addressFor(id)
  expect((await send(stage, address, { answer: 'accepted' })).status).toBe(303)
  const first = await answered(id)
  expect(first.answer).toBe('accepted')
  expect(await text(address)).toContain('「参加する」とお返事をいただきました')
  // Another tab, a second press.
  await send(stage, address, { answer: 'accepted' })
  expect(await answered(id)).toEqual(first)
  expect(await happened()).toEqual(['accepted'])
  await send(stage, address, { answer: 'declined' })
  expect((await answered(id)).answer).toBe('declined')
  expect(await happened()).toEqual(['accepted', 'declined'])
  // Segments and plays look at both again.
  expect(await db.selectFrom('customers.account_change').select('account_id').distinct().execute()).toEqual([
    { account_id: accountId },
  ])
  expect(await db.selectFrom('customers.contact_change').select('contact_id').distinct().execute()).toHaveLength(1)
  const facts = await sql<{ answer: string; label: string }>`select answer, label from messages.answer_fact`.execute(db)
  expect(facts.rows).toEqual([{ answer: 'declined', label: '<i>見送る</i>' }])
  const counts = sql<{ a: number; d: number }>`
    select (select count(*)::int from messages.accepted_fact) as a, (select count(*)::int from messages.declined_fact) as d`
  expect((await counts.execute(db)).rows).toEqual([{ a: 0, d: 1 }])
})

test('who changes an answer over and over is not heard for ever', async () => {
  const id = await invite()
  const address = await addressFor(id)
  for (let turn = 0; turn < 53; turn++) {
    const reply = await send(stage, address, { answer: turn % 2 === 0 ? 'accepted' : 'declined' })
    expect(reply.status).toBe(303)
  }
  expect(await happened()).toHaveLength(50)
  expect((await answered(id)).answer).toBe('declined')
})

test('the account, the outbox and the message tell what was answered; staff only see the buttons', async () => {
  const id = await invite()
  await send(stage, await addressFor(id), { answer: 'accepted' })
  const told = await readTimeline(db, accountId, { before: new Date(nowDate().getTime() + 1000), limit: 5 })
  expect(told).toMatchObject([
    { text: 'messages:timeline.accepted', values: { label: '参加する', subject: '給餌の勉強会へのご招待' } },
  ])
  expect(await text(paths.outbox, csm)).toContain('応じました')
  const page = await text(href(paths.message, { id }), csm)
  expect(page).toContain('招待に応じました')
  expect(page).toMatch(/<button type="button" class="button primary" disabled[^>]*>参加する/)
})

test('a token that was made up, is for something else, or of a mail that asks nothing, is none', async () => {
  const id = await invite()
  const [letter, plain] = [await invite('佐々木 波', { answers: undefined as never }), await unsubscribeTokens(db)]
  const token = (await answerTokens(db))(id)
  const wrong = [`${token.slice(0, -2)}AA`, `${id + 1}${token.slice(String(id).length)}`, plain(id), '1.x', 'preview']
  for (const made of [...wrong, (await answerTokens(db))(letter)]) {
    const address = href(paths.answer, { token: made })
    expect((await open(stage, address)).status).toBe(404)
    expect((await send(stage, address, { answer: 'accepted' })).status).toBe(404)
  }
  expect(await happened()).toEqual([])
})

test('an answer that is none, or that comes from elsewhere, changes nothing', async () => {
  const id = await invite()
  const address = await addressFor(id)
  for (const answer of [[], 'maybe', '', ['accepted', 'declined']]) {
    expect((await send(stage, address, { answer })).status).toBe(422)
  }
  const foreign = await stage.app.request(address, {
    method: 'POST',
    body: 'answer=accepted',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' },
  })
  expect(foreign.status).toBe(403)
  expect((await answered(id)).answer).toBeNull()
})

test('what is over stays as it was answered, and says so', async () => {
  const [late, done] = [await invite(), await invite()]
  await send(stage, await addressFor(done), { answer: 'declined' })
  const sent = new Date(nowDate().getTime() - (answerDays * 24 + 1) * 3_600_000)
  await db.updateTable('messages.message').set({ sent_at: sent, state: 'sent' }).execute()
  for (const id of [late, done]) await send(stage, await addressFor(id), { answer: 'accepted' })
  expect((await answered(late)).answer).toBeNull()
  expect((await answered(done)).answer).toBe('declined')
  expect(await text(await addressFor(late))).toContain('お返事の受付は終わりました')
  expect(await text(await addressFor(done))).not.toContain('<form')
})

test('the page is in the language of who was invited, not of the browser', async () => {
  const id = await invite()
  await db.updateTable('messages.message').set({ locale: 'en' }).execute()
  const page = await text(await addressFor(id), { headers: { 'accept-language': 'ja' } })
  expect(page).toContain('<html lang="en"')
  expect(page).toContain('An invitation from')
})

test('answers go with accounts and contacts that are merged', async () => {
  const id = await invite()
  await send(stage, await addressFor(id), { answer: 'accepted' })
  const { contacts: more, accounts: places } = await enterPeople(db, [{ name: '統合先', at: ['統合先の会社'] }])
  const into = { account: places.統合先の会社 ?? 0, contact: more.統合先 ?? 0 }
  await transact(db, async tx => {
    await moveAccount(tx, { fromId: accountId, intoId: into.account })
    await moveContact(tx, { fromId: contacts['山田 <b>海</b>'] ?? 0, intoId: into.contact })
  })
  const { rows } = await sql`select account_id, contact_id from messages.accepted_fact`.execute(db)
  expect(rows).toEqual([{ account_id: into.account, contact_id: into.contact }])
})

test('of a person who is erased the answer stays without a name, and nobody answers any more', async () => {
  const id = await invite('佐々木 波')
  const address = await addressFor(id)
  await send(stage, address, { answer: 'accepted' })
  const erased = erasedPerson({ name: '佐々木 波', contactId: contacts['佐々木 波'] ?? 0, accountIds: [accountId] })
  await transact(db, tx => forgetContact(tx, erased))
  await send(stage, address, { answer: 'declined' })
  expect((await answered(id)).answer).toBe('accepted')
  const page = await text(address)
  expect(page).toContain('消去されています')
  expect(page).not.toMatch(/波|勉強会/)
})
