import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cast, open, openStage, send, signInAs } from '../../../../test/cast.ts'
import { clear, judgeNow, mergeNow, putAccounts, putHealth, type TestAccount } from '../../../../test/support/today.ts'
import { href, paths } from '../../../paths.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { noteSentiment } from '../../health/index.ts'
import { addCollaborator, closeTask, createTask, snoozeTask } from '../../tasks/index.ts'
import { todayJobs } from '../jobs.ts'
import { dayOf } from '../judging/candidates.ts'
import { countFigures } from '../judging/figures.ts'
import { removeSample } from '../moves.ts'
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

async function account(more: Partial<TestAccount> = {}): Promise<number> {
  const ids = await putAccounts(db, [{ name: 'みなと', owner: cast.csm.id, monthly: 100_000, score: 20, ...more }])
  await judgeNow(services, ids)
  return ids[0] ?? 0
}

async function say(path: string, fields: Record<string, string> = {}): Promise<Response> {
  return send(stage, path, { list: cast.csm.id, seen: '0', ...fields }, { cookie: await signInAs(stage, 'csm') })
}

const answers = () =>
  db.selectFrom('today.answer').select(['id', 'minutes', 'estimated', 'note']).orderBy('id').execute()

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

const standing = () =>
  db.selectFrom('tasks.outcome').select(['note', 'estimated', 'withdrawn_at']).orderBy('id').execute()

