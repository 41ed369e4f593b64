import { sql } from 'kysely'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { cast, openStage } from '../../../test/cast.ts'
import { setClock } from '../../platform/clock.ts'
import { transact } from '../../platform/db.ts'
import { accountEntries } from '../activity/index.ts'
import { joinAccounts, takeAccounts, takeContacts } from '../customers/index.ts'
import { closeTask, createPlayTasks } from './index.ts'
import type { PlayTask } from './play-tasks.ts'
import { findTask } from './queries.ts'

const stage = await openStage()
const { db } = stage.services
const csm = { kind: 'staff', id: cast.csm.id } as const
const at = new Date('2026-01-01T00:00:00Z')
const { ids } = await transact(db, tx =>
  takeAccounts(
    tx,
    ['madai', 'buri'].map(groupId => ({ groupId, traits: { name: groupId }, at })),
  ),
)
const account = ids.get('madai') ?? 0
const other = ids.get('buri') ?? 0
const contacts = await transact(db, tx => takeContacts(tx, [{ userId: 'u1', traits: { name: '湊 一郎' }, at }]))
const contact = contacts.ids.get('u1') ?? 0
await transact(db, tx => joinAccounts(tx, [{ contactId: contact, accountId: account, at }]))
await sql`update customers.account set owner_id = ${cast.csm.id} where id = ${account}`.execute(db)

const call: PlayTask = {
  sourceId: '1.call',
  accountId: account,
  contactId: contact,
  title: '様子をうかがう電話をする',
  reason: '2週間ログインがありません',
  proposal: '給餌の記録で困っていないかを聞く',
  assign: 'owner',
  dueInDays: 2,
  minutes: 20,
}
const make = (...inputs: readonly Partial<PlayTask>[]) =>
  transact(db, tx =>
    createPlayTasks(
      tx,
      inputs.map(input => ({ ...call, ...input })),
    ),
  )

beforeEach(async () => {
  setClock(Temporal.Instant.from('2026-11-22T00:05:00Z'))
  await sql`truncate tasks.task, customers.account_change, activity.entry cascade`.execute(db)
  await sql`update identity.staff set strengths = '{}'`.execute(db)
})
afterEach(() => setClock(undefined))

test('a task of a play says why and what, is told in the timeline, and has the account looked at again', async () => {
  const id = (await make({})).get('1.call') ?? 0
  expect(await findTask(db, id)).toMatchObject({
    title: call.title,
    reason: call.reason,
    proposal: call.proposal,
    assignee: cast.csm.name,
    contactId: contact,
    dueOn: '2026-11-24',
    dueAt: new Date('2026-11-24T15:00:00Z'),
    minutes: 20,
    source: 'play',
    sourceId: '1.call',
    createdBy: null,
  })
  const [entry] = await accountEntries(db, [account], { module: 'tasks', before: new Date('2027-01-01'), limit: 5 })
  expect(entry).toMatchObject({ name: 'tasks.task_proposed', actor_kind: 'system', data: { title: call.title } })
  expect(await db.selectFrom('customers.account_change').select('account_id').execute()).toEqual([
    { account_id: account },
  ])
})

test('the same step of the same enrollment makes one task, however often and together with others it is asked for', async () => {
  const first = await make({})
  const again = await make({ title: '別の題' }, { sourceId: '2.call', accountId: other })
  expect(again.get('1.call')).toBe(first.get('1.call'))
  expect([...again.keys()].sort()).toEqual(['1.call', '2.call'])
  expect(await findTask(db, first.get('1.call') ?? 0)).toMatchObject({ title: call.title })
  const told = await db.selectFrom('activity.entry').select('id').where('name', '=', 'tasks.task_proposed').execute()
  expect(told).toHaveLength(2)
  expect((await make({ sourceId: '3.call' }, { sourceId: '3.call' })).size).toBe(1)
})

test('an account that is gone has no task, and a contact of another account is left out', async () => {
  const made = await make({ accountId: 999_999 }, { sourceId: '2.call', accountId: other })
  expect([...made.keys()]).toEqual(['2.call'])
  expect(await findTask(db, made.get('2.call') ?? 0)).toMatchObject({ contactId: null, assigneeId: null })
})

test('it goes to whoever states the strengths it wants, and is spread by the minutes they have open', async () => {
  await sql`update identity.staff set strengths = '{Excel}' where id = any(${[cast.operator.id, cast.legal.id]})`.execute(
    db,
  )
  const many = Array.from({ length: 10 }, (_, n) => ({ sourceId: `${n}.x`, assign: { strengths: ['excel'] } }))
  await make(...many)
  const { rows } = await sql`
    select assignee_id, count(*)::int as count from tasks.task group by 1 order by 1`.execute(db)
  expect(rows).toEqual([
    { assignee_id: cast.legal.id, count: 5 },
    { assignee_id: cast.operator.id, count: 5 },
  ])
})

test('texts that a placeholder made too long are cut, and empty ones are none', async () => {
  const made = await make({ title: '長'.repeat(300), reason: '理'.repeat(3000), proposal: '  ' })
  const task = await findTask(db, made.get('1.call') ?? 0)
  expect([...(task?.title ?? '')]).toHaveLength(200)
  expect(task?.title.endsWith('…')).toBe(true)
  expect([...(task?.reason ?? '')]).toHaveLength(2000)
  expect(task?.proposal).toBeNull()
})

test('however many they are, it takes the same few statements', async () => {
  const run = vi.spyOn(Client.prototype, 'query')
  const count = async (many: number, from: number) => {
    const before = run.mock.calls.length
    await make(
      ...Array.from({ length: many }, (_, n) => ({ sourceId: `${from + n}.y`, assign: { role: 'csm' as const } })),
    )
    return run.mock.calls.length - before
  }
  const few = await count(2, 10)
  expect(few).toBeGreaterThan(5)
  expect(await count(2000, 5000)).toBe(few)
})

test('what became of it is published for plays and effects, once, with the minutes of everybody', async () => {
  const id = (await make({})).get('1.call') ?? 0
  await transact(db, tx => closeTask(tx, csm, id, { kind: 'something_else', minutes: 15, note: '港で会って話した' }))
  await sql`
    insert into tasks.spent (task_id, staff_id, minutes, at) values (${id}, ${cast.operator.id}, 10, now())`.execute(db)
  const facts = await db.selectFrom('tasks.outcome_fact').selectAll().execute()
  expect(facts).toMatchObject([
    {
      task_id: id,
      source: 'play',
      source_id: '1.call',
      account_id: account,
      kind: 'something_else',
      minutes: 25,
      note: '港で会って話した',
      staff_id: cast.csm.id,
      title: call.title,
      changed: false,
    },
  ])
  const minutes = await db.selectFrom('tasks.minutes_fact').select(['staff_id', 'minutes']).execute()
  expect(minutes).toEqual(
    expect.arrayContaining([
      { staff_id: cast.csm.id, minutes: 15 },
      { staff_id: cast.operator.id, minutes: 10 },
    ]),
  )
})
