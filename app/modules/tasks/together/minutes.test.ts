import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cast, open, openStage, send, signInAs } from '../../../../test/cast.ts'
import { clear, putAccounts } from '../../../../test/support/today.ts'
import { href, paths } from '../../../paths.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { closeTask, createTask } from '../index.ts'
import { type Outcome, reopenTask } from '../outcome.ts'
import { addCollaborator } from './collaboration.ts'
import { recordMinutes } from './minutes.ts'

const stage = await openStage()
const { db } = stage.services
const csm = { kind: 'staff', id: cast.csm.id } as const
const operator = { kind: 'staff', id: cast.operator.id } as const
let task = 0

beforeEach(async () => {
  setClock(Temporal.Instant.from('2026-11-22T00:05:00Z'))
  await clear(db)
  await sql`delete from activity.entry`.execute(db)
  const [accountId = 0] = await putAccounts(db, [{ name: '甲', owner: cast.manager.id }])
  task = await transact(db, async tx => {
    const words = { accountId, contactId: null, title: '契約の見直し', reason: null }
    const due = { due: { day: '2026-11-22' }, timeZone: 'Asia/Tokyo', minutes: 30 }
    const id = await createTask(tx, csm, { ...words, ...due, assigneeId: cast.csm.id })
    await addCollaborator(tx, csm, id, cast.operator.id)
    return id
  })
})
afterEach(() => setClock(undefined))

const close = (actor = csm as typeof csm | typeof operator, outcome?: Outcome) =>
  transact(db, tx => closeTask(tx, actor, task, outcome ?? { kind: 'done', minutes: 10, note: null }))
const say = (actor: typeof csm | typeof operator, minutes: number | null) =>
  transact(db, tx => recordMinutes(tx, actor, task, minutes))
const spent = async () =>
  (await db.selectFrom('tasks.minutes_fact').select(['staff_id', 'minutes', 'at']).orderBy('at').execute()).map(
    ({ staff_id, minutes, at }) => [staff_id, minutes, at.toISOString().slice(0, 10)],
  )
const total = async () =>
  (await db.selectFrom('tasks.outcome_fact').select('minutes').execute()).map(one => one.minutes)
const corrections = async () =>
  (await sql<{ data: unknown }>`select data from activity.entry where name = 'tasks.minutes_corrected'`.execute(db))
    .rows
const post = async (minutes: string, role: 'csm' | 'operator') =>
  send(stage, href(paths.taskMinutes, { id: task }), { minutes }, { cookie: await signInAs(stage, role) })

test('whoever closed it puts right what they said with that: it counts once, and is recorded', async () => {
  await close()
  expect((await post('25', 'csm')).status).toBe(303)
  expect([await total(), await spent()]).toEqual([[25], [[cast.csm.id, 25, '2026-11-22']]])
  await post('25', 'csm')
  expect(await corrections()).toEqual([{ data: { title: '契約の見直し', before: 10, after: 25 } }])
})

test('what somebody said before they closed it counts again when it is opened again', async () => {
  await say(operator, 40)
  await close(operator)
  expect(await spent()).toEqual([[cast.operator.id, 40, '2026-11-22']])
  await transact(db, tx => reopenTask(tx, csm, task))
  expect(await spent()).toEqual([[cast.operator.id, 40, '2026-11-22']])
})

test('on each day only what is more than before; what was too much goes from the latest', async () => {
  await say(operator, 20)
  setClock(Temporal.Instant.from('2026-11-25T00:05:00Z'))
  await say(operator, 35)
  const [first, second] = [
    [cast.operator.id, 20, '2026-11-22'],
    [cast.operator.id, 15, '2026-11-25'],
  ]
  expect(await spent()).toEqual([first, second])
  await say(operator, 15)
  expect(await spent()).toEqual([[cast.operator.id, 15, '2026-11-22']])
  await say(operator, null)
  expect(await spent()).toEqual([])
})

test('put right after the task was closed, they count on the day of that, and no longer than 31 days', async () => {
  await close()
  setClock(Temporal.Instant.from('2026-12-20T00:05:00Z'))
  await say(operator, 15)
  expect(await spent()).toEqual(expect.arrayContaining([[cast.operator.id, 15, '2026-11-22']]))
  expect(await corrections()).toHaveLength(1)
  setClock(Temporal.Instant.from('2026-12-24T00:05:00Z'))
  const late = await post('20', 'operator')
  expect([late.status, (await late.text()).includes('31日が過ぎた')]).toEqual([422, true])
  expect(await total()).toEqual([25])
  const html = await (
    await open(stage, href(paths.task, { id: task }), { cookie: await signInAs(stage, 'operator') })
  ).text()
  expect(html).not.toContain('自分がかけた時間')
})

test('what was not needed keeps what people had put into it', async () => {
  await say(csm, 5)
  await close(csm, { kind: 'not_needed', note: '済' })
  await say(csm, 8)
  expect([await total(), await spent()]).toEqual([[8], expect.arrayContaining([[cast.csm.id, 5, '2026-11-22']])])
})
