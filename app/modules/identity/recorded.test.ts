import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { cast, open, openStage, send, signInAs } from '../../../test/cast.ts'
import { importRow, uploaded } from '../../../test/support/imports.ts'
import { openTracking } from '../../../test/support/tracking.ts'
import { href, paths } from '../../paths.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const tracker = await openTracking(stage)
const manager = await signInAs(stage, 'manager')
const go = async (path: string, fields: Record<string, string> = {}) => {
  const reply = await send(stage, path, fields, { cookie: manager })
  expect(reply.status, await reply.clone().text()).toBe(303)
}

/** What was recorded while `work` was done. */
async function deedsOf(work: () => Promise<unknown>) {
  const { rows: before } = await sql<{ id: number }>`select coalesce(max(id), 0) as id from activity.entry`.execute(db)
  await work()
  const rows = await db
    .selectFrom('activity.entry')
    .select(['name', 'actor_kind', 'actor_id', 'subject_id', 'contact_id', 'data'])
    .where('id', '>', before[0]?.id ?? 0)
    .orderBy('id')
    .execute()
  return rows
}
const byManager = (name: string, data: object = {}) => ({ name, actor_kind: 'staff', actor_id: cast.manager.id, data })

describe('what a person does is on record', () => {
  test('views of the list: kept, changed, shared, no longer shared, deleted', async () => {
    const save =
      (query: string, more: Record<string, string> = {}) =>
      () =>
        go(paths.savedViews, { name: '更新', query, ...more })
    const data = { name: '更新' }
    expect(await deedsOf(save('stage=active'))).toMatchObject([byManager('customers.view_saved', data)])
    expect(await deedsOf(save('stage=active'))).toEqual([])
    expect(await deedsOf(save('stage=trial', { shared: 'on' }))).toMatchObject([
      byManager('customers.view_changed', data),
      byManager('customers.view_shared', data),
    ])
    expect(await deedsOf(save('stage=trial'))).toMatchObject([byManager('customers.view_unshared', data)])
    const { id } = await db.selectFrom('customers.saved_view').select('id').executeTakeFirstOrThrow()
    const removal = await deedsOf(() => go(href(paths.savedViewRemoval, { id })))
    expect(removal).toMatchObject([{ ...byManager('customers.view_deleted', data), subject_id: String(id) }])
  })

  test('stopping an import once, and throwing one away or its record', async () => {
    const id = await uploaded(services, 'id,name\nA,みなと\n')
    await db.updateTable('customers.import').set({ status: 'running' }).where('id', '=', id).execute()
    const data = { file: 'customers.csv' }
    const stop = () => go(href(paths.importStop, { id }))
    expect(await deedsOf(stop)).toMatchObject([byManager('imports.import_stopped', data)])
    expect(await deedsOf(stop)).toEqual([])
    await db.updateTable('customers.import').set({ status: 'stopped' }).where('id', '=', id).execute()
    const remove = (importId: number) => () => go(href(paths.importRemoval, { id: importId }))
    expect(await deedsOf(remove(id))).toMatchObject([byManager('imports.import_forgotten', data)])
    const unused = await uploaded(services, 'id,name\nA,みなと\n')
    expect(await deedsOf(remove(unused))).toMatchObject([byManager('imports.import_discarded', data)])
  })

  test('asking for a back-test', async () => {
    expect(await deedsOf(() => go(paths.healthBacktest))).toMatchObject([byManager('health.backtest_requested')])
  })

  test('another name for a passkey', async () => {
    await sql`
      insert into identity.passkey (id, name, public_key, user_id, credential_id, counter, device_type, backed_up)
      values ('key1', '電話', 'x', ${cast.manager.id}, 'c', 0, 'singleDevice', false)`.execute(db)
    const deeds = await deedsOf(() => go(href(paths.profilePasskey, { id: 'key1' }), { name: '会社の電話' }))
    expect(deeds).toMatchObject([byManager('identity.passkey_renamed', { from: '電話', name: '会社の電話' })])
  })

  test('the time somebody has, on a day and usually', async () => {
    const deeds = await deedsOf(() => go(paths.todayMinutes, { minutes: '45' }))
    const data = { person: cast.manager.name, minutes: 45, day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) }
    expect(deeds).toMatchObject([{ ...byManager('today.minutes_set', data), subject_id: cast.manager.id }])
    expect(await deedsOf(() => go(paths.todayMinutes, { minutes: '45' }))).toEqual([])
    const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
    const week = await deedsOf(() => go(paths.todayWorkingWeek, Object.fromEntries(days.map(day => [day, '60']))))
    expect(week).toMatchObject([byManager('today.week_set', { minutes: '60 / 60 / 60 / 60 / 60 / 60 / 60' })])
  })
})

