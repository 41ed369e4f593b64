import { createHmac } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { openStage, send, signInAs } from '../../../../test/cast.ts'
import { paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { postMessages } from '../posting/post.ts'
import { enterPeople, mailPosting, openAllHours } from '../testing.ts'
import type { MessageContent } from '../texts/content.ts'
import { inAppSecret } from './identity.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
await openAllHours(db)
const { contacts } = await enterPeople(db, [{ name: '海' }, { name: '波' }])
for (const [name, id] of Object.entries(contacts)) {
  await db.insertInto('customers.contact_identity').values({ kind: 'user', value: name, contact_id: id }).execute()
}
beforeEach(async () => {
  await db.deleteFrom('messages.message').execute()
})

let keys = 0
async function post(name: string, content: Partial<MessageContent> = {}): Promise<number> {
  const key = `k${++keys}`
  const posting = mailPosting({
    content: { kind: 'in_app', subject: '{{contact.name}}さん', body: '**新機能**', ...content },
    source: { play: 1, step: key, version: 1 },
  })
  const recipients = [{ key, contactId: contacts[name] ?? 0, accountId: null }]
  const fate = (await transact(db, tx => postMessages(tx, services, posting, recipients))).get(key)
  if (fate?.kind !== 'posted') throw new Error(JSON.stringify(fate))
  return fate.messageId
}

const signedAs = async (user: string) => ({
  user,
  signature: createHmac('sha256', await inAppSecret(db))
    .update(user)
    .digest('hex'),
})

const ask = (path: string, body: object) => {
  const text = JSON.stringify(body)
  const headers = { origin: 'https://minato.example', 'content-length': String(Buffer.byteLength(text)) }
  return stage.app.request(path, { method: 'POST', body: text, headers })
}
const shownTo = async (user: string) =>
  ((await (await ask(paths.inAppMessages, await signedAs(user))).json()) as { messages: { id: number }[] }).messages

test('who is signed by the company sees their own messages, from any origin', async () => {
  const [own, other] = [await post('海'), await post('波')]
  const reply = await ask(paths.inAppMessages, { ...(await signedAs('海')), locale: 'en' })
  expect(reply.headers.get('access-control-allow-origin')).toBe('*')
  expect(reply.headers.get('access-control-allow-credentials')).toBeNull()
  const { messages, words } = (await reply.json()) as { messages: object[]; words: { close: string } }
  expect(messages).toMatchObject([
    { id: own, subject: '海さん', html: '<p><strong>新機能</strong></p>\n', read: false },
  ])
  expect(words.close).toBe('Close')
  expect(JSON.stringify(messages)).not.toContain(`"id":${other},`)
})

/** As the setup page tells the company's server to sign. */
const signedUntil = async (user: string, expires: number) => {
  const hmac = createHmac('sha256', await inAppSecret(db)).update(`${expires}\n${user}`)
  return { user, signature: `${expires}.${hmac.digest('hex')}` }
}

test('a signature may have an end, which nobody else can move', async () => {
  const id = await post('海')
  const inAMinute = Math.floor(Date.now() / 1000) + 60
  const status = async (signed: object) => (await ask(paths.inAppMessages, signed)).status
  const signed = await signedUntil('海', inAMinute)
  expect(await status(signed)).toBe(200)
  expect(await status({ ...signed, signature: signed.signature.replace(/^\d+/, String(inAMinute + 60)) })).toBe(403)
  expect(await status({ ...signed, signature: signed.signature.replace(/^\d+\./, '') })).toBe(403)
  expect(await status(await signedUntil('海', inAMinute * 1000))).toBe(403)
  // The signature of such a user id would be one of the other user.
  expect(await status(await signedAs(`${inAMinute}\n海`))).toBe(403)
  const over = await ask(paths.inAppMessages, await signedUntil('海', inAMinute - 120))
  expect([over.status, await over.json()]).toEqual([403, { error: 'expired' }])
  const reaction = { ...(await signedUntil('海', inAMinute - 120)), id, what: 'read' }
  expect((await ask(paths.inAppHappenings, reaction)).status).toBe(403)
})

test('nobody reads what was written to another, or says they read it', async () => {
  const id = await post('波')
  const { signature } = await signedAs('海')
  expect((await ask(paths.inAppMessages, { user: '波', signature })).status).toBe(403)
  expect((await ask(paths.inAppMessages, { user: '波', signature: 'x' })).status).toBe(403)
  expect((await ask(paths.inAppMessages, { user: 'nobody', ...{ signature } })).status).toBe(403)
  expect((await ask(paths.inAppMessages, { user: '波' })).status).toBe(400)
  expect((await ask(paths.inAppMessages, { user: 'x'.repeat(3000), signature })).status).toBe(413)
  await ask(paths.inAppHappenings, { ...(await signedAs('海')), id, what: 'read' })
  expect(await db.selectFrom('messages.message').select('read_at').where('id', '=', id).executeTakeFirst()).toEqual({
    read_at: null,
  })
})

test('reading, clicking and closing count once each, however often they are told', async () => {
  const id = await post('海')
  const signed = await signedAs('海')
  for (const what of ['read', 'clicked', 'read', 'dismissed', 'clicked', 'dismissed']) {
    expect((await ask(paths.inAppHappenings, { ...signed, id, what })).status).toBe(200)
  }
  const traces = await db
    .selectFrom('messages.trace')
    .select('what')
    .where('message_id', '=', id)
    .orderBy('id')
    .execute()
  expect(traces.map(({ what }) => what)).toEqual(['read', 'clicked', 'dismissed'])
  expect(await shownTo('海')).toEqual([])
})

test('a banner stays until it is closed, a dialog until it was seen, a notice stays', async () => {
  const signed = await signedAs('海')
  const ids = [await post('海'), await post('海', { placement: 'dialog' }), await post('海', { kind: 'notice' })]
  expect((await shownTo('海')).map(({ id }) => id)).toEqual(ids)
  for (const id of ids) await ask(paths.inAppHappenings, { ...signed, id, what: 'read' })
  expect((await shownTo('海')).map(({ id }) => id)).toEqual([ids[0], ids[2]])
})

test('who was told the same before is told nothing; anything else is told again', async () => {
  const signed = await signedAs('海')
  const again = async (state: string, locale = 'ja') => ask(paths.inAppMessages, { ...signed, locale, state })
  const id = await post('海')
  const { state } = (await (await again('')).json()) as { state: string }
  const same = await again(state)
  expect([same.status, await same.text(), same.headers.get('access-control-allow-origin')]).toEqual([204, '', '*'])
  expect((await again(state, 'en')).status).toBe(200)
  await ask(paths.inAppHappenings, { ...signed, id, what: 'read' })
  expect((await again(state)).status).toBe(204)
  await ask(paths.inAppHappenings, { ...signed, id, what: 'dismissed' })
  expect((await again(state)).status).toBe(200)
})

test('with another secret what was signed before is refused', async () => {
  const signed = await signedAs('海')
  expect((await ask(paths.inAppMessages, signed)).status).toBe(200)
  const { status } = await send(stage, paths.inAppRenewal, {}, { cookie: await signInAs(stage, 'csm') })
  expect(status).toBe(404)
  await send(stage, paths.inAppRenewal, {}, { cookie: await signInAs(stage, 'admin') })
  expect((await ask(paths.inAppMessages, signed)).status).toBe(403)
})
