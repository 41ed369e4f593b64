import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cast, open, openStage, send, signInAs } from '../../../test/cast.ts'
import { erasedPerson } from '../../../test/support/erased.ts'
import { href, paths } from '../../paths.ts'
import { setClock } from '../../platform/clock.ts'
import { transact } from '../../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../../platform/errors.ts'
import { accountEntries } from '../activity/index.ts'
import { joinAccounts, takeAccounts, takeContacts } from '../customers/index.ts'
import { addCollaborator, closeTask, createTask, snoozeTask } from './index.ts'
import { forgetContact } from './moves.ts'
import { reopenTask } from './outcome.ts'
import { type Cursor, countListed, countTasks, cursorAfter, findTask, listTasks } from './queries.ts'
import { outcomeKinds } from './tables.ts'
import { assignTask, changeTask, type NewTask } from './task.ts'
import { readTimeline } from './timeline.ts'

const stage = await openStage()
const { db } = stage.services
const csm = { kind: 'staff', id: cast.csm.id } as const
const operator = { kind: 'staff', id: cast.operator.id } as const
const morning = Temporal.Instant.from('2026-11-22T00:05:00Z')
const at = new Date('2026-01-01T00:00:00Z')

const { ids } = await transact(db, tx =>
  takeAccounts(tx, [
    { groupId: 'madai', traits: { name: 'みなと真鯛養殖' }, at },
    { groupId: 'buri', traits: { name: '瀬戸ブリファーム' }, at },
  ]),
)
const account = ids.get('madai') ?? 0
const other = ids.get('buri') ?? 0
const contacts = await transact(db, tx => takeContacts(tx, [{ userId: 'u1', traits: { name: '湊 一郎' }, at }]))
const contact = contacts.ids.get('u1') ?? 0
await transact(db, tx => joinAccounts(tx, [{ contactId: contact, accountId: account, at }]))

const call: NewTask = {
  accountId: account,
  contactId: null,
  title: '新しい担当の方に電話する',
  reason: '先月、担当が交代したため',
  assigneeId: cast.csm.id,
  due: { day: '2026-11-22' },
  timeZone: 'Asia/Tokyo',
  minutes: 25,
}
const make = (more: Partial<NewTask> = {}) => transact(db, tx => createTask(tx, csm, { ...call, ...more }))
const waiting = async () => (await db.selectFrom('customers.account_change').select('account_id').execute()).length

beforeEach(async () => {
  setClock(morning)
  await sql`truncate tasks.task, customers.account_change, activity.entry cascade`.execute(db)
})
afterEach(() => setClock(undefined))

describe('a list of tasks as a file', () => {
  const file = async (query: string) =>
    (await open(stage, `${paths.tasksExport}?${query}`, { cookie: await signInAs(stage, 'legal') })).text()

  test('holds what the list holds, with what came of those that are closed', async () => {
    const done = await make({ title: '=1+1', due: { day: '2026-11-20' } })
    await make({ title: '返事を書く', assigneeId: null })
    await transact(db, tx => closeTask(tx, csm, done, { kind: 'done', minutes: 12, note: '話せた' }))
    expect((await file('who=all')).trimEnd().split('\r\n').slice(1)).toEqual([
      'みなと真鯛養殖,返事を書く,先月、担当が交代したため,,,2026-11-22,25,,,,',
    ])
    const [closed = ''] = (await file(`who=${cast.csm.id}&view=closed`)).trimEnd().split('\r\n').slice(1)
    expect(closed).toMatch(
      /^みなと真鯛養殖,'=1\+1,先月、担当が交代したため,[^,]+,,2026-11-20,25,完了,12,話せた,2026-11-22T/,
    )
    const unneeded = await make({ title: 'もういらない', assigneeId: null })
    await transact(db, tx => closeTask(tx, csm, unneeded, { kind: 'not_needed', note: '済' }))
    expect(await file('who=nobody&view=closed')).toContain('2026-11-22,25,不要,,済,')
    expect((await file('who=nobody&view=closed&account=1')).trimEnd().split('\r\n')).toHaveLength(1)
  })

  test('is that of the day where the day is looked at', async () => {
    await make({ title: '今日のこと' })
    await make({ title: '来週のこと', due: { day: '2026-11-30' } })
    const who = `who=${cast.csm.id}`
    const titles = (csv: string) =>
      csv
        .trimEnd()
        .split('\r\n')
        .slice(1)
        .map(line => line.split(',')[1])
    expect(titles(await file(who))).toEqual(['今日のこと'])
    expect(titles(await file(`${who}&view=open`))).toEqual(['今日のこと', '来週のこと'])
  })
})

