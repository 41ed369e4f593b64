import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { listenForSmtp, SmtpRefusal } from '../../../../test/support/smtp.ts'
import { readConfig } from '../../../config.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { postMessages } from '../posting/post.ts'
import { noteReached, serverStates } from '../servers/state.ts'
import { suppressAddresses } from '../suppression/suppress.ts'
import { enterPeople, mailPosting, openAllHours } from '../testing.ts'
import { claimMails } from './claim.ts'
import { beginHandOver, writeOutcome } from './outcome.ts'
import { startSending } from './worker.ts'

const { services } = await openStage()
const { db } = services
const findOutage = async () =>
  (await serverStates({ db, config: readConfig({ BANSO_MAIL_URL: 'smtp://127.0.0.1' }) })).sending.outage
const { contacts, accounts } = await enterPeople(
  db,
  ['海', '波', '浜', '岬', '港'].map(name => ({ name })),
)

beforeEach(async () => {
  await openAllHours(db)
  await sql`update customers.contact set email = 'c' || id || '@kai.example'`.execute(db)
})
afterEach(async () => {
  setClock(undefined)
  await db.deleteFrom('messages.message').execute()
  await db.deleteFrom('messages.suppression').execute()
  await noteReached(db, 'sending')
  await db
    .updateTable('messages.pace')
    .set({ next_at: new Date(0) })
    .execute()
})

const post = (...names: readonly string[]) =>
  transact(db, tx =>
    postMessages(
      tx,
      services,
      mailPosting(),
      names.map(name => ({ key: name, contactId: contacts[name] ?? 0, accountId: accounts.みなと水産 ?? null })),
    ),
  )

async function send(url: string, patience?: { connect: number; answer: number }) {
  const config = readConfig({
    BANSO_MAIL_URL: url,
    BANSO_MAIL_FROM: 'みなと <hello@minato.example>',
    BASE_URL: 'https://banso.example',
  })
  const stop = await startSending({ ...services, config }, patience)
  onTestFinished(stop)
  return stop
}

const messageOf = (name: string) =>
  db.selectFrom('messages.message').selectAll().where('key', '=', name).executeTakeFirstOrThrow()
const traceOf = async (name: string) =>
  (
    await sql<{ what: string }>`
    select what from messages.trace t join messages.message m on m.id = t.message_id where m.key = ${name} order by t.id`.execute(
      db,
    )
  ).rows.map(({ what }) => what)

async function until(name: string, state: string) {
  for (let tries = 0; tries < 400; tries++) {
    if ((await messageOf(name)).state === state) return
    await wait(20)
  }
  throw new Error(`${name} is ${(await messageOf(name)).state}, not ${state}`)
}

test('a mail arrives whole: in both forms, with one-click unsubscribing', async () => {
  const server = await listenForSmtp()
  onTestFinished(server.close)
  await post('海')
  await send(server.url)
  await until('海', 'sent')
  const raw = server.taken[0]?.raw ?? ''
  expect(server.taken[0]).toMatchObject({ from: 'hello@minato.example', to: expect.stringContaining('@kai.example') })
  expect(raw).toMatch(/^List-Unsubscribe:\s+<https:\/\/banso\.example\/unsubscribe\/[\w.-]+>/m)
  expect(raw).toMatch(/^List-Unsubscribe-Post:\s+List-Unsubscribe=One-Click/m)
  expect(raw).toMatch(/^Message-ID: <banso\.\d+\.[0-9a-f]{20}@banso\.example>/m)
  expect(raw).toContain('text/plain')
  expect(raw).toContain('text/html')
  expect(await traceOf('海')).toEqual(['sent'])
})

test('while the server is away mails wait, and it is said since when; then they leave', async () => {
  const first = await listenForSmtp()
  await first.close()
  await post('海')
  await send(first.url)
  for (let tries = 0; !(await findOutage()) && tries < 200; tries++) await wait(20)
  expect((await findOutage())?.error).toMatch(/ECONNREFUSED/)
  expect(await messageOf('海')).toMatchObject({ state: 'waiting', attempts: 0 })
  const server = await listenForSmtp({ port: first.port })
  onTestFinished(server.close)
  await until('海', 'sent')
  expect(await findOutage()).toBeUndefined()
}, 30_000)

test('a passing refusal is tried again with growing pauses, another is shown; an address that is none is suppressed', async () => {
  const answers: Readonly<Record<string, SmtpRefusal>> = {
    later: new SmtpRefusal(451, '4.7.1 greylisted'),
    gone: new SmtpRefusal(550, '5.1.1 no such user'),
    policy: new SmtpRefusal(550, '5.7.1 blocked'),
  }
  await sql`update customers.contact set email = case name when '海' then 'later@kai.example' when '波' then 'gone@kai.example'
    when '浜' then 'policy@kai.example' else email end`.execute(db)
  const server = await listenForSmtp({ refuse: address => answers[address.split('@')[0] ?? ''] })
  onTestFinished(server.close)
  const begun = Date.now()
  await post('海', '波', '浜', '岬')
  await send(server.url)
  await until('岬', 'sent')
  await until('波', 'failed')
  await until('浜', 'failed')
  for (let tries = 0; (await traceOf('海')).length === 0 && tries < 200; tries++) await wait(20)
  const later = await messageOf('海')
  expect(later).toMatchObject({ state: 'waiting', attempts: 1 })
  expect(later.send_after.getTime() - begun).toBeGreaterThanOrEqual(60_000)
  expect(await traceOf('波')).toEqual(['failed', 'bounced'])
  expect(await traceOf('浜')).toEqual(['failed'])
  const list = await db.selectFrom('messages.suppression').select(['address', 'reason']).execute()
  expect(list).toEqual([{ address: 'gone@kai.example', reason: 'bounced' }])
})

