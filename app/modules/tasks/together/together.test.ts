import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cast, open, openStage, send, signInAs } from '../../../../test/cast.ts'
import { erasedPerson } from '../../../../test/support/erased.ts'
import { clear, putAccounts } from '../../../../test/support/today.ts'
import { href, paths } from '../../../paths.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { closeTask, createPlayTasks, createTask } from '../index.ts'
import { leaveTasks } from '../leaving.ts'
import { forgetContact } from '../moves.ts'
import type { PlayTask } from '../play-tasks.ts'
import { findTask, listTasks } from '../queries.ts'
import { changeTask } from '../task.ts'
import { addCollaborator, removeCollaborator } from './collaboration.ts'
import { addComment } from './comment.ts'
import { recordMinutes } from './minutes.ts'
import { callsFor, collaboratorsOf, commentsOf, revisionsOf } from './queries.ts'

const stage = await openStage()
const { db } = stage.services
const csm = { kind: 'staff', id: cast.csm.id } as const
const operator = { kind: 'staff', id: cast.operator.id } as const
let account = 0
let task = 0
const call = {
  contactId: null,
  title: '契約の見直し',
  reason: '更新が近い',
  assigneeId: cast.csm.id,
  due: { day: '2026-11-22' },
  timeZone: 'Asia/Tokyo',
  minutes: 30,
}

beforeEach(async () => {
  setClock(Temporal.Instant.from('2026-11-22T00:05:00Z'))
  await clear(db)
  ;[account = 0] = await putAccounts(db, [{ name: '甲', owner: cast.manager.id }])
  task = await transact(db, tx => createTask(tx, csm, { ...call, accountId: account }))
})
afterEach(() => setClock(undefined))

const post = async (path: string, values: Record<string, string>, role: 'csm' | 'operator' | 'legal' = 'csm') =>
  send(stage, path, values, { cookie: await signInAs(stage, role) })
const page = async (path: string, role: 'csm' | 'operator' | 'legal') =>
  (await open(stage, path, { cookie: await signInAs(stage, role) })).text()
const mine = (assigneeId: string) => listTasks(db, { assigneeId, view: 'open', limit: 10 })

describe('several people on one task', () => {
  test('have it on their lists, and one closes it for all', async () => {
    expect(await mine(cast.operator.id)).toHaveLength(0)
    expect((await post(href(paths.taskCollaborators, { id: task }), { staffId: cast.operator.id })).status).toBe(303)
    await post(href(paths.taskCollaborators, { id: task }), { staffId: cast.operator.id })
    expect(await mine(cast.operator.id)).toMatchObject([
      { id: task, assignee: cast.csm.name, collaborators: ['小川 操'] },
    ])
    expect(await page(paths.tasks, 'operator')).toContain('契約の見直し')
    const { rows } = await sql`select name from activity.entry where name = 'tasks.collaborator_added'`.execute(db)
    expect(rows).toHaveLength(1)
    await post(href(paths.taskCompletion, { id: task }), { minutes: '15' }, 'operator')
    expect([await mine(cast.operator.id), await mine(cast.csm.id)]).toEqual([[], []])
    const late = await post(href(paths.taskCollaborators, { id: task }), { staffId: cast.legal.id })
    expect([late.status, (await late.text()).includes('すでに終わっています')]).toEqual([422, true])
  })

  test('each say their minutes; those of who left count, and the sum is published', async () => {
    await transact(db, tx => addCollaborator(tx, csm, task, cast.operator.id))
    expect((await post(href(paths.taskMinutes, { id: task }), { minutes: '20' }, 'legal')).status).toBe(404)
    expect((await post(href(paths.taskMinutes, { id: task }), { minutes: '2000' }, 'operator')).status).toBe(422)
    expect((await post(href(paths.taskMinutes, { id: task }), { minutes: '20' }, 'operator')).status).toBe(303)
    await transact(db, tx => removeCollaborator(tx, csm, task, cast.operator.id))
    expect(await collaboratorsOf(db, task)).toMatchObject([{ staffId: cast.operator.id, present: false, minutes: 20 }])
    expect(await mine(cast.operator.id)).toHaveLength(0)
    await transact(db, tx => closeTask(tx, csm, task, { kind: 'done', minutes: 10, note: null }))
    expect(await db.selectFrom('tasks.outcome_fact').select('minutes').execute()).toEqual([{ minutes: 30 }])
    await transact(db, tx => recordMinutes(tx, operator, task, null))
    expect(await db.selectFrom('tasks.outcome_fact').select('minutes').execute()).toEqual([{ minutes: 10 }])
  })

  test('whoever closes it counts once: the more of what they said before and with it; who it is of may say theirs, too', async () => {
    await transact(db, async tx => {
      await addCollaborator(tx, csm, task, cast.operator.id)
      await recordMinutes(tx, operator, task, 40)
      await recordMinutes(tx, csm, task, 5)
      await closeTask(tx, operator, task, { kind: 'done', minutes: 30, note: null })
    })
    const spent = await db.selectFrom('tasks.minutes_fact').select(['staff_id', 'minutes']).orderBy('minutes').execute()
    expect(spent).toEqual([
      { staff_id: cast.csm.id, minutes: 5 },
      { staff_id: cast.operator.id, minutes: 40 },
    ])
    expect(await db.selectFrom('tasks.outcome_fact').select('minutes').execute()).toEqual([{ minutes: 45 }])
    const path = href(paths.task, { id: task })
    expect(await page(path, 'csm')).toContain('自分がかけた時間')
    expect(await page(path, 'operator')).toContain('自分がかけた時間')
    expect(await page(path, 'legal')).not.toContain('自分がかけた時間')
  })

  test('nobody who is not here is added, and who leaves the company leaves the task', async () => {
    expect((await post(href(paths.taskCollaborators, { id: task }), { staffId: 'nobody' })).status).toBe(422)
    await transact(db, tx => addCollaborator(tx, csm, task, cast.legal.id))
    await transact(db, tx => leaveTasks(tx, cast.legal.id))
    expect(await collaboratorsOf(db, task)).toEqual([])
  })
})

