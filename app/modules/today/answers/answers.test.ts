import { afterEach, beforeEach, expect, test } from 'vitest'
import { cast, openStage, send, signInAs } from '../../../../test/cast.ts'
import { clear, judgeNow, putAccounts } from '../../../../test/support/today.ts'
import { href, paths } from '../../../paths.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { addCollaborator, closeTask, createTask, snoozeTask } from '../../tasks/index.ts'
import { minutesSpent } from '../queries.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const csm = { kind: 'staff', id: cast.csm.id } as const
const manager = { kind: 'staff', id: cast.manager.id } as const
const friday = Temporal.Instant.from('2026-11-20T01:00:00Z')

beforeEach(async () => {
  setClock(friday)
  await clear(db)
})
afterEach(() => setClock(undefined))

async function account(): Promise<number> {
  const ids = await putAccounts(db, [{ name: 'みなと', owner: cast.csm.id, monthly: 100_000, score: 20 }])
  await judgeNow(services, ids)
  return ids[0] ?? 0
}

async function say(path: string, fields: Record<string, string> = {}): Promise<Response> {
  return send(stage, path, { list: cast.csm.id, seen: '0', ...fields }, { cookie: await signInAs(stage, 'csm') })
}

const answers = () => db.selectFrom('today.answer').select(['id', 'minutes', 'note']).orderBy('id').execute()

test('what is said days later on a page that is still open is not taken for the answer of then', async () => {
  const done = href(paths.todayCompletion, { id: await account() })
  await say(done, { minutes: '10', note: '最初の電話' })
  setClock(friday.add({ hours: 72 }))
  for (const note of ['最初の電話', '二度目の電話']) {
    const late = await say(done, { minutes: '10', note })
    expect(late.status).toBe(409)
    expect(await late.text()).toContain(note)
  }
  expect(await answers()).toMatchObject([{ minutes: 10, note: '最初の電話' }])
})

test('other words a moment later are not taken for the same click', async () => {
  const done = href(paths.todayCompletion, { id: await account() })
  await say(done, { minutes: '10', note: '電話した' })
  expect((await say(done, { minutes: '10', note: '電話した' })).status).toBe(303)
  expect((await say(done, { minutes: '10', note: '電話して、更新の約束をもらった' })).status).toBe(409)
  expect((await say(done, { minutes: '10', note: '電話した', feeling: '0' })).status).toBe(409)
  expect(await answers()).toHaveLength(1)
})

test('another feeling a moment later is not taken for the same click', async () => {
  const done = href(paths.todayCompletion, { id: await account() })
  await say(done, { minutes: '10', note: '電話した', feeling: '100' })
  expect((await say(done, { minutes: '10', note: '電話した', feeling: '100' })).status).toBe(303)
  expect((await say(done, { minutes: '10', note: '電話した', feeling: '0' })).status).toBe(409)
})

test('the task that the page suggested is closed, also when an earlier one was made meanwhile, and by two clicks once', async () => {
  const id = await account()
  const shown = await taskOf(id)
  const earlier = await taskOf(id, '2026-11-18')
  const fields = { task: String(shown), minutes: '10', note: '送った' }
  const done = href(paths.todayCompletion, { id })
  expect([(await say(done, fields)).status, (await say(done, fields)).status]).toEqual([303, 303])
  expect(await db.selectFrom('tasks.open_task').select('id').execute()).toEqual([{ id: earlier }])
  expect(await db.selectFrom('today.answer').select('task_id').execute()).toEqual([{ task_id: shown }])
})

async function taskOf(accountId: number, day = '2026-11-20'): Promise<number> {
  const id = await transact(db, tx =>
    createTask(tx, csm, {
      accountId,
      contactId: null,
      title: '契約書を送る',
      reason: null,
      assigneeId: cast.csm.id,
      due: { day },
      timeZone: 'Asia/Tokyo',
      minutes: 10,
    }),
  )
  await judgeNow(services, [accountId])
  return id
}

async function takeBack(): Promise<void> {
  const [answer] = await answers()
  expect((await say(href(paths.todayAnswerWithdrawal, { id: answer?.id ?? 0 }))).status).toBe(303)
}

const standing = () => db.selectFrom('tasks.outcome').select(['note', 'withdrawn_at']).orderBy('id').execute()

test('taking an answer back leaves what a colleague said of the task since', async () => {
  const accountId = await account()
  const task = await taskOf(accountId)
  await say(href(paths.todayCompletion, { id: accountId }), { task: String(task), minutes: '10', note: '送った' })
  expect(await standing()).toMatchObject([{ note: '送った' }])
  await say(href(paths.taskReopening, { id: task }))
  await transact(db, tx => closeTask(tx, manager, task, { kind: 'not_needed', note: '先方から届いた' }))
  await takeBack()
  expect((await standing())[1]).toEqual({ note: '先方から届いた', withdrawn_at: null })
  expect(await db.selectFrom('tasks.open_task').select('id').execute()).toEqual([])
})

test('minutes that others put into the task, or somebody another time, count besides those of the answer', async () => {
  const accountId = await account()
  const [done, later, task] = [
    href(paths.todayCompletion, { id: accountId }),
    href(paths.todaySnooze, { id: accountId }),
    await taskOf(accountId),
  ]
  await transact(db, tx => addCollaborator(tx, csm, task, manager.id))
  await send(
    stage,
    href(paths.taskMinutes, { id: task }),
    { minutes: '7' },
    { cookie: await signInAs(stage, 'manager') },
  )
  const day = {
    day: '2026-11-20',
    dayBegins: new Date('2026-11-19T15:00:00Z'),
    dayEnds: new Date('2026-11-20T15:00:00Z'),
  }
  const spent = (staffId: string) => minutesSpent(db, { staffId, ...day })
  await say(done, { task: String(task), minutes: '10', note: '送った' })
  expect([await spent(csm.id), await spent(manager.id)]).toEqual([10, 7])
  const other = await taskOf(accountId)
  await db.deleteFrom('today.answer').execute()
  await say(later, { task: String(other), choice: 'next_week' })
  setClock(friday.add({ hours: 2 }))
  await transact(db, tx => closeTask(tx, csm, other, { kind: 'done', minutes: 20, note: null }))
  expect(await spent(csm.id)).toBe(30)
})

test('taking "later" back takes the task out of what waits, unless a colleague put it away since', async () => {
  const accountId = await account()
  const task = await taskOf(accountId)
  const snoozed = () => db.selectFrom('tasks.open_task').select('snoozed_until').executeTakeFirst()
  const later = () => say(href(paths.todaySnooze, { id: accountId }), { task: String(task), choice: 'next_week' })
  await later()
  expect((await snoozed())?.snoozed_until).not.toBeNull()
  await takeBack()
  expect((await snoozed())?.snoozed_until).toBeNull()
  await db.deleteFrom('today.answer').execute()
  await later()
  const until = new Date('2026-12-24T00:00:00Z')
  await transact(db, tx => snoozeTask(tx, manager, task, until))
  await takeBack()
  expect((await snoozed())?.snoozed_until).toEqual(until)
})
