import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { messageSettings } from '../app/modules/messages/index.ts'
import { changeSettings } from '../app/modules/messages/outbox/settings.ts'
import { claimMails } from '../app/modules/messages/sending/claim.ts'
import { pausePlay, resumePlay } from '../app/modules/plays/running.ts'
import { setClock } from '../app/platform/clock.ts'
import { transact } from '../app/platform/db.ts'
import { cast, openStage } from './cast.ts'
import { putPlay, workPlays } from './support/plays.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const admin = { kind: 'staff', id: cast.admin.id } as const
afterEach(async () => {
  setClock(undefined)
  await sql`truncate plays.play, customers.account, customers.contact, messages.message cascade`.execute(db)
  await sql`update messages.settings set opens_at = default, closes_at = default, version = version + 1`.execute(db)
})

/** In the night, one waits for the morning to get the mail of this play. Returns its id. */
async function waitForMorning(): Promise<number> {
  // Wednesday, 6:00 in Tokyo.
  setClock(Temporal.Instant.from('2026-11-24T21:00:00Z'))
  await sql`
    with made as (insert into customers.account (external_id, name) values ('a', '養殖') returning id),
      person as (insert into customers.contact (external_id, name, email) values ('c', '海', 'kai@farm.example') returning id)
    insert into customers.membership (account_id, contact_id, first_at, last_at)
    select made.id, person.id, now(), now() from made, person`.execute(db)
  const mail = { to: 'main', subject: 'こんにちは', body: 'お元気ですか', whenLimited: 'wait' }
  const play = await putPlay(
    services,
    {
      trigger: { kind: 'schedule', settings: { every: 'day', hour: 0 } },
      steps: [{ id: 's1', kind: 'action', action: 'email', settings: mail }],
    },
    { standing: true },
  )
  await workPlays(services)
  expect(await waiting()).toEqual({ waiting: 'quiet_hours' })
  return play
}

const waiting = () => db.selectFrom('plays.enrollment').select('waiting').executeTakeFirstOrThrow()
const openAtNight = async () => {
  const { version: _, ...settings } = await messageSettings(db)
  await transact(db, tx => changeSettings(tx, admin, { ...settings, opensAt: 0 }))
}
const mails = () => db.selectFrom('messages.message').select('id').execute()

test('who waits until mails may be sent is looked at again once somebody changes when that is', async () => {
  await waitForMorning()
  await openAtNight()
  await workPlays(services)
  expect(await waiting()).toEqual({ waiting: null })
  expect(await mails()).toHaveLength(1)
})

test('a mail that waits in the outbox for the morning leaves once somebody changes when mails may be sent', async () => {
  await waitForMorning()
  setClock(Temporal.Instant.from('2026-11-25T00:30:00Z'))
  await workPlays(services)
  expect(await mails()).toHaveLength(1)
  // It did not leave until the night: the mail server was away.
  setClock(Temporal.Instant.from('2026-11-25T14:00:00Z'))
  const leaving = async () => (await claimMails(db, 'w', 10)).mails
  expect(await leaving()).toEqual([])
  await openAtNight()
  await transact(db, async tx => {
    const { version: _, ...settings } = await messageSettings(tx)
    await changeSettings(tx, admin, { ...settings, closesAt: 24 * 60 })
  })
  expect(await leaving()).toHaveLength(1)
})

test('who waits so in a play that is paused is looked at again once it goes on', async () => {
  const play = await waitForMorning()
  await transact(db, tx => pausePlay(tx, services, admin, play))
  await openAtNight()
  await workPlays(services)
  expect(await mails()).toHaveLength(0)
  await transact(db, tx => resumePlay(tx, services, admin, play))
  await workPlays(services)
  expect(await mails()).toHaveLength(1)
})