describe('who took which list along, and how many rows', () => {
  const exported = (path: string) => async () => {
    const reply = await open(stage, path, { cookie: manager })
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
    // The record stands before the first line is asked for, also when the reader goes away.
    await reply.body?.cancel()
  }

  test('accounts, contacts of a segment, tasks, churn risk', async () => {
    await sql`
      insert into customers.account (name, stage) select 'a' || i, case when i < 4 then 'trial' else 'active' end
      from generate_series(1, 9) i`.execute(db)
    const trial = href(paths.accountsExport, {}, { stage: 'trial' })
    expect(await deedsOf(exported(trial))).toMatchObject([byManager('customers.accounts_exported', { rows: 3 })])
    await sql`
      insert into tasks.task (account_id, title, due_at, minutes, source, assignee_id, closed_at)
      select account_id, 't' || i, now(), 10, 'manual', ${cast.csm.id}, case when i > 2 then now() end
      from generate_series(1, 5) i, (select min(id) as account_id from customers.account) a`.execute(db)
    const tasks = (query: object) => exported(`${paths.tasksExport}?${new URLSearchParams({ ...query })}`)
    const told = (rows: number) => [byManager('tasks.tasks_exported', { rows })]
    expect(await deedsOf(tasks({ who: 'all' }))).toMatchObject(told(2))
    expect(await deedsOf(tasks({ who: 'all', view: 'closed' }))).toMatchObject(told(3))
    expect(await deedsOf(tasks({}))).toMatchObject(told(0))
    expect(await deedsOf(exported(paths.riskExport))).toMatchObject([byManager('health.risk_exported', { rows: 0 })])
    const { rows } = await sql<{ id: number }>`
      insert into segments.segment (name, about, condition) values ('部長', 'contact', '{"kind":"all","of":[]}')
      returning id`.execute(db)
    await sql`insert into segments.evaluation (segment_id) values (${rows[0]?.id})`.execute(db)
    const segment = await deedsOf(exported(href(paths.segmentExport, { id: rows[0]?.id ?? 0 })))
    expect(segment).toMatchObject([byManager('segments.contacts_exported', { name: '部長', rows: 0 })])
  })

  test('what was wrong with the rows of a file', async () => {
    const id = await uploaded(services, 'id,name,kind\nA,みなと,謎\nB,海,謎\n')
    const { failed_count, warning_count } = await importRow(services, id)
    const deeds = await deedsOf(exported(href(paths.importErrors, { id })))
    const data = { file: 'customers.csv', rows: failed_count + warning_count }
    expect(deeds).toMatchObject([byManager('imports.problems_exported', data)])
  })
})

test('an app that says two people are one is on record, with its key', async () => {
  await tracker.batch(
    { type: 'identify', userId: 'old', traits: { name: '旧' } },
    { type: 'identify', userId: 'new', traits: { name: '新' } },
  )
  const say = () => tracker.batch({ type: 'alias', userId: 'new', previousId: 'old' })
  const { id } = await db
    .selectFrom('customers.contact')
    .select('id')
    .where('external_id', '=', 'new')
    .executeTakeFirstOrThrow()
  expect(await deedsOf(say)).toMatchObject([
    { name: 'customers.contact_merged', actor_kind: 'key', actor_id: String(tracker.key.id), contact_id: id },
  ])
  expect(await deedsOf(say)).toEqual([])
})

test('the audit log tells all of it in words, in both languages', async () => {
  const names = await db.selectFrom('activity.entry').select('name').distinct().execute()
  expect(names.length).toBeGreaterThan(15)
  for (const locale of ['ja', 'en'] as const) {
    await db.updateTable('identity.staff').set({ locale }).where('id', '=', cast.admin.id).execute()
    const html = await (await open(stage, paths.audit, { cookie: await signInAs(stage, 'admin') })).text()
    expect(html).toContain(
      locale === 'ja' ? '顧客の一覧をCSVに書き出しました（3行）' : 'Exported the account list as CSV (3 rows)',
    )
    expect(html).not.toMatch(/\{\{|:activity\.|activity\.[a-z]/)
  }
})
