import { beforeEach, expect, test } from 'vitest'
import { cast, open, openStage, send, signInAs } from '../../../test/cast.ts'
import { clear, judgeNow, putAccounts } from '../../../test/support/today.ts'
import { href, paths } from '../../paths.ts'
import { transact } from '../../platform/db.ts'
import { closeTask, createTask } from './index.ts'
import { removeSampleTasks } from './leaving.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const admin = { kind: 'staff', id: cast.admin.id } as const

beforeEach(() => clear(db))

async function putTask(title: string, assigneeId: string): Promise<number> {
  const [accountId = 0] = await putAccounts(db, [{ name: title, owner: cast.manager.id, monthly: 100_000, score: 90 }])
  const due = { day: '2026-11-20' }
  const input = {
    accountId,
    contactId: null,
    title,
    reason: null,
    assigneeId,
    due,
    timeZone: 'Asia/Tokyo',
    minutes: 15,
  }
  const id = await transact(db, tx => createTask(tx, admin, input))
  await judgeNow(services, [accountId])
  return id
}

const assignees = async () =>
  new Map(
    (await db.selectFrom('tasks.task').select(['id', 'assignee_id']).execute()).map(row => [row.id, row.assignee_id]),
  )

test('open tasks of a person who left are nobody’s, and on Today of who looks after the account', async () => {
  const [left, closed] = [await putTask('見積もりを送る', cast.csm.id), await putTask('もう済んだ', cast.csm.id)]
  await transact(db, tx => closeTask(tx, admin, closed, { kind: 'done', minutes: 5, note: null }))
  const cookie = await signInAs(stage, 'manager')
  const shows = async (path: string) => (await (await open(stage, path, { cookie })).text()).includes('見積もりを送る')
  expect(await shows(paths.today)).toBe(false)
  const removal = href(paths.staffMemberRemoval, { id: cast.csm.id })
  await send(stage, removal, {}, { cookie: await signInAs(stage, 'admin') })
  expect(await assignees()).toEqual(
    new Map([
      [left, null],
      [closed, cast.csm.id],
    ]),
  )
  expect(await shows(paths.today)).toBe(true)
  expect(await shows(href(paths.tasks, {}, { who: 'nobody' }))).toBe(true)
  await send(stage, href(paths.taskReopening, { id: closed }), {}, { cookie })
  expect((await assignees()).get(closed)).toBeNull()
})

test('tasks of the sample’s people at accounts that stay are nobody’s when the sample goes', async () => {
  const [mine, theirs] = [await putTask('私の', cast.manager.id), await putTask('サンプルの人の', cast.legal.id)]
  await db.updateTable('identity.staff').set({ sample: true }).where('id', '=', cast.legal.id).execute()
  await transact(db, tx => removeSampleTasks(tx))
  expect(await assignees()).toEqual(
    new Map([
      [mine, cast.manager.id],
      [theirs, null],
    ]),
  )
})
