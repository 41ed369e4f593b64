import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { messageSettings } from '../app/modules/messages/index.ts'
import { changeSettings } from '../app/modules/messages/outbox/settings.ts'
import { claimMails } from '../app/modules/messages/sending/claim.ts'
import { beginHandOver, writeOutcome } from '../app/modules/messages/sending/outcome.ts'
import { pausePlay, resumePlay } from '../app/modules/plays/running.ts'
import { href, paths } from '../app/paths.ts'
import { setClock } from '../app/platform/clock.ts'
import { transact } from '../app/platform/db.ts'
import { cast, open, openStage, signInAs } from './cast.ts'
import { putPlay, workPlays } from './support/plays.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const admin = { kind: 'staff', id: cast.admin.id } as const
afterEach(async () => {
  setClock(undefined)
  await sql`truncate plays.play, customers.account, customers.contact, messages.message cascade`.execute(db)
  await sql`update messages.pace set next_at = default`.execute(db)
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
const read = async (path: string) => (await open(stage, path, { cookie: await signInAs(stage, 'csm') })).text()
const enrollmentPage = async () => {
  const { id } = await db.selectFrom('plays.enrollment').select('id').executeTakeFirstOrThrow()
  return read(href(paths.enrollment, { id }))
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
  expect(await enrollmentPage()).toContain('送らない時間帯のため、送るのを待ちました')
  await openAtNight()
  await transact(db, async tx => {
    const { version: _, ...settings } = await messageSettings(tx)
    await changeSettings(tx, admin, { ...settings, closesAt: 24 * 60 })
  })
  expect(await leaving()).toHaveLength(1)
})

test('why it waited is told when the mail has left, and what the mail server said when it could not, naming nobody else', async () => {
  await waitForMorning()
  setClock(Temporal.Instant.from('2026-11-25T00:30:00Z'))
  await workPlays(services)
  expect(await enrollmentPage()).toMatch(/2026年11月25日\(水\) 6:00から待っていました：送らない時間帯のため/)
  const [mail] = (await claimMails(db, 'w', 1)).mails
  if (!mail) throw new Error('a mail')
  await beginHandOver(db, 'w', mail.id)
  const reply = `550 5.7.1 <kai@farm.example> refused, ask postmaster@other.example about ${'k'.repeat(43)}`
  await writeOutcome(db, 'w', mail, { kind: 'refused', of: 'message', passing: false, reply })
  for (const page of [await enrollmentPage(), await read(href(paths.message, { id: mail.id }))]) {
    expect(page).toContain('550 5.7.1 &lt;kai@farm.example&gt; refused, ask … about …')
    expect(page).not.toContain('other.example')
  }
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
