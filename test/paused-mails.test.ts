import { afterEach, expect, test } from 'vitest'
import { postMessages } from '../app/modules/messages/posting/post.ts'
import { claimMails } from '../app/modules/messages/sending/claim.ts'
import { beginHandOver } from '../app/modules/messages/sending/outcome.ts'
import { enterPeople, mailPosting, openAllHours } from '../app/modules/messages/testing.ts'
import { archivePlay, pausePlay, resumePlay } from '../app/modules/plays/running.ts'
import { transact } from '../app/platform/db.ts'
import { cast, openStage } from './cast.ts'
import { putPlay, taskStep } from './support/plays.ts'

const { services } = await openStage()
const { db } = services
const admin = { kind: 'staff', id: cast.admin.id } as const
await openAllHours(db)
const { contacts } = await enterPeople(
  db,
  ['海', '波', '浜'].map(name => ({ name })),
)
afterEach(async () => {
  await db.deleteFrom('messages.message').execute()
})

async function postFrom(play: number): Promise<void> {
  const recipients = Object.entries(contacts).map(([name, contactId]) => ({
    key: `${play}.${name}`,
    contactId,
    accountId: null,
  }))
  const source = { play, step: 's1', version: 1 }
  await transact(db, tx => postMessages(tx, services, mailPosting({ source }), recipients))
}

const leaving = async (most: number) => (await claimMails(db, 'w', most)).mails

test('mails of a play that is paused wait until it goes on, also one that was taken up to be sent; others leave', async () => {
  const [paused, other] = [await putPlay(services, { steps: [taskStep('s1')] }), 9999]
  await postFrom(paused)
  const [taken] = await leaving(1)
  await transact(db, tx => pausePlay(tx, services, admin, paused))
  await expect(beginHandOver(db, 'w', taken?.id ?? 0)).rejects.toThrow('another worker')
  expect(await leaving(10)).toEqual([])
  await postFrom(other)
  expect(await leaving(10)).toHaveLength(3)
  await transact(db, tx => resumePlay(tx, services, admin, paused))
  expect(await leaving(10)).toHaveLength(3)
  expect(await db.selectFrom('messages.trace').select('what').execute()).toEqual([])
})

test('mails of a play that has ended do not leave', async () => {
  const play = await putPlay(services, { steps: [taskStep('s1')] })
  await postFrom(play)
  await transact(db, tx => archivePlay(tx, services, admin, play))
  expect(await leaving(10)).toEqual([])
  const traces = await db.selectFrom('messages.trace').select(['what', 'detail']).distinct().execute()
  expect(traces).toEqual([{ what: 'dropped', detail: 'archived' }])
})

test('mails that waited for a play to go on say that it has ended, once it has', async () => {
  const play = await putPlay(services, { steps: [taskStep('s1')] })
  await postFrom(play)
  await transact(db, tx => pausePlay(tx, services, admin, play))
  await transact(db, tx => archivePlay(tx, services, admin, play))
  const traces = await db.selectFrom('messages.trace').select(['what', 'detail']).distinct().execute()
  expect(traces).toEqual([{ what: 'dropped', detail: 'archived' }])
})
