import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../app/config.ts'
import { startSending } from '../app/modules/messages/sending/worker.ts'
import { openAllHours } from '../app/modules/messages/testing.ts'
import { publishPlay } from '../app/modules/plays/publishing.ts'
import { loadJob } from '../app/modules/sample/job.ts'
import { requestSample } from '../app/modules/sample/loading.ts'
import { closeTask } from '../app/modules/tasks/index.ts'
import { modules } from '../app/modules.ts'
import { href, paths } from '../app/paths.ts'
import { now, setClock } from '../app/platform/clock.ts'
import { transact } from '../app/platform/db.ts'
import { prepareJobs } from '../app/platform/jobs.ts'
import { cast, open, openStage, signInAs } from './cast.ts'
import { workPlays } from './support/plays.ts'
import { listenForSmtp } from './support/smtp.ts'

const stage = await openStage({ settings: { BANSO_SAMPLE: '1' } })
const { services } = stage
const { db } = services
const admin = { kind: 'staff', id: cast.admin.id } as const
let id = 0

beforeAll(async () => {
  await prepareJobs(services.database)
  for (const module of modules.filter(({ name }) => name === 'events')) await module.start?.(services)
  await transact(db, tx => requestSample(tx, services, admin))
  await loadJob.run(services, {}, new AbortController().signal)
  const draft = await db.selectFrom('plays.play').select('id').where('state', '=', 'draft').executeTakeFirstOrThrow()
  id = draft.id
  await openAllHours(db)
}, 300_000)
afterAll(() => setClock(undefined))

const read = async (path: string) => (await open(stage, path, { cookie: await signInAs(stage, 'admin') })).text()

async function enrolled() {
  const { rows } = await sql<{ name: string; step: string | null }>`
    select a.name, e.step from plays.enrollment e join customers.account a on a.id = e.account_id
    where e.play_id = ${id} order by a.name`.execute(db)
  return rows
}

// The one after the other: each goes on where the one before stopped.
test('the silence play of the sample says whom it would reach, and reaches them when it is published', async () => {
  const { rows } = await sql<{ name: string }>`
    select a.name from segments.membership m join segments.segment s on s.id = m.segment_id
    join customers.account a on a.id = m.account_id where s.name = '静かになった顧客'`.execute(db)
  expect(rows.length).toBeGreaterThan(2)
  const dryRun = await read(href(paths.playDryRun, { id }))
  for (const { name } of rows) expect(dryRun).toContain(name)
  expect(await enrolled()).toEqual([])
  const { revision } = await db
    .selectFrom('plays.play')
    .select('revision')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const publishing = { underWay: 'finish', standing: true } as const
  await transact(db, tx => publishPlay(tx, services, admin, { playId: id, revision }, publishing))
  await workPlays(services)
  const { rows: arms } = await sql`select from plays.arm where play_id = ${id}`.execute(db)
  expect(arms).toHaveLength(rows.length)
  expect((await enrolled()).every(({ step }) => step === 's2')).toBe(true)
})

test('its mails arrive at a mail server', async () => {
  const server = await listenForSmtp()
  const config = readConfig({
    BANSO_MAIL_URL: server.url,
    BANSO_MAIL_FROM: 'みなと <hello@minato.example>',
    BANSO_SAMPLE: '1',
  })
  const stop = await startSending({ ...services, config })
  const waiting = () => sql`select from messages.message where play_id = ${id} and state <> 'sent'`.execute(db)
  for (let tries = 0; (await waiting()).rows.length > 0 && tries < 400; tries++) await wait(25)
  await stop()
  await server.close()
  expect((await waiting()).rows).toEqual([])
  expect(server.taken).toHaveLength((await enrolled()).length)
  for (const { to } of server.taken) expect(to).toMatch(/\.example$/)
})

test('who stays silent gets a task a week later; done differently, it is a trial, and the effect page explains itself', async () => {
  setClock(now().add({ hours: 24 * 8 }))
  await workPlays(services)
  const { rows } = await sql<{ id: number; title: string }>`
    select t.id, t.title from tasks.task t join plays.enrollment e on t.source_id = e.id || '.s3'
    where t.source = 'play' and e.play_id = ${id}`.execute(db)
  expect(rows).toHaveLength((await enrolled()).length)
  const [task] = rows
  if (!task) throw new Error('no task')
  const note = '港まで伺って、場長とお話ししました。'
  await transact(db, tx => closeTask(tx, admin, task.id, { kind: 'something_else', minutes: 40, note }))
  expect(await read(href(paths.playTrials, { id }))).toContain(note)
  expect(await read(href(paths.playEffect, { id }))).toContain('90日後も契約が続いている')
})