describe('comments', () => {
  test('call colleagues by @, who see it on their list until they answer or say that they saw it', async () => {
    await post(href(paths.taskComments, { id: task }), { body: '@小川さん、見積りをお願いします。@法月 律 さんも' })
    expect(await callsFor(db, cast.operator.id)).toMatchObject([{ taskId: task, name: cast.csm.name, account: '甲' }])
    expect(await page(paths.tasks, 'operator')).toContain('見積りをお願いします')
    expect(await page(paths.tasks, 'csm')).not.toContain('見積りをお願いします')
    await post(href(paths.taskComments, { id: task }), { body: '出しました' }, 'operator')
    expect(await callsFor(db, cast.operator.id)).toEqual([])
    expect(await callsFor(db, cast.legal.id)).toHaveLength(1)
    await post(href(paths.taskCommentsSeen, { id: task }), {}, 'legal')
    expect(await callsFor(db, cast.legal.id)).toEqual([])
    expect(await page(href(paths.task, { id: task }), 'legal')).toContain('出しました')
  })

  test('say whom they call, and when they call nobody though they seem to', async () => {
    const told = async (body: string) =>
      [1, 2].reduce(
        decodeURIComponent,
        (await post(href(paths.taskComments, { id: task }), { body })).headers.getSetCookie().join(),
      )
    expect(await told('@小川さん、どうぞ')).toMatch(/savedTo".*小川 操/)
    expect(await told('@尾川さん、どうぞ')).toMatch(/"care".*savedToNobody/)
    expect(await told('どうぞ')).toMatch(/comments\.saved"/)
  })

  test('are taken back by who wrote them only, and call nobody any more', async () => {
    const { id } = await transact(db, tx => addComment(tx, csm, task, '@小川 まちがえました'))
    expect((await post(href(paths.taskCommentWithdrawal, { id }), {}, 'operator')).status).toBe(403)
    expect((await post(href(paths.taskCommentWithdrawal, { id }), {})).status).toBe(303)
    expect(await commentsOf(db, task)).toMatchObject([{ body: null }])
    expect(await callsFor(db, cast.operator.id)).toEqual([])
    expect((await post(href(paths.taskCommentWithdrawal, { id }), {})).status).toBe(409)
  })

  test('are shown as far as they are the latest 200, which is said', async () => {
    const path = href(paths.task, { id: task })
    await sql`
      insert into tasks.comment (task_id, staff_id, body, at)
      select ${task}, ${cast.csm.id}, 'その' || n || '。', now() from generate_series(1, 200) n`.execute(db)
    expect(await page(path, 'csm')).not.toContain('新しいほうから')
    await transact(db, tx => addComment(tx, csm, task, '最後'))
    const html = await page(path, 'csm')
    expect([html.includes('新しいほうから200件'), html.includes('その1。'), html.includes('最後')]).toEqual([
      true,
      false,
      true,
    ])
  })

  test('are not empty, not endless, and harmless', async () => {
    const path = href(paths.taskComments, { id: task })
    expect((await post(path, { body: ' ' })).status).toBe(422)
    const long = await post(path, { body: '長'.repeat(4001) })
    expect([long.status, (await long.text()).includes('長長長')]).toEqual([422, true])
    expect((await post(path, { body: '<script>alert(1)</script> @' })).status).toBe(303)
    expect(await page(href(paths.task, { id: task }), 'csm')).not.toContain('<script>alert')
    expect((await post(href(paths.taskComments, { id: 999_999 }), { body: 'x' })).status).toBe(404)
  })
})

describe('what a play proposed', () => {
  const proposal: PlayTask = {
    sourceId: '7.call',
    accountId: account,
    contactId: null,
    title: '電話する',
    reason: '2週間静かです',
    proposal: '困りごとを聞く',
    assign: { staffId: cast.csm.id },
    dueInDays: 0,
    minutes: 15,
  }
  const make = async () =>
    (await transact(db, tx => createPlayTasks(tx, [{ ...proposal, accountId: account }]))).get('7.call') ?? 0
  const fields = { title: '電話する', reason: '2週間静かです', dueOn: '2026-11-22', minutes: '15' }

  test('is read as Markdown, also what it was before; HTML stands there as it was typed', async () => {
    const id = await make()
    const listed = '- 困りごとを聞く\n- **一つ**決める<script>alert(1)</script>'
    await post(href(paths.task, { id }), { ...fields, version: '1', proposal: listed })
    await post(href(paths.task, { id }), { ...fields, version: '2', proposal: '1. 港で会う' })
    const shown = await page(href(paths.task, { id }), 'csm')
    expect(shown).toContain('<ol>\n<li>港で会う</li>\n</ol>')
    expect(shown).toContain('<li>困りごとを聞く</li>\n<li><strong>一つ</strong>決める&lt;script&gt;')
    expect(shown).not.toContain('<script>alert')
  })

  test('is shown with its reason and a way to why, and what a person makes of it is kept beside it', async () => {
    const id = await make()
    const before = await page(href(paths.task, { id }), 'csm')
    for (const words of ['困りごとを聞く', '2週間静かです', href(paths.enrollment, { id: 7 })])
      expect(before).toContain(words)
    const edit = { ...fields, version: '1', proposal: '港で会って話す' }
    await post(href(paths.task, { id }), { ...edit, dueOn: '2026-11-24', proposal: '困りごとを聞く' })
    expect(await revisionsOf(db, id)).toEqual([])
    await post(href(paths.task, { id }), { ...edit, version: '2' })
    expect(await revisionsOf(db, id)).toMatchObject([{ proposal: '困りごとを聞く', name: cast.csm.name }])
    expect(await findTask(db, id)).toMatchObject({ proposal: '港で会って話す' })
    const after = await page(href(paths.task, { id }), 'csm')
    for (const words of ['港で会って話す', '困りごとを聞く', '提案から変更あり']) expect(after).toContain(words)
    const { rows } = await sql`select name from activity.entry where name like 'tasks.%changed' order by id`.execute(db)
    expect(rows).toEqual([{ name: 'tasks.task_changed' }, { name: 'tasks.proposal_changed' }])
    await transact(db, tx => closeTask(tx, csm, id, { kind: 'done', minutes: 5, note: null }))
    expect(await db.selectFrom('tasks.outcome_fact').select('changed').execute()).toEqual([{ changed: true }])
  })

  test('is not kept when somebody else changed the task meanwhile, nor of tasks that people made', async () => {
    const id = await make()
    const late = await post(href(paths.task, { id }), { ...fields, title: '別', version: '9' })
    expect([late.status, await revisionsOf(db, id)]).toEqual([422, []])
    const input = { ...call, title: '別の題' }
    await transact(db, tx => changeTask(tx, csm, { id: task, accountId: account, version: 1 }, input))
    expect(await revisionsOf(db, task)).toEqual([])
  })

  test('forgets a person who is erased, wherever they were named', async () => {
    const id = await make()
    await post(href(paths.task, { id }), { ...fields, version: '1', proposal: '田中太郎さんに会う' })
    await post(href(paths.task, { id }), { ...fields, version: '2', proposal: '社長に会う' })
    await transact(db, tx => addComment(tx, csm, task, '田中太郎さんは午前がよい'))
    await transact(db, tx => addComment(tx, csm, task, '了解'))
    await transact(db, tx => forgetContact(tx, erasedPerson({ name: '田中 太郎', accountIds: [account] })))
    expect(
      JSON.stringify([await revisionsOf(db, id), await commentsOf(db, task), await findTask(db, id)]),
    ).not.toContain('田中')
    expect(await commentsOf(db, task)).toMatchObject([{ body: '…' }, { body: '了解' }])
  })
})
