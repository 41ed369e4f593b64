import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { cast, openStage, send, signInAs } from '../../../test/cast.ts'
import { judgeNow, putAccounts } from '../../../test/support/today.ts'
import { href, paths } from '../../paths.ts'
import { today } from '../../platform/clock.ts'

const stage = await openStage()
const { db } = stage.services
const cookie = await signInAs(stage, 'admin')
const day = (days: number) => today('Asia/Tokyo').add({ days }).toString()

const [first = 0, second = 0, other = 0] = await putAccounts(
  db,
  ['うみ水産', 'やま漁業', 'かわ養殖'].map(name => ({
    name,
    owner: cast.admin.id,
    monthly: 50_000,
    score: 20,
    weekAgo: 80,
  })),
)
await judgeNow(stage.services, [first, second, other])

const post = async (path: string, fields: Readonly<Record<string, string>>) =>
  expect([path, (await send(stage, path, fields, { cookie })).status]).toEqual([path, 303])
const answer = (id: number, note: string, more: Readonly<Record<string, string>> = {}) =>
  post(href(paths.todayAlternative, { id }), { list: cast.admin.id, seen: '0', note, minutes: '10', ...more })

test('nothing that was written about a person who is erased is left; what is about others stays', async () => {
  for (const name of ['湊川 健', '森 花子', 'Ann Ito']) await post(href(paths.accountContacts, { id: first }), { name })
  const { id } = await db
    .selectFrom('customers.contact')
    .select('id')
    .where('name', '=', '湊川 健')
    .executeTakeFirstOrThrow()
  const task = { accountId: String(second), minutes: '5', dueOn: day(-1), assigneeId: cast.admin.id }
  await post(paths.tasks, { ...task, accountId: String(first), title: '担当に折り返す', contactId: String(id) })
  await post(paths.tasks, { ...task, accountId: String(first), title: '湊川さんの後任を聞く', reason: '健さんが異動' })
  await post(paths.tasks, { ...task, title: '湊川水産に見積り' })
  const due = await db.selectFrom('tasks.task').select('id').orderBy('id').executeTakeFirstOrThrow()
  await judgeNow(stage.services, [first, second, other])
  await answer(first, '折り返した。ひどく怒っていた', { task: String(due.id) })
  await post(href(paths.accountSentiments, { id: first }), { value: '25', note: '湊川部長は不満そう' })
  await post(href(paths.accountOverride, { id: first }), {
    score: '10',
    reason: '湊川さんが解約をほのめかす',
    expiresOn: day(9),
  })
  await answer(second, '湊川という魚屋の話をした')
  await answer(other, '森さんと話した')
  await post(href(paths.accountCancellation, { id: first }), { on: '', reason: '湊川様のご判断' })
  await post(href(paths.contactErasure, { id }), { sure: '1' })

  const { rows } = await sql<{ all: string }>`
    select concat((select jsonb_agg(t) from tasks.task t), (select jsonb_agg(o) from tasks.outcome o),
      (select jsonb_agg(a) from today.answer a), (select jsonb_agg(e) from activity.entry e),
      (select jsonb_agg(s) from health.sentiment s), (select jsonb_agg(o) from health.override o),
      (select jsonb_agg(c) from customers.cancellation c)) as all`.execute(db)
  const all = rows[0]?.all ?? ''
  for (const gone of ['湊川さん', '湊川部長', '湊川様', '健さん', '折り返', '怒っていた'])
    expect(all).not.toContain(gone)
  // Of an account where the person never was, something else may have the same name.
  for (const stays of ['湊川水産に見積り', '湊川という魚屋', '森さんと話した']) expect(all).toContain(stays)
  const answered = await db.selectFrom('today.answer').select(['kind', 'minutes', 'note']).orderBy('id').execute()
  expect(answered[0]).toEqual({ kind: 'something_else', minutes: 10, note: '…' })
})

test('what was recorded of a task about the person goes, too, where its account was merged into another since', async () => {
  const [from = 0, into = 0] = await putAccounts(
    db,
    ['みさき漁協', 'みさき漁業'].map(name => ({ name, owner: cast.admin.id, monthly: 1, score: 20, weekAgo: 80 })),
  )
  await post(href(paths.accountContacts, { id: from }), { name: '甲斐 学' })
  const { id } = await db
    .selectFrom('customers.contact')
    .select('id')
    .where('name', '=', '甲斐 学')
    .executeTakeFirstOrThrow()
  const task = { minutes: '5', dueOn: day(1), assigneeId: cast.admin.id }
  await post(paths.tasks, { ...task, accountId: String(from), title: '例の件で電話', contactId: String(id) })
  await judgeNow(stage.services, [from])
  await answer(from, '甲斐さんは留守')
  await post(href(paths.accountMerge, { id: from }), { other: String(into), keep: String(into) })
  await post(href(paths.contactErasure, { id }), { sure: '1' })
  const { rows } = await sql<{ all: string }>`
    select jsonb_agg(e)::text as all from activity.entry e where account_id in (${from}, ${into})`.execute(db)
  expect(rows[0]?.all).toContain('tasks.task_made')
  for (const gone of ['例の件', '甲斐']) expect(rows[0]?.all).not.toContain(gone)
})
