import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cast, open, openStage, send, signInAs } from '../../../../test/cast.ts'
import { clear, judgeNow, putAccounts } from '../../../../test/support/today.ts'
import { href, paths } from '../../../paths.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { closeTask, createTask } from '../index.ts'
import { addCollaborator } from '../together/collaboration.ts'
import { recordMinutes } from '../together/minutes.ts'
import { planDay } from './plan.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const csm = { kind: 'staff', id: cast.csm.id } as const
const operator = { kind: 'staff', id: cast.operator.id } as const
let accounts: number[] = []

beforeEach(async () => {
  setClock(Temporal.Instant.from('2026-11-22T00:05:00Z'))
  await clear(db)
  accounts = await putAccounts(db, [
    { name: '小', owner: cast.csm.id, monthly: 1000 },
    { name: '大', owner: cast.csm.id, monthly: 100_000 },
  ])
})
afterEach(() => setClock(undefined))

const make = (title: string, more: { day?: string; at?: Date; account?: number; minutes?: number } = {}) =>
  transact(db, tx =>
    createTask(tx, csm, {
      accountId: accounts[more.account ?? 0] ?? 0,
      contactId: null,
      title,
      reason: null,
      assigneeId: cast.csm.id,
      due: more.at ? { at: more.at } : { day: more.day ?? '2026-11-22' },
      timeZone: 'Asia/Tokyo',
      minutes: more.minutes ?? 30,
    }),
  )
const order = async (id: string = cast.csm.id) => (await planDay(services, id)).tasks.map(({ task }) => task.title)
const move = async (id: number, how: string, role: 'csm' | 'operator' = 'csm') =>
  send(stage, href(paths.taskPlace, { id }), { move: how }, { cookie: await signInAs(stage, role) })

test('the day holds what is due by its end, in an order that says why, with what is at stake', async () => {
  await make('先のこと', { day: '2026-11-25' })
  await make('小さな契約')
  await make('大きな契約', { account: 1 })
  await make('短い用事', { minutes: 5 })
  await make('15時の電話', { at: new Date('2026-11-22T06:00:00Z') })
  await make('遅れたこと', { day: '2026-11-20' })
  await judgeNow(services, accounts)
  const { tasks, time } = await planDay(services, cast.csm.id)
  expect(tasks.map(({ task, why }) => [task.title, why])).toEqual([
    ['遅れたこと', 'overdue'],
    ['15時の電話', 'timed'],
    ['大きな契約', 'gain'],
    ['短い用事', 'gain'],
    ['小さな契約', undefined],
  ])
  expect(tasks.find(({ task }) => task.title === '大きな契約')?.task.stake).toMatchObject({ value: 1_200_000 })
  expect(time).toEqual({ available: 120, spent: 0 })
  const html = await (await open(stage, paths.tasks, { cookie: await signInAs(stage, 'csm') })).text()
  for (const words of ['1,200,000・解約リスク', '期限を過ぎている', '予定125分', '今日の時間に収まりません'])
    expect(html).toContain(words)
  expect(html).not.toContain('先のこと')
})

test('minutes spent on tasks are off the day, once, whoever closed them', async () => {
  const first = await make('一つ目')
  await transact(db, tx => closeTask(tx, csm, first, { kind: 'done', minutes: 20, note: null }))
  const second = await make('二つ目')
  await transact(db, tx => addCollaborator(tx, csm, second, cast.operator.id))
  await transact(db, tx => recordMinutes(tx, operator, second, 15))
  expect((await planDay(services, cast.csm.id)).time).toEqual({ available: 120, spent: 20 })
  expect((await planDay(services, cast.operator.id)).time).toEqual({ available: 120, spent: 15 })
  expect(await order(cast.operator.id)).toEqual(['二つ目'])
})