describe('a task', () => {
  test('is made for an account, told in its timeline, and has the account looked at again', async () => {
    const id = await make({ contactId: contact })
    expect(await findTask(db, id)).toMatchObject({
      account: 'みなと真鯛養殖',
      contactId: contact,
      assignee: cast.csm.name,
      dueOn: '2026-11-22',
      dueAt: new Date('2026-11-22T15:00:00Z'),
      minutes: 25,
      source: 'manual',
      closedAt: null,
      version: 1,
    })
    const [entry] = await accountEntries(db, [account], { module: 'tasks', before: new Date('2027-01-01'), limit: 5 })
    expect(entry).toMatchObject({ name: 'tasks.task_made', actor_id: cast.csm.id, data: { title: call.title } })
    expect(await waiting()).toBe(1)
  })

  test('stays in the timeline however much other modules record', async () => {
    const id = await make({})
    const at = new Date('2026-11-23')
    const others = Array.from({ length: 9 }, () => ({ name: 'customers.account_changed', account_id: account, at }))
    await db
      .insertInto('activity.entry')
      .values(others.map(entry => ({ ...entry, actor_kind: 'system' as const, data: '{}' })))
      .execute()
    const told = await readTimeline(db, account, { before: new Date('2027-01-01'), limit: 5 })
    expect(told).toMatchObject([
      { text: 'tasks:activity.task_made', href: href(paths.task, { id }), note: `${cast.csm.name} · ${call.reason}` },
    ])
  })

  test.each(outcomeKinds)(
    'about a person who is erased says nothing of them any more, in the record neither: %s',
    async kind => {
      const id = await make({ contactId: contact, title: '湊さんに電話する', reason: '湊さんが退職' })
      await transact(db, tx => closeTask(tx, csm, id, { kind, minutes: 5, note: '湊さんと話した' }))
      await transact(db, tx => forgetContact(tx, erasedPerson({ contactId: contact })))
      const { rows } = await sql<{ all: string }>`
      select concat((select jsonb_agg(t) from tasks.task t), (select jsonb_agg(o) from tasks.outcome o),
        (select jsonb_agg(e) from activity.entry e)) as all`.execute(db)
      expect(rows[0]?.all).not.toContain('湊さん')
      expect(rows[0]?.all).toContain('tasks.task_made')
    },
  )

  test('a form that was open while a person was erased does not bring the name back', async () => {
    const id = await make({ contactId: contact, title: '湊さんに電話する' })
    const seen = { id, accountId: account, version: 1 }
    await transact(db, tx => forgetContact(tx, erasedPerson({ contactId: contact })))
    const late = transact(db, tx => changeTask(tx, csm, seen, { ...call, title: '湊さんに電話する' }))
    await expect(late).rejects.toThrow(Conflict)
    expect(await findTask(db, id)).toMatchObject({ title: '…', version: 2 })
  })

  test('is refused for what is not there: account, contact of another account, person', async () => {
    await expect(make({ accountId: 999_999 })).rejects.toThrow(NotFound)
    await expect(make({ accountId: other, contactId: contact })).rejects.toThrow(Invalid)
    await expect(make({ assigneeId: 'nobody-here' })).rejects.toThrow(Invalid)
    expect(await listTasks(db, { view: 'open', limit: 10 })).toEqual([])
  })

  test('of a play is made once', async () => {
    await make({ play: 'play-1:step-2:account-3' })
    await expect(make({ play: 'play-1:step-2:account-3' })).rejects.toThrow()
  })

  test('two people edit: the second is told and overwrites nothing', async () => {
    const id = await make()
    const seen = { id, accountId: account, version: 1 }
    await transact(db, tx => changeTask(tx, csm, seen, { ...call, title: '訪問する' }))
    const late = transact(db, tx => changeTask(tx, operator, seen, { ...call, title: 'メールする' }))
    await expect(late).rejects.toThrow(Conflict)
    expect(await findTask(db, id)).toMatchObject({ title: '訪問する', version: 2 })
  })

  test('keeps the end of the day of who said it, when somebody in another time zone changes the words', async () => {
    const id = await make()
    const elsewhere = { ...call, title: '別の言い方', timeZone: 'America/New_York' }
    await transact(db, tx => changeTask(tx, operator, { id, accountId: account, version: 1 }, elsewhere))
    const due = new Date('2026-11-22T15:00:00Z')
    expect(await findTask(db, id)).toMatchObject({ title: '別の言い方', dueAt: due, dueOn: '2026-11-22' })
    const next = { ...elsewhere, due: { day: '2026-11-23' } }
    await transact(db, tx => changeTask(tx, operator, { id, accountId: account, version: 2 }, next))
    expect(await findTask(db, id)).toMatchObject({ dueAt: new Date('2026-11-24T05:00:00Z') })
  })

  test('is not handed to whom it is of already: nothing is told, and a form that is open still saves', async () => {
    const id = await make()
    await transact(db, tx => assignTask(tx, csm, id, cast.csm.id))
    expect(await findTask(db, id)).toMatchObject({ version: 1 })
    expect(await db.selectFrom('activity.entry').select('name').execute()).toEqual([{ name: 'tasks.task_made' }])
  })

  test('is handed to somebody, or to nobody', async () => {
    const id = await make()
    await transact(db, tx => assignTask(tx, csm, id, cast.operator.id))
    expect((await findTask(db, id))?.assignee).toBe(cast.operator.name)
    await transact(db, tx => assignTask(tx, csm, id, null))
    expect((await findTask(db, id))?.assignee).toBeNull()
    await expect(transact(db, tx => assignTask(tx, csm, id, 'nobody-here'))).rejects.toThrow(Invalid)
  })
})