test('taking an answer back leaves what a colleague said of the task since', async () => {
  const accountId = await account()
  const task = await taskOf(accountId)
  const spent = { minutes: '10', estimated: 'on' }
  await say(href(paths.todayCompletion, { id: accountId }), { task: String(task), ...spent, note: '送った' })
  expect(await standing()).toMatchObject([{ note: '送った', estimated: true }])
  expect((await answers()).map(one => one.estimated)).toEqual([true])
  await say(href(paths.taskReopening, { id: task }))
  await transact(db, tx => closeTask(tx, manager, task, { kind: 'not_needed', note: '先方から届いた' }))
  await takeBack()
  expect((await standing())[1]).toEqual({ note: '先方から届いた', estimated: false, withdrawn_at: null })
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

type Closing = typeof paths.taskCompletion | typeof paths.taskAlternative | typeof paths.taskDismissal

describe('a task that is closed elsewhere', () => {
  const hours = (count: number) => setClock(friday.add({ hours: count }))
  /** What became of it, as its own page sends it; and what hears of it. */
  async function close(task: number, path: Closing = paths.taskCompletion, fields: Record<string, string> = {}) {
    expect((await say(href(path, { id: task }), fields)).status).toBe(303)
    await heard()
  }
  /** Today is told of accounts that changed; the scores of these tests are not counted anew. */
  const heard = async () => {
    const { rows } = await sql<{ id: number }>`delete from customers.account_change returning account_id as id`.execute(
      db,
    )
    await judgeNow(
      services,
      rows.map(row => row.id),
    )
  }
  const read = async (path: string = paths.today) =>
    (await open(stage, path, { cookie: await signInAs(stage, 'csm') })).text()
  const asksForSomebody = async () => (await read()).includes('class="need-name"')
  const quiet = async () =>
    (await db.selectFrom('today.candidate').select('quiet_until').executeTakeFirst())?.quiet_until ?? null
  const kept = () =>
    db.selectFrom('today.met').select(['task_id', 'account_id', 'signals']).orderBy('task_id').execute()
  const feels = (accountId: number) =>
    transact(db, tx => noteSentiment(tx, csm, accountId, { value: 0, note: null, sample: false }))

  test('lets its account rest for a week, and both pages say why', async () => {
    const id = await account()
    const task = await taskOf(id)
    expect(await asksForSomebody()).toBe(true)
    await close(task, paths.taskAlternative, { minutes: '45', note: '訪問した' })
    const html = await read()
    expect(html).not.toContain('class="need-name"')
    expect(html).toContain('タスク「契約書を送る」の代わりに別の対応をしました')
    expect(html).toContain('今日の分はすべて終わりました')
    expect(await read(href(paths.account, { id }))).toContain(
      'タスク「契約書を送る」の代わりに別の対応をしたので、2026年11月27日',
    )
    hours(24)
    expect(await read()).not.toContain('タスク「契約書を送る」')
    hours(7 * 24 - 1)
    await judgeNow(services, [id])
    expect(await asksForSomebody()).toBe(false)
    hours(7 * 24)
    await judgeNow(services, [id])
    expect(await asksForSomebody()).toBe(true)
    expect(await read(href(paths.account, { id }))).not.toContain('訪問したので')
  })

  test('lets it rest for everybody, whoever of those who work on it closed it', async () => {
    const id = await account()
    const task = await taskOf(id)
    await transact(db, async tx => {
      await addCollaborator(tx, csm, task, manager.id)
      await closeTask(tx, manager, task, { kind: 'done', minutes: 20, note: null })
    })
    await heard()
    expect(await asksForSomebody()).toBe(false)
    expect(await read()).toContain(`を終えました</a>（20分）（${cast.manager.name}さん）`)
  })

  test('not when it was not needed; an open task stands there all the same', async () => {
    const id = await account()
    await close(await taskOf(id), paths.taskDismissal, { note: '先方から届いた' })
    expect(await asksForSomebody()).toBe(true)
    await close(await taskOf(id))
    expect(await asksForSomebody()).toBe(false)
    await taskOf(id)
    expect(await read()).toContain('タスク「契約書を送る」の期限は今日です')
  })

  test('a signal more telling than those of then brings it back; so does the task, once it is open again', async () => {
    const id = await account()
    const task = await taskOf(id)
    await close(task)
    expect(await kept()).toMatchObject([{ task_id: task, signals: [{ key: 'bad' }] }])
    await feels(id)
    await heard()
    expect(await quiet()).toBeNull()
    hours(2)
    await close(await taskOf(id))
    expect(await quiet()).toEqual(new Date('2026-11-27T03:00:00Z'))
    hours(3)
    await say(href(paths.taskReopening, { id: (await kept())[1]?.task_id ?? 0 }))
    await heard()
    // The earlier one stands, but knew of no such feeling.
    expect(await quiet()).toBeNull()
    await close(task + 1)
    expect(await quiet()).toEqual(new Date('2026-11-27T04:00:00Z'))
  })

  test('that is of an account without a signal lets it rest from nothing that comes up later', async () => {
    const id = await account({ score: 90 })
    await close(await taskOf(id))
    expect(await kept()).toMatchObject([{ signals: [] }])
    await feels(id)
    await heard()
    expect(await quiet()).toBeNull()
    expect(await asksForSomebody()).toBe(true)
  })

  test('what is answered on Today counts there only; taken back, what was done elsewhere counts again', async () => {
    const id = await account()
    await close(await taskOf(id))
    hours(1)
    const task = await taskOf(id)
    await say(href(paths.todayCompletion, { id }), { task: String(task), minutes: '5' })
    await heard()
    expect((await kept()).map(one => one.task_id)).not.toContain(task)
    expect(await quiet()).toEqual(new Date('2026-11-27T02:00:00Z'))
    expect(await read(href(paths.account, { id }))).toContain('対応を完了にしたので')
    await takeBack()
    expect(await quiet()).toEqual(new Date('2026-11-27T01:00:00Z'))
    await heard()
    expect(await quiet()).toEqual(new Date('2026-11-27T01:00:00Z'))
  })

  test('goes with its account into the one it is merged with, and counts as a person who was there', async () => {
    const id = await account({ score: 90, days: ['2026-11-19'] })
    const other = await account()
    await close(await taskOf(id))
    const calm = async () => {
      await transact(db, tx => countFigures(tx, dayOf('Asia/Tokyo')))
      return (await db.selectFrom('today.reference').select('calm_accounts').executeTakeFirst())?.calm_accounts
    }
    expect(await calm()).toBe(0)
    expect(await quiet()).toBeNull()
    await close(await taskOf(other))
    await mergeNow(services, { fromId: id, intoId: other })
    expect((await kept()).map(one => one.account_id)).toEqual([other, other])
    await putHealth(db, other, { score: 20 })
    await judgeNow(services, [other])
    expect(await quiet()).not.toBeNull()
  })

  test('is forgotten when it lets nobody rest any more, and with the sample it is of', async () => {
    const id = await account()
    const task = await taskOf(id)
    await close(task)
    await close(await taskOf(id))
    await sql`update tasks.task set sample = true where id = ${task}`.execute(db)
    await transact(db, tx => removeSample(tx))
    expect(await kept()).toHaveLength(1)
    await sql`delete from tasks.task where id = ${task}`.execute(db)
    const renew = todayJobs.find(job => job.name === 'today.renew')
    hours(7 * 24 - 1)
    await renew?.run(services, { force: true }, new AbortController().signal)
    expect(await kept()).toHaveLength(1)
    hours(7 * 24)
    await renew?.run(services, { force: true }, new AbortController().signal)
    expect(await kept()).toHaveLength(0)
  })
})
