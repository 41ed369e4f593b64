import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { listenForSmtp, SmtpRefusal } from '../../../../test/support/smtp.ts'
import { readConfig } from '../../../config.ts'
import { transact } from '../../../platform/db.ts'
import { postMessages } from '../posting/post.ts'
import { type Outage, serverStates } from '../servers/state.ts'
import { enterPeople, mailPosting, openAllHours } from '../testing.ts'
import { isAboutAddress } from './outcome.ts'
import { startSending } from './worker.ts'

const { services } = await openStage()
const { db } = services

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 1000; tries++) {
    const found = await look()
    if (found !== undefined) return found
    await wait(20)
  }
  throw new Error('it did not come to that')
}

test('while a server takes nothing from us no mail comes nearer to being given up; when it does again, that is seen', async () => {
  let refuses = true
  const server = await listenForSmtp({
    more: {
      onMailFrom: (_address, _session, done) => done(refuses ? new SmtpRefusal(550, '5.7.1 quota used up') : undefined),
    },
  })
  onTestFinished(server.close)
  await openAllHours(db)
  const { contacts } = await enterPeople(
    db,
    Array.from({ length: 8 }, (_, index) => ({ name: `n${index}` })),
  )
  const recipients = Object.entries(contacts).map(([key, contactId]) => ({ key, contactId, accountId: null }))
  await transact(db, tx => postMessages(tx, services, mailPosting(), recipients))
  const config = readConfig({ BANSO_MAIL_URL: server.url, BASE_URL: 'https://banso.example' })
  onTestFinished(await startSending({ ...services, config }))

  const outage = async () => (await serverStates({ db, config })).sending.outage
  const first = await until(outage)
  // It can be connected to, which is no news of it.
  const later = (one: Outage | undefined) => (one && one.lastAt > first.lastAt ? one : undefined)
  expect((await until(async () => later(await outage()))).since).toEqual(first.since)
  const states = await db.selectFrom('messages.message').select(['state', 'attempts']).distinct().execute()
  expect(states.filter(row => row.state !== 'sending')).toEqual([{ state: 'waiting', attempts: 0 }])

  refuses = false
  await until(async () => (server.taken.length > 0 ? true : undefined))
  await until(async () => ((await outage()) ? undefined : true))
}, 40_000)

test('replies that are about the address: RFC 3463 and RFC 5321', () => {
  expect(['550 5.1.1 x', '550 5.1.10 x', '553 5.1.3 x', '550 5.2.1 x', '550 no', '551 no'].map(isAboutAddress)).toEqual(
    Array(6).fill(true),
  )
  expect(['550 5.7.1 x', '552 5.2.2 full', '554 no', '550 5.4.4 x'].map(isAboutAddress)).toEqual(Array(4).fill(false))
  // An address of the internet is no code.
  expect(isAboutAddress('554 Service unavailable; client host [5.1.22.33] blocked')).toBe(false)
})