test('a person moves tasks up, down and first, for themselves and for that day', async () => {
  const [one, two, three] = [await make('一'), await make('二'), await make('三')]
  expect(await order()).toEqual(['一', '二', '三'])
  expect((await move(three, 'first')).status).toBe(303)
  expect(await order()).toEqual(['三', '一', '二'])
  await move(two, 'up')
  expect(await order()).toEqual(['三', '二', '一'])
  await move(three, 'down')
  expect(await order()).toEqual(['二', '三', '一'])
  await transact(db, tx => addCollaborator(tx, csm, one, cast.operator.id))
  expect(await order(cast.operator.id)).toEqual(['一'])
  setClock(Temporal.Instant.from('2026-11-23T00:05:00Z'))
  expect(await order()).toEqual(['一', '二', '三'])
})

test('one that is due later is taken into the day, and everything goes back in one click', async () => {
  await make('今日のこと')
  const later = await make('来週のこと', { day: '2026-11-30' })
  await move(later, 'first')
  expect(await order()).toEqual(['来週のこと', '今日のこと'])
  await send(stage, paths.tasksOrder, {}, { cookie: await signInAs(stage, 'csm') })
  expect(await order()).toEqual(['今日のこと'])
})

test('a task taken into a day with more than it shows is there', async () => {
  await sql`
    insert into tasks.task (account_id, title, assignee_id, due_at, due_on, minutes)
    select ${accounts[0]}, '遅れ' || n, ${cast.csm.id}, '2026-11-20T15:00:00Z', '2026-11-20', 5
    from generate_series(1, 250) n`.execute(db)
  const later = await make('来週のこと', { day: '2026-11-30' })
  await move(later, 'first')
  expect((await order()).slice(0, 2)).toEqual(['来週のこと', '遅れ1'])
  expect(await planDay(services, cast.csm.id)).toMatchObject({ more: true })
  const pressing = await make('もっと前', { day: '2026-11-10' })
  expect(await order()).toContain('もっと前')
  await move(pressing, 'first')
  expect((await order())[0]).toBe('もっと前')
})

test('two moves at once are two moves, and only of what is on one’s list', async () => {
  const ids = await Promise.all(['一', '二', '三', '四'].map(title => make(title)))
  const last = Math.max(...ids)
  await Promise.all([move(last, 'up'), move(last, 'up')])
  expect((await planDay(services, cast.csm.id)).tasks.map(({ task }) => task.id).indexOf(last)).toBe(1)
  expect((await move(last, 'first', 'operator')).status).toBe(404)
})

test('a day is that of the person, too: due today where they live, and moved until their day ends', async () => {
  await sql`update identity.staff set time_zone = 'America/New_York' where id = ${cast.csm.id}`.execute(db)
  try {
    // Half past nine there; the company's day ends in half an hour.
    setClock(Temporal.Instant.from('2026-11-22T14:30:00Z'))
    const ids = await Promise.all(['一', '二'].map(title => make(title, { at: new Date('2026-11-22T20:00:00Z') })))
    await make('明日のこと', { at: new Date('2026-11-23T20:00:00Z') })
    await move(Math.max(...ids), 'first')
    const moved = await order()
    expect(moved).toHaveLength(2)
    setClock(Temporal.Instant.from('2026-11-22T15:30:00Z'))
    expect(await order()).toEqual(moved)
  } finally {
    await sql`update identity.staff set time_zone = 'Asia/Tokyo' where id = ${cast.csm.id}`.execute(db)
  }
})

test('odd moves are refused, and a closed task has no place', async () => {
  const id = await make('一')
  expect((await move(id, 'sideways')).status).toBe(422)
  expect((await move(999_999, 'up')).status).toBe(404)
  await transact(db, tx => closeTask(tx, csm, id, { kind: 'done', minutes: 1, note: null }))
  expect((await move(id, 'first')).status).toBe(404)
})

test('the lists of others show their day without a way to change it', async () => {
  await make('一')
  await make('二')
  const cookie = await signInAs(stage, 'manager')
  const html = await (await open(stage, href(paths.tasks, {}, { who: cast.csm.id }), { cookie })).text()
  expect(html).toContain('一')
  expect(html).not.toContain('/place"')
  for (const who of ['all', 'nobody']) {
    const list = await (await open(stage, href(paths.tasks, {}, { who, view: 'today' }), { cookie })).text()
    expect(list).toContain('aria-current="page"')
    expect(list).not.toContain('view=today')
  }
})
