import { sql } from 'kysely'
import { afterEach, describe, expect, test } from 'vitest'
import { messagesFor, noteReaction } from '../app/modules/messages/in-app/messages.ts'
import { postMessages } from '../app/modules/messages/posting/post.ts'
import { claimMails } from '../app/modules/messages/sending/claim.ts'
import { giveUpMessages } from '../app/modules/messages/sending/given-up.ts'
import { beginHandOver, writeOutcome } from '../app/modules/messages/sending/outcome.ts'
import { enterPeople, mailPosting, openAllHours } from '../app/modules/messages/testing.ts'
import type { MessageContent } from '../app/modules/messages/texts/content.ts'
import { archivePlay, pausePlay, resumePlay, stopEnrollment } from '../app/modules/plays/running.ts'
import { now, setClock } from '../app/platform/clock.ts'
import { transact } from '../app/platform/db.ts'
import { cast, openStage } from './cast.ts'
import { putPlay, taskStep, workPlays } from './support/plays.ts'

const { services } = await openStage()
const { db } = services
const admin = { kind: 'staff', id: cast.admin.id } as const
await openAllHours(db)
const { contacts } = await enterPeople(
  db,
  ['海', '波', '浜'].map(name => ({ name })),
)
afterEach(async () => {
  setClock(undefined)
  await db.deleteFrom('messages.message').execute()
  await db
    .updateTable('messages.pace')
    .set({ next_at: new Date(0) })
    .execute()
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

test('a mail that was being handed over, and is wanted later by the server, waits for its play, too', async () => {
  const play = await putPlay(services, { steps: [taskStep('s1')] })
  await postFrom(play)
  const mails = await leaving(10)
  for (const { id } of mails) await beginHandOver(db, 'w', id)
  await transact(db, tx => pausePlay(tx, services, admin, play))
  const [later, sent, never] = mails
  if (!later || !sent || !never) throw new Error('three mails')
  await writeOutcome(db, 'w', later, { kind: 'refused', of: 'message', passing: true, reply: '451 4.7.1 later' })
  await writeOutcome(db, 'w', sent, { kind: 'taken', reply: '250 ok' })
  await writeOutcome(db, 'w', never, { kind: 'refused', of: 'message', passing: false, reply: '554 no' })
  const states = async () =>
    new Map((await db.selectFrom('messages.message').select(['id', 'state']).execute()).map(row => [row.id, row.state]))
  expect(await states().then(all => mails.map(({ id }) => all.get(id)))).toEqual(['dropped', 'sent', 'failed'])
  const told = await db.selectFrom('messages.trace').select(['message_id', 'what', 'detail']).orderBy('id').execute()
  expect(told.filter(row => row.what === 'dropped')).toEqual([
    { message_id: later.id, what: 'dropped', detail: 'paused' },
  ])
  setClock(now().add({ minutes: 2 }))
  expect(await leaving(10)).toEqual([])
  await transact(db, tx => resumePlay(tx, services, admin, play))
  expect((await leaving(10)).map(({ id }) => id)).toEqual([later.id])
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

describe('in-app messages', () => {
  const shown = async (name: keyof typeof contacts) =>
    (await messagesFor(db, contacts[name] ?? 0)).messages().map(({ placement, kind }) => placement ?? kind)
  const contents: readonly Partial<MessageContent>[] = [
    { placement: 'banner' },
    { placement: 'dialog' },
    { kind: 'notice' },
  ]

  /** A banner, a dialog and a notice of a play for each; 海 has read theirs. */
  async function showAll(play: number): Promise<void> {
    for (const [index, content] of contents.entries()) {
      const posting = mailPosting({
        content: { kind: 'in_app', subject: 'x', body: 'y', ...content },
        source: { play, step: `s${index}`, version: 1 },
      })
      const recipients = ['海', '波'].map(name => {
        return { key: `${name}.${play}.${index}`, contactId: contacts[name] ?? 0, accountId: null }
      })
      await transact(db, tx => postMessages(tx, services, posting, recipients))
    }
    const ids = await db
      .selectFrom('messages.message')
      .select('id')
      .where('contact_id', '=', contacts.海 ?? 0)
      .execute()
    for (const { id } of ids) await transact(db, tx => noteReaction(tx, contacts.海 ?? 0, id, 'read'))
  }

  test('of a play that is paused are not shown until it goes on; what was read stays read', async () => {
    const play = await putPlay(services, { steps: [taskStep('s1')] })
    await showAll(play)
    const before = [await shown('海'), await shown('波')]
    expect(before).toEqual([
      ['banner', 'notice'],
      ['banner', 'dialog', 'notice'],
    ])
    await transact(db, tx => pausePlay(tx, services, admin, play))
    expect([await shown('海'), await shown('波')]).toEqual([['notice'], []])
    await transact(db, tx => resumePlay(tx, services, admin, play))
    expect([await shown('海'), await shown('波')]).toEqual(before)
    await transact(db, tx => pausePlay(tx, services, admin, play))
    await transact(db, tx => archivePlay(tx, services, admin, play))
    expect([await shown('海'), await shown('波')]).toEqual([['notice'], []])
    const why = db.selectFrom('messages.trace').select('detail').where('what', '=', 'dropped').distinct()
    expect(await why.execute()).toEqual([{ detail: 'archived' }])
  })

  test('for somebody who left the play are withdrawn, and nothing of others', async () => {
    const play = await putPlay(services, { steps: [taskStep('s1')] })
    await showAll(play)
    for (const poster of ['海', '波'])
      await transact(db, tx => giveUpMessages(tx, [{ play: play + 1, poster }], 'exit'))
    expect(await shown('波')).toHaveLength(3)
    await transact(db, tx => giveUpMessages(tx, [{ play, poster: '波' }], 'exit'))
    expect([await shown('海'), await shown('波')]).toEqual([['banner', 'notice'], []])
    await transact(db, tx => giveUpMessages(tx, [{ play, poster: '海' }], 'stopped'))
    expect(await shown('海')).toEqual(['notice'])
  })
})

describe('who', () => {
  /** Two people, each of an account of their own, to whom the same mail waits to be sent; then a day goes by. Returns their enrollments. */
  async function postToTwo(): Promise<readonly number[]> {
    await sql`truncate plays.play, customers.account cascade`.execute(db)
    await sql`
      with made as (insert into customers.account (external_id, name) values ('a', 'A'), ('b', 'B') returning id, external_id)
      insert into customers.membership (account_id, contact_id, first_at, last_at)
      select made.id, case external_id when 'a' then ${contacts.海} else ${contacts.波} end::bigint, now(), now() from made`.execute(
      db,
    )
    const settings = { to: 'main', subject: 'お久しぶりです', body: 'お元気ですか', whenLimited: 'wait' }
    const back = { kind: 'trait', key: 'back', type: 'text', asks: { is: 'known' } } as const
    await putPlay(
      services,
      {
        trigger: { kind: 'schedule', settings: { every: 'day', hour: 0 } },
        steps: [
          { id: 's1', kind: 'action', action: 'email', settings },
          { id: 's2', kind: 'wait', for: { amount: 1, unit: 'days' } },
        ],
        exits: [{ id: 'x1', name: '戻った', condition: { kind: 'all', of: [back] } }],
      },
      { standing: true },
    )
    await workPlays(services)
    const rows = await db.selectFrom('plays.enrollment').select('id').orderBy('account_id').execute()
    return rows.map(row => row.id)
  }
  const toldWhy = () =>
    db.selectFrom('messages.trace').select(['what', 'detail']).where('what', '=', 'dropped').execute()

  test('has left the play since by an exit does not get the mail that still waits', async () => {
    await postToTwo()
    await sql`update customers.account set traits = '{"back": "x"}' where external_id = 'a'`.execute(db)
    await sql`update plays.enrollment set wake_at = now()`.execute(db)
    await workPlays(services)
    expect((await leaving(10)).map(({ contact_id }) => contact_id)).toEqual([contacts.波])
    expect(await toldWhy()).toEqual([{ what: 'dropped', detail: 'exit' }])
  })

  test('was taken out does not get it either, also when the play was paused meanwhile', async () => {
    const [first = 0, second = 0] = await postToTwo()
    const { play_id: play } = await db.selectFrom('plays.enrollment').select('play_id').executeTakeFirstOrThrow()
    await transact(db, tx => stopEnrollment(tx, admin, first, '本人の希望'))
    await transact(db, tx => pausePlay(tx, services, admin, play))
    await transact(db, tx => stopEnrollment(tx, admin, second, '本人の希望'))
    await transact(db, tx => resumePlay(tx, services, admin, play))
    expect(await leaving(10)).toEqual([])
    expect(await toldWhy()).toEqual([
      { what: 'dropped', detail: 'stopped' },
      { what: 'dropped', detail: 'stopped' },
    ])
  })
})