test('a server that refuses us keeps everything waiting', async () => {
  const server = await listenForSmtp({
    more: { onMailFrom: (_address, _session, done) => done(new SmtpRefusal(550, '5.7.1 you may not send')) },
  })
  onTestFinished(server.close)
  await post('海', '波')
  await send(server.url)
  for (let tries = 0; !(await findOutage()) && tries < 200; tries++) await wait(20)
  expect((await findOutage())?.error).toContain('you may not send')
  await until('海', 'waiting')
  await until('波', 'waiting')
  expect(server.taken).toEqual([])
})

test('a mail whose answer never comes is unclear, and does not hold up the others', async () => {
  let first = true
  const server = await listenForSmtp({
    slow: () => {
      const slow = first ? 60_000 : 0
      first = false
      return slow
    },
  })
  onTestFinished(server.close)
  await post('海', '波', '浜', '岬')
  await send(server.url, { connect: 2000, answer: 1500 })
  const states = async () =>
    (await db.selectFrom('messages.message').select('state').execute()).map(row => row.state).sort()
  for (let tries = 0; !(await states()).includes('unclear') && tries < 400; tries++) await wait(20)
  expect(await states()).toEqual(['sent', 'sent', 'sent', 'unclear'])
})

test('who unsubscribed or was reached enough meanwhile gets it later or not at all', async () => {
  setClock(Temporal.Instant.from('2026-11-24T03:00:00Z'))
  await post('海', '波', '浜')
  const [waves, beach] = [await messageOf('波'), await messageOf('浜')]
  await transact(db, tx => suppressAddresses(tx, [{ address: waves.address ?? '', reason: 'unsubscribed' }]))
  await db.updateTable('messages.message').set({ time_zone: 'Europe/Berlin' }).where('id', '=', beach.id).execute()
  // 4:00 in Berlin, noon in Tokyo.
  await openAllHours(db, { opens_at: 540, closes_at: 1080 })
  const { mails } = await claimMails(db, 'w', 10)
  expect(mails.map(({ id }) => id)).toEqual([(await messageOf('海')).id])
  expect((await messageOf('波')).state).toBe('dropped')
  expect(await messageOf('浜')).toMatchObject({ state: 'waiting', send_after: new Date('2026-11-24T08:00:00Z') })
})

test('a mail goes where the contact is when it leaves, and to nobody who has no address any more', async () => {
  await post('海', '波')
  const entered = async (name: string, email: string | null) => {
    await db
      .updateTable('customers.contact')
      .set({ email })
      .where('id', '=', contacts[name] ?? 0)
      .execute()
  }
  await entered('海', 'Right@kai.example')
  await entered('波', null)
  const { mails } = await claimMails(db, 'w', 10)
  expect(mails.map(({ address }) => address)).toEqual(['right@kai.example'])
  expect(await messageOf('海')).toMatchObject({ state: 'sending', address: 'right@kai.example' })
  expect((await messageOf('波')).state).toBe('dropped')
  expect(await traceOf('波')).toEqual(['dropped'])
})

test('limits are looked at once more when mails leave: one person has one address', async () => {
  await openAllHours(db, { per_day: 1 })
  await post('海', '波')
  await sql`update customers.contact set email = 'same@kai.example' where name in ('海', '波')`.execute(db)
  expect((await claimMails(db, 'w', 10)).mails).toHaveLength(1)
  await db.updateTable('messages.message').set({ state: 'unclear' }).where('state', '=', 'sending').execute()
  // Unclear for years: that is no reason to wait.
  await db
    .updateTable('messages.message')
    .set({ send_after: new Date(0) })
    .execute()
  expect((await claimMails(db, 'w', 10)).mails).toHaveLength(1)
})

test('people of the sample get no mail, unless it is there to be tried out', async () => {
  await post('海', '波')
  await db
    .updateTable('messages.message')
    .set({ sample: true })
    .where('id', '=', (await messageOf('海')).id)
    .execute()
  expect((await claimMails(db, 'w', 1, { toSample: true })).mails).toHaveLength(1)
  await db.updateTable('messages.message').set({ state: 'waiting', worker: null }).execute()
  expect((await claimMails(db, 'w', 10)).mails.map(({ id }) => id)).toEqual([(await messageOf('波')).id])
  expect(await messageOf('海')).toMatchObject({ state: 'dropped' })
})

test('no more mails leave in a minute than may, however many processes send', async () => {
  await openAllHours(db, { per_minute: 60 })
  await post('海', '波', '浜', '岬', '港')
  const begin = Temporal.Instant.from('2026-11-24T03:00:00Z')
  let claimed = 0
  for (let second = 0; second < 4; second++) {
    setClock(begin.add({ seconds: second }))
    for (const worker of ['a', 'b']) claimed += (await claimMails(db, worker, 10)).mails.length
  }
  expect(claimed).toBe(4)
})

test('a worker that others took for dead sends nothing more of what it had claimed', async () => {
  await post('海')
  const { mails } = await claimMails(db, 'w', 10)
  const [mail] = mails
  if (!mail) throw new Error('nothing was claimed')
  await db.updateTable('messages.message').set({ state: 'waiting' }).execute()
  await expect(beginHandOver(db, 'w', mail.id)).rejects.toThrow('another worker')
  // What the server says late does not overwrite what others did.
  await db.updateTable('messages.message').set({ state: 'sending', worker: 'v' }).execute()
  await writeOutcome(db, 'w', mail, { kind: 'refused', of: 'message', passing: false, reply: '554 no' })
  expect(await messageOf('海')).toMatchObject({ state: 'sending', worker: 'v' })
})