describe('what becomes of a task', () => {
  test('of two people who close it at once, one does; the other is told', async () => {
    const id = await make()
    const done = { kind: 'done', minutes: 20, note: null } as const
    const results = await Promise.allSettled([
      transact(db, tx => closeTask(tx, csm, id, done)),
      transact(db, tx => closeTask(tx, operator, id, { kind: 'not_needed', note: '解決済み' })),
    ])
    expect(results.map(one => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await db.selectFrom('tasks.outcome').selectAll().execute()).toHaveLength(1)
  })

  test('can be taken back, and what was said stays on record', async () => {
    const id = await make()
    await transact(db, tx => closeTask(tx, csm, id, { kind: 'something_else', minutes: null, note: '訪問した' }))
    expect(await findTask(db, id)).toMatchObject({ outcome: 'something_else', outcomeNote: '訪問した' })
    await transact(db, tx => reopenTask(tx, csm, id))
    expect(await findTask(db, id)).toMatchObject({ outcome: null, closedAt: null })
    await expect(transact(db, tx => reopenTask(tx, csm, id))).rejects.toThrow(Conflict)
    const kept = await db.selectFrom('tasks.outcome').selectAll().execute()
    expect(kept).toMatchObject([{ kind: 'something_else', withdrawn_by: cast.csm.id }])
    await transact(db, tx => closeTask(tx, csm, id, { kind: 'done', minutes: 5, note: null }))
    const names = (
      await accountEntries(db, [account], { module: 'tasks', before: new Date('2027-01-01'), limit: 9 })
    ).map(one => one.name)
    expect(names).toEqual(['tasks.task_done', 'tasks.task_reopened', 'tasks.task_done_differently', 'tasks.task_made'])
  })

  test('later: it waits out of sight until its time, then is there again', async () => {
    const id = await make()
    const until = new Date('2026-11-22T04:00:00Z')
    await transact(db, tx => snoozeTask(tx, csm, id, until))
    expect(await listTasks(db, { view: 'open', limit: 5 })).toEqual([])
    expect(await listTasks(db, { view: 'later', limit: 5 })).toMatchObject([{ id, snoozedUntil: until }])
    setClock(Temporal.Instant.from('2026-11-22T04:00:01Z'))
    expect(await listTasks(db, { view: 'open', limit: 5 })).toMatchObject([{ id }])
    expect(await listTasks(db, { view: 'later', limit: 5 })).toEqual([])
  })
})

describe('the list', () => {
  test('is in the order of the day, page by page, nothing twice and nothing left out', async () => {
    for (const day of ['2026-11-24', '2026-11-20', '2026-11-22', '2026-11-22', '2026-12-24']) {
      await make({ due: { day } })
    }
    await make({ due: { at: new Date('2026-11-22T03:00:00Z') } })
    const seen: string[] = []
    let after: { at: Date; id: number } | undefined
    for (;;) {
      const page = await listTasks(db, { view: 'open', assigneeId: cast.csm.id, after, limit: 2 })
      const last = page.at(-1)
      if (!last) break
      seen.push(...page.map(task => task.dueOn ?? 'noon'))
      after = { at: last.dueAt, id: last.id }
    }
    expect(seen).toEqual(['2026-11-20', 'noon', '2026-11-22', '2026-11-22', '2026-11-24', '2026-12-24'])
    expect(await countTasks(db, { assigneeId: cast.csm.id })).toEqual({ open: 6, overdue: 1 })
  })

  test('of a person has theirs and those they work on with others in one order, page by page, and counted', async () => {
    const made: number[] = []
    for (let n = 0; n < 7; n++) {
      const id = await make({ title: `${n}`, assigneeId: n % 2 ? cast.operator.id : cast.csm.id })
      if (n % 2) await transact(db, tx => addCollaborator(tx, operator, id, cast.csm.id))
      made.push(id)
    }
    const mine = { assigneeId: cast.csm.id } as const
    const pages: number[] = []
    for (const view of ['open', 'closed'] as const) {
      let after: Cursor | undefined
      for (;;) {
        const rows = await listTasks(db, { ...mine, view, after, limit: 2 })
        pages.push(...rows.map(({ id }) => id))
        const last = rows.at(-1)
        if (!last) break
        after = cursorAfter(last, view)
      }
      if (view === 'closed') continue
      expect(await countTasks(db, mine)).toMatchObject({ open: 7 })
      for (const [n, id] of made.entries()) {
        const when = { at: new Date(morning.add({ minutes: n }).epochMilliseconds) }
        await transact(db, tx => closeTask(tx, csm, id, { kind: 'done', minutes: 1, note: null }, when))
      }
    }
    expect(pages).toEqual([...made, ...made.toReversed()])
    expect(await countListed(db, { ...mine, view: 'closed' })).toBe(7)
  })

  test('is mine, nobody’s, everybody’s, or of an account', async () => {
    const mine = await make()
    const unassigned = await make({ assigneeId: null, accountId: other })
    const list = async (filter: { assigneeId?: string | null; accountId?: number }) =>
      (await listTasks(db, { view: 'open', limit: 9, ...filter })).map(task => task.id)
    expect(await list({ assigneeId: cast.csm.id })).toEqual([mine])
    expect(await list({ assigneeId: null })).toEqual([unassigned])
    expect(await list({})).toEqual([mine, unassigned])
    expect(await list({ accountId: other })).toEqual([unassigned])
  })
})

test('when a person is removed, accounts they look after or have tasks for are brought up to date', async () => {
  const made = await transact(db, tx =>
    takeAccounts(
      tx,
      ['owned', 'not'].map(groupId => ({ groupId, traits: {}, at })),
    ),
  )
  const owned = made.ids.get('owned') ?? 0
  await db.updateTable('customers.account').set({ owner_id: cast.legal.id }).where('id', '=', owned).execute()
  await make({ accountId: other, assigneeId: cast.legal.id })
  await make({ assigneeId: cast.csm.id })
  await sql`truncate customers.account_change, customers.account_bulk_change`.execute(db)
  const admin = await signInAs(stage, 'admin')
  const reply = await send(stage, href(paths.staffMemberRemoval, { id: cast.legal.id }), {}, { cookie: admin })
  expect(reply.status).toBe(303)
  const marked = await db
    .selectFrom('customers.account_change')
    .select('account_id')
    .union(db.selectFrom('customers.account_bulk_change').select('account_id'))
    .orderBy('account_id')
    .execute()
  expect(marked.map(row => row.account_id)).toEqual([other, owned])
})

describe('on the page', () => {
  const fields = { accountId: String(account), title: '電話する', dueOn: '2026-11-22', minutes: '25', assigneeId: '' }

  test('a task is made, found in the list, and closed in one click', async () => {
    const cookie = await signInAs(stage, 'csm')
    const made = await send(stage, paths.tasks, { ...fields, assigneeId: cast.csm.id }, { cookie })
    expect([made.status, made.headers.get('location')]).toEqual([303, href(paths.account, { id: account })])
    const list = await (await open(stage, paths.tasks, { cookie })).text()
    expect(list).toContain('電話する')
    expect(list).toContain('みなと真鯛養殖')
    const [task] = await listTasks(db, { view: 'open', limit: 1 })
    const id = task?.id ?? 0
    const pressed = [
      ...(/<form[^>]*completion[\s\S]*?<\/form>/.exec(list)?.[0].matchAll(/name="(\w+)" value="(\w+)"/g) ?? []),
    ]
    const press = Object.fromEntries(pressed.map(([, name, value]) => [name, value]))
    expect(press).toEqual({ minutes: '25', estimated: 'on' })
    const done = await send(stage, href(paths.taskCompletion, { id }), press, { cookie })
    expect([done.status, done.headers.get('location')]).toEqual([303, paths.tasks])
    expect(await findTask(db, id)).toMatchObject({ outcome: 'done', outcomeMinutes: 25, outcomeEstimated: true })
    const [touch] = (await sql`select minutes, estimated from tasks.touch_fact where task_id = ${id}`.execute(db)).rows
    expect(touch).toEqual({ minutes: 25, estimated: true })
    expect(await (await open(stage, href(paths.task, { id }), { cookie })).text()).toContain('25分（見積もり）')
    await send(stage, href(paths.taskMinutes, { id }), { minutes: '25' }, { cookie })
    expect(await findTask(db, id)).toMatchObject({ outcomeMinutes: 25, outcomeEstimated: false })
    const again = await send(stage, href(paths.taskCompletion, { id }), { minutes: '25' }, { cookie })
    expect(again.headers.get('location')).toBe(href(paths.task, { id }))
  })

  test('a task can be about one of the people at the account', async () => {
    const cookie = await signInAs(stage, 'csm')
    const read = async (path: string) => (await open(stage, path, { cookie })).text()
    await db.updateTable('customers.contact').set({ name: '磯野 <波平>' }).where('id', '=', contact).execute()
    const choice = `<option value="${contact}">磯野 &lt;波平&gt;</option>`
    expect(await read(href(paths.taskNew, {}, { account }))).toContain(choice)
    expect(await read(href(paths.account, { id: account }))).toContain(choice)
    await send(stage, paths.tasks, { ...fields, contactId: String(contact) }, { cookie })
    const [task] = await listTasks(db, { view: 'open', limit: 1 })
    const id = task?.id ?? 0
    expect(task?.contactId).toBe(contact)
    expect(await read(href(paths.task, { id }))).toContain(
      `<a class="link" href="${href(paths.contact, { id: contact })}">`,
    )
    expect(await read(href(paths.taskEdit, { id }))).toContain(choice.replace('">', '" selected="">'))
    await send(
      stage,
      href(paths.task, { id }),
      { ...fields, version: String(task?.version), contactId: '' },
      { cookie },
    )
    expect((await findTask(db, id))?.contactId).toBeNull()
  })

  test('what was typed comes back with what is wrong', async () => {
    const cookie = await signInAs(stage, 'csm')
    const bad: Record<string, string>[] = [
      { title: '' },
      { title: 'あ'.repeat(201) },
      { dueOn: '2026-02-30' },
      { dueOn: "'; drop table tasks.task; --" },
      { dueTime: '99:99' },
      { minutes: '0' },
      { minutes: '-5' },
      { minutes: '1e3' },
      { minutes: '481' },
      { assigneeId: 'nobody-here' },
      { assigneeId: '<script>' },
      { contactId: String(contact + 99) },
      { contactId: '999999999999999999999' },
    ]
    for (const wrong of bad) {
      const reply = await send(stage, paths.tasks, { ...fields, ...wrong }, { cookie })
      expect([wrong, reply.status]).toEqual([wrong, 422])
      expect((await reply.text()).includes('form-errors')).toBe(true)
    }
    expect((await send(stage, paths.tasks, { ...fields, accountId: '999999' }, { cookie })).status).toBe(404)
    expect((await send(stage, paths.tasks, { ...fields, accountId: 'x' }, { cookie })).status).toBe(404)
    expect(await listTasks(db, { view: 'open', limit: 1 })).toEqual([])
  })

  test('HTML in a title is text', async () => {
    const cookie = await signInAs(stage, 'csm')
    const title = '<img src=x onerror=alert(1)>\u{1F41F}'
    const id = await make({ title })
    for (const path of [paths.tasks, href(paths.task, { id }), href(paths.taskEdit, { id })]) {
      const html = await (await open(stage, path, { cookie })).text()
      expect(html).not.toContain('<img src=x')
      expect(html).toContain('\u{1F41F}')
    }
  })

  test('a note that cannot be kept is given back with the reason', async () => {
    const cookie = await signInAs(stage, 'operator')
    const id = await make()
    const say = (answer: Record<string, string>) =>
      send(stage, href(paths.taskCompletion, { id }), { note: '来月にもう一度', ...answer }, { cookie })
    const wrong = await say({ minutes: 'abc' })
    expect([wrong.status, (await wrong.text()).includes('来月にもう一度')]).toEqual([422, true])
    await transact(db, tx => closeTask(tx, csm, id, { kind: 'done', minutes: 5, note: null }))
    const late = await say({ minutes: '5' })
    expect([late.status, (await late.text()).includes('来月にもう一度')]).toEqual([409, true])
  })

  test('not needed wants a reason, something else wants to know what, later wants a time ahead', async () => {
    const cookie = await signInAs(stage, 'csm')
    const id = await make()
    const say = async (path: string, answer: Record<string, string>) =>
      (await send(stage, path, answer, { cookie })).status
    expect(await say(href(paths.taskDismissal, { id }), {})).toBe(422)
    expect(await say(href(paths.taskDismissal, { id }), { reason: 'made up' })).toBe(422)
    expect(await say(href(paths.taskAlternative, { id }), { note: '  ' })).toBe(422)
    expect(await say(href(paths.taskSnooze, { id }), { choice: 'date', date: '2020-01-01' })).toBe(422)
    expect(await say(href(paths.taskSnooze, { id }), { choice: 'never' })).toBe(422)
    expect(await findTask(db, id)).toMatchObject({ closedAt: null, snoozedUntil: null })
    expect(await say(href(paths.taskSnooze, { id }), { choice: 'tomorrow' })).toBe(303)
    expect(await say(href(paths.taskDismissal, { id }), { reason: 'settled' })).toBe(303)
    expect(await findTask(db, id)).toMatchObject({ outcome: 'not_needed', outcomeNote: '自然に解決した' })
  })

  test('an answer leads back to the list it was given on, and never to another site', async () => {
    const cookie = await signInAs(stage, 'csm')
    const answer = async (referer: string) => {
      const path = href(paths.taskSnooze, { id: await make() })
      return (await send(stage, path, { choice: 'tomorrow' }, { cookie, headers: { referer } })).headers.get('location')
    }
    expect(await answer('http://localhost/tasks?who=all')).toBe('/tasks?who=all')
    expect(await answer('https://evil.example/tasks?who=all')).toBe('/tasks')
    expect(await answer('nonsense')).toBe('/tasks')
  })

  test('odd addresses are answered, not crashed on', async () => {
    const cookie = await signInAs(stage, 'csm')
    for (const query of ['view=x', 'who=%00', "who='--", 'account=0', 'account=1e9', 'after=9.9.9', 'after=-1']) {
      expect([query, (await open(stage, `${paths.tasks}?${query}`, { cookie })).status]).toEqual([query, 200])
    }
    expect((await open(stage, '/tasks/999999', { cookie })).status).toBe(404)
    expect((await open(stage, '/tasks/x', { cookie })).status).toBe(404)
    expect((await open(stage, `${paths.taskNew}?account=999999`, { cookie })).status).toBe(404)
  })
})
