import { afterEach, beforeEach, expect, test } from 'vitest'
import { cast, openStage } from '../../../test/cast.ts'
import { clear, judgeNow, putAccounts } from '../../../test/support/today.ts'
import { setClock } from '../../platform/clock.ts'
import { transact } from '../../platform/db.ts'
import { createPlayTasks, createTask } from '../tasks/index.ts'
import { askList } from './list/load.ts'
import { dueTask, dueTasks } from './list/pool.ts'
import { accountForAnswer, tasksOfDay } from './queries.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
let account = 0

beforeEach(async () => {
  setClock(Temporal.Instant.from('2026-11-22T00:05:00Z'))
  await clear(db)
  ;[account = 0] = await putAccounts(db, [{ name: '甲', owner: cast.manager.id }])
})
afterEach(() => setClock(undefined))

const due = { due: { day: '2026-11-22' }, timeZone: 'Asia/Tokyo', minutes: 30 } as const

test('a task is on the lists of all who work on it, and each of them may answer for its account', async () => {
  const task = {
    accountId: account,
    contactId: null,
    title: '契約の見直し',
    reason: null,
    assigneeId: cast.csm.id,
    ...due,
  }
  const id = await transact(db, tx => createTask(tx, { kind: 'system' }, task))
  await judgeNow(services, [account])
  const { list } = await askList(db, cast.operator, undefined)
  expect([(await tasksOfDay(db, cast.operator.id, list)).total, [...(await dueTasks(db, list))]]).toEqual([0, []])
  expect((await accountForAnswer(db, account))?.taskAssignees).toEqual([cast.csm.id])
  await db
    .insertInto('tasks.collaboration')
    .values({ task_id: id, staff_id: cast.operator.id, added_at: new Date(), added_by: null, left_at: null })
    .execute()
  expect((await tasksOfDay(db, cast.operator.id, list)).tasks).toMatchObject([{ id }])
  expect((await dueTasks(db, list)).get(account)).toMatchObject({ id })
  expect(await dueTask(db, list, { id, accountId: account })).toMatchObject({ id })
  expect((await accountForAnswer(db, account))?.taskAssignees).toEqual([cast.csm.id, cast.operator.id])
})

test('a task of a play is on the list of who it was given to', async () => {
  await transact(db, tx =>
    createPlayTasks(tx, [
      {
        sourceId: '1.a',
        accountId: account,
        contactId: null,
        title: '電話する',
        reason: '静か',
        proposal: '聞く',
        assign: { staffId: cast.operator.id },
        dueInDays: 0,
        minutes: 10,
      },
    ]),
  )
  await judgeNow(services, [account])
  const { list } = await askList(db, cast.operator, undefined)
  expect((await dueTasks(db, list)).get(account)).toMatchObject({ title: '電話する' })
})
