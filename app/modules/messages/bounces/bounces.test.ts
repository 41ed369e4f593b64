import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { startImap, whyNoImap } from '../../../../test/support/imap.ts'
import { readConfig } from '../../../config.ts'
import { transact } from '../../../platform/db.ts'
import { postMessages } from '../posting/post.ts'
import { messageIdOf, messageMarks, returnPathOf } from '../sending/marks.ts'
import { noteReached, serverStates } from '../servers/state.ts'
import { enterPeople, mailPosting, openAllHours } from '../testing.ts'
import { bounceJob, readBounces } from './job.ts'
import { readReport } from './report.ts'
import { writeReport } from './write.ts'

const { services } = await openStage()
const { db } = services
await openAllHours(db)
const { contacts } = await enterPeople(db, [{ name: '海', email: 'umi@kai.example' }])
const marks = await messageMarks(db)
const config = readConfig({ BANSO_BOUNCE_ADDRESS: 'bounces@minato.example', BASE_URL: 'https://banso.example' })

// After the example of RFC 3464, appendix E.1.
const report = ({
  to = 'bounces@minato.example',
  action = 'failed',
  status = '5.1.1',
  returned = '',
  said = '',
} = {}) => `From: Mail Delivery Subsystem <MAILER-DAEMON@cs.utk.example>
To: <${to}>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="RAA14128.773615765/CS.UTK.EDU"
Subject: Returned mail: Cannot send message for 5 days

--RAA14128.773615765/CS.UTK.EDU

The original message was received at Sat, 2 Jul 1994 17:10:28 -0400

--RAA14128.773615765/CS.UTK.EDU
content-type: message/delivery-status

Reporting-MTA: dns; cs.utk.example

Original-Recipient: rfc822;umi@kai.example
Final-Recipient: rfc822;umi@kai.example
Action: ${action}
Status: ${status}
Diagnostic-Code: smtp; ${said || `550 ${status} user unknown`}
Last-Attempt-Date: Thu, 7 Jul 1994 17:15:49 -0400

--RAA14128.773615765/CS.UTK.EDU
content-type: message/rfc822

From: hello@minato.example
Message-ID: ${returned || '<other@minato.example>'}
Subject: x

x

--RAA14128.773615765/CS.UTK.EDU--
`

beforeEach(async () => {
  await db.deleteFrom('messages.message').execute()
  await db.deleteFrom('messages.suppression').execute()
})

async function sent(): Promise<number> {
  const recipients = [{ key: 'k', contactId: contacts.海 ?? 0, accountId: null }]
  const fate = (await transact(db, tx => postMessages(tx, services, mailPosting(), recipients))).get('k')
  if (fate?.kind !== 'posted') throw new Error('not posted')
  await db.updateTable('messages.message').set({ state: 'sent', sent_at: new Date() }).execute()
  return fate.messageId
}

const read = (source: string) => readReport(Buffer.from(source.replaceAll('\n', '\r\n')), marks)

describe('a report', () => {
  test('is known by the address it came to, else by the mail that it returns', async () => {
    const to = returnPathOf(config, marks, 7) ?? ''
    expect(to).toMatch(/^bounces\+7\.[0-9a-f]{20}@minato\.example$/)
    expect(await read(report({ to }))).toMatchObject({ messageId: 7, failed: true, address: true })
    const returned = messageIdOf(config, marks, 8)
    expect(await read(report({ returned }))).toMatchObject({ messageId: 8, detail: '550 5.1.1 user unknown' })
  })

  test('about an address in another script is one, too (RFC 6533)', async () => {
    const to = returnPathOf(config, marks, 7) ?? ''
    const global = report({ to })
      .replace('message/delivery-status', 'message/global-delivery-status')
      .replace('Final-Recipient: rfc822;umi@kai.example', 'Final-Recipient: utf-8;海@kai.example')
    expect(await read(global)).toMatchObject({ messageId: 7, failed: true, address: true })
  })

  test('that somebody made up is none, nor is an answer of a person', async () => {
    expect(await read(report({ to: 'bounces+7.00000000000000000000@minato.example' }))).toBeUndefined()
    const to = returnPathOf(config, marks, 7) ?? ''
    expect(
      await read(`From: umi@kai.example\nTo: ${to}\nSubject: Re: x\nAuto-Submitted: auto-replied\n\naway\n`),
    ).toBeUndefined()
  })

  test('of a delay is no failure; of a full mailbox or a policy it says nothing against the address', async () => {
    const to = returnPathOf(config, marks, 7) ?? ''
    expect(await read(report({ to, action: 'delayed', status: '4.4.1' }))).toMatchObject({ failed: false })
    expect(await read(report({ to, status: '5.2.2', said: '552 5.2.2 full' }))).toMatchObject({
      failed: true,
      address: false,
    })
    expect(await read(report({ to, status: '5.7.1' }))).toMatchObject({ failed: true, address: false })
    // As Postfix reports what it could not deliver for five days.
    const timedOut = { status: '4.4.1', said: 'connect to mx.kai.example[192.0.2.1]:25: Connection timed out' }
    expect(await read(report({ to, ...timedOut }))).toMatchObject({ failed: true, address: false })
    expect(await read(report({ to, status: '5.7.1', said: '550 blocked' }))).toMatchObject({ address: false })
    expect(await read(report({ to, status: '5.0.0', said: '550 no such user' }))).toMatchObject({ address: true })
  })
})

