import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { processOf } from '../../../../test/support/script.ts'
import { listenForSmtp } from '../../../../test/support/smtp.ts'
import { transact } from '../../../platform/db.ts'
import { seededRandom } from '../../../platform/random.ts'
import { postMessages } from '../posting/post.ts'
import { enterPeople, mailPosting, openAllHours } from '../testing.ts'
import { messageIdOf, messageMarks } from './marks.ts'

const { services } = await openStage()
const { db } = services
const random = seededRandom(20_261_122)
// Between dot and answer there is time to be killed in.
const server = await listenForSmtp({ slow: () => (random() < 0.5 ? 0 : random() * 15) })
const startProcess = processOf('sender.ts')
afterAll(() => server.close())

const many = 240

test('however often the sender is killed, no mail is sent twice, and none is lost but those shown as unclear', async () => {
  await openAllHours(db, { per_minute: 6000 })
  const people = await enterPeople(
    db,
    Array.from({ length: many }, (_, index) => ({ name: `人${index}` })),
  )
  const recipients = Object.entries(people.contacts).map(([key, contactId]) => ({ key, contactId, accountId: null }))
  await transact(db, tx => postMessages(tx, services, mailPosting(), recipients))

  let kills = 0
  while ((await waiting()) > 0) {
    const sender = start()
    const before = server.taken.length
    const ended = once(sender, 'exit')
    // Killed a moment after it began to send; at last it may finish.
    for (let tries = 0; tries < 400 && server.taken.length === before && (await waiting()) > 0; tries++) await wait(5)
    if (kills < 20) await wait(random() * 60)
    else while ((await waiting()) > 0) await wait(50)
    sender.kill('SIGKILL')
    await ended
    kills++
  }
  // The last one finds what the one before it left behind.
  const last = start()
  while ((await count('sending', 'handing_over')) > 0) await wait(50)
  last.kill('SIGKILL')

  const times = new Map<string, number>()
  for (const { messageId } of server.taken) times.set(messageId, (times.get(messageId) ?? 0) + 1)
  const marks = await messageMarks(db)
  const idOf = (id: number) => messageIdOf(services.config, marks, id)
  const rows = await db.selectFrom('messages.message').select(['id', 'state']).execute()
  const taken = (state: string) => rows.filter(row => row.state === state).map(row => times.get(idOf(row.id)) ?? 0)
  const [sent, unclear] = [taken('sent'), taken('unclear')]
  expect(kills).toBeGreaterThan(12)
  expect(new Set(sent)).toEqual(new Set([1]))
  expect(Math.max(0, ...unclear)).toBeLessThanOrEqual(1)
  expect({ all: sent.length + unclear.length, kills, unclear: unclear.length }).toMatchObject({ all: many })
  expect(unclear.length).toBeGreaterThan(0)
}, 240_000)

function start(): ChildProcess {
  return startProcess({ DATABASE_URL: services.database.url, BANSO_MAIL_URL: server.url })
}

const waiting = () => count('waiting', 'sending')

async function count(...states: readonly string[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from messages.message where state = any(${[...states]}::text[])`.execute(db)
  return rows[0]?.count ?? 0
}