test('what a report says is kept as one line, whatever is in it', async () => {
  const id = await sent()
  const detail = '550 5.1.1 no\0such\r\nuser'
  await writeReport(db, { messageId: id, failed: true, address: true, detail })
  expect(await db.selectFrom('messages.trace').select('detail').execute()).toEqual([
    { detail: '550 5.1.1 no such user' },
  ])
  expect(await db.selectFrom('messages.suppression').select('note').execute()).toEqual([
    { note: '550 5.1.1 no such user' },
  ])
})

test('a mailbox that is away, or says nothing, does not hold up other jobs', async () => {
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const sockets: Socket[] = []
  silent.on('connection', socket => sockets.push(socket))
  const { port } = silent.address() as AddressInfo
  const away = { ...services, config: readConfig({ BANSO_BOUNCE_IMAP_URL: `imap://b:s@127.0.0.1:${port}/INBOX` }) }
  const visit = () => bounceJob.run(away, {}, new AbortController().signal)
  const first = visit()
  await once(silent, 'connection')
  await visit()
  expect(sockets).toHaveLength(1)
  for (const socket of sockets) socket.destroy()
  silent.close()
  await first
  // Nobody is there any more.
  await visit()
})

test('a mailbox that refuses us is noted with what it said, since when, and without our password', async () => {
  const refusing = createServer(socket => {
    socket.write('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n')
    socket.on('data', data => {
      const [tag = '', command = ''] = data.toString().split(/\s/)
      if (/^(LOGIN|AUTHENTICATE)$/i.test(command))
        socket.write(`${tag} NO [AUTHENTICATIONFAILED] wrong hush/hush for bounces-user\r\n`)
      else if (/^LOGOUT$/i.test(command)) socket.end(`* BYE\r\n${tag} OK\r\n`)
      else socket.write(`${tag} OK\r\n`)
    })
    socket.on('error', () => undefined)
  }).listen(0, '127.0.0.1')
  await once(refusing, 'listening')
  const { port } = refusing.address() as AddressInfo
  const url = `imap://bounces-user:hush%2Fhush@127.0.0.1:${port}/INBOX`
  const refused = { ...services, config: readConfig({ BANSO_BOUNCE_IMAP_URL: url }) }
  const state = async () => (await serverStates(refused)).bounces
  await noteReached(db, 'bounces')
  expect(await state()).toEqual({ setUp: true, outage: undefined, reachedAt: expect.any(Date) })
  const visit = () => bounceJob.run(refused, {}, new AbortController().signal)
  await visit()
  const first = await state()
  expect(first.outage?.error).toContain('wrong … for …')
  expect(first.reachedAt).not.toBeNull()
  await visit()
  const { outage } = await state()
  expect(outage?.since).toEqual(first.outage?.since)
  expect(outage?.lastAt.getTime()).toBeGreaterThan(first.outage?.lastAt.getTime() ?? 0)
  await noteReached(db, 'bounces')
  expect((await state()).outage).toBeUndefined()
  refusing.close()
}, 30_000)

const missing = whyNoImap()
describe.skipIf(missing)(`the mailbox of bounces${missing ? ` (${missing})` : ''}`, async () => {
  if (missing) return
  const imap = await startImap()
  afterAll(imap.stop)
  const withMailbox = { db, config: readConfig({ BANSO_BOUNCE_IMAP_URL: imap.url }) }

  test('is read once: the address gets no mail any more, and each report is told once', async () => {
    const id = await sent()
    imap.deliver(report({ to: returnPathOf(config, marks, id) ?? '' }))
    imap.deliver('From: a@kai.example\nTo: bounces@minato.example\nSubject: hello\n\nhello\n')
    await readBounces(withMailbox)
    const bounced = await db.selectFrom('messages.message').select(['bounced_at', 'state']).executeTakeFirstOrThrow()
    expect(bounced).toEqual({ state: 'sent', bounced_at: expect.any(Date) })
    expect(await db.selectFrom('messages.suppression').select(['address', 'reason']).execute()).toEqual([
      { address: 'umi@kai.example', reason: 'bounced' },
    ])
    imap.deliver(report({ to: returnPathOf(config, marks, id) ?? '' }))
    await readBounces(withMailbox)
    await readBounces(withMailbox)
    const told = await db.selectFrom('messages.trace').select('what').where('message_id', '=', id).execute()
    expect(told).toEqual([{ what: 'bounced' }])
  })
})
