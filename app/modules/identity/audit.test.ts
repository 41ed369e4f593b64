import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { cast, open, openStage, send, signInAs } from '../../../test/cast.ts'
import { href, paths } from '../../paths.ts'
import { nowDate } from '../../platform/clock.ts'
import { transact } from '../../platform/db.ts'
import { missing, type TextKey } from '../../web/i18n.ts'
import { recentEntries, record, system } from '../activity/index.ts'
import { auditLines, kindText } from './audit.ts'
import ja from './locales/ja.json' with { type: 'json' }
import { addPerson, removeSamplePeople } from './people.ts'

const stage = await openStage()
const { db } = stage.services
let cookie = ''

beforeAll(async () => {
  cookie = await signInAs(stage, 'admin')
  await transact(db, async tx => {
    for (let index = 0; index < 150; index++) {
      await record(
        tx,
        { kind: 'staff', id: cast.csm.id, ip: '198.51.100.7' },
        { name: 'identity.signed_in', data: { method: 'passkey' } },
      )
    }
    await record(tx, system, { name: 'identity.sign_in_failed', data: { ip: '203.0.113.5' } })
    await record(tx, system, { name: 'health.risk_trained', data: { auc: 0.8 } })
  })
  await send(
    stage,
    href(paths.staffMember, { id: cast.legal.id }),
    { was: 'legal', roles: ['legal', 'product'] },
    { cookie },
  )
})

const page = async (query: Record<string, string> = {}) =>
  (await open(stage, href(paths.audit, {}, query), { cookie })).text()
const rowsOf = (html: string) => html.split('<tbody')[1]?.split('</tbody>')[0]?.match(/<tr /g)?.length ?? 0

it('is not for a manager', async () => {
  expect((await open(stage, paths.audit, { cookie: await signInAs(stage, 'manager') })).status).toBe(404)
})

it('tells in words who did what, where from', async () => {
  const html = await page()
  expect(html).toContain('法月 律さんの役割を変更しました（法務担当 → プロダクト担当、法務担当）')
  expect(html).toContain('サインインしました（パスキー）')
  expect(html).toContain('198.51.100.7')
  expect(html).toContain('203.0.113.5')
  expect(html).toContain('Banso（自動）')
  expect(await page({ kind: 'identity.sign_in_failed' })).not.toContain('Banso（自動）')
})

it('shows everything once, page by page', async () => {
  const first = await page()
  const next = /href="([^"]*before=[^"]*)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const second = await (await open(stage, next, { cookie })).text()
  expect([rowsOf(first), rowsOf(second)]).toEqual([100, 53])
  expect(second).not.toContain('before=')
})

it('is filtered by person and by kind', async () => {
  const byPerson = await page({ person: cast.admin.id })
  expect(rowsOf(byPerson)).toBe(1)
  expect(rowsOf(await page({ kind: 'identity.sign_in_failed' }))).toBe(1)
  expect(rowsOf(await page({ person: cast.admin.id, kind: 'identity.sign_in_failed' }))).toBe(0)
  expect(byPerson).toContain('value="identity.signed_in"')
  expect(byPerson).toContain('サインインしました（…）')
})

it('links the account, or else the contact, that a deed was about', async () => {
  await transact(db, async tx => {
    await record(tx, system, { name: 'tasks.task_reopened', accountId: 77, contactId: 5, data: { title: '確認' } })
    await record(tx, system, { name: 'tasks.task_reopened', contactId: 6, data: { title: '確認' } })
  })
  const html = await page({ kind: 'tasks.task_reopened' })
  expect(html.match(/href="\/(accounts|contacts)\/\d+"/g)).toEqual(['href="/contacts/6"', 'href="/accounts/77"'])
})

it('does not take one kind for another whose name begins alike', async () => {
  await transact(db, async tx => {
    for (const name of ['tasks.task_done', 'tasks.task_done_differently', 'tasks.taskxdone'] as const) {
      await record(tx, system, { name, data: { title: '契約の確認' } })
    }
  })
  expect(rowsOf(await page({ kind: 'tasks.task_done' }))).toBe(1)
})

it('tells what is the sample’s, in order of time also where it came in later, and no more of who went with it', async () => {
  const person = { name: '佐々木 伴子', email: 'banko@sample.example', roles: ['csm'], sample: true } as const
  const id = (await transact(db, tx => addPerson(tx, { ...person, locale: 'ja', timeZone: 'Asia/Tokyo' }))) ?? ''
  const ago = (days: number) => new Date(nowDate().getTime() - days * 86_400_000)
  const about = (title: string, days: number, sample: boolean) => ({
    name: 'tasks.task_made' as const,
    data: { title },
    at: ago(days),
    sample,
  })
  await transact(db, async tx => {
    await record(tx, { kind: 'staff', id: cast.csm.id }, about('本物', 2, false))
    await record(tx, { kind: 'staff', id }, about('三日月', 1, true), about('五月雨', 3, true))
  })
  const html = await page({ kind: 'tasks.task_made' })
  const rows = html.split('<tbody')[1]?.split('<tr ').slice(1) ?? []
  expect(rows.map(row => /三日月|本物|五月雨/.exec(row)?.[0])).toEqual(['三日月', '本物', '五月雨'])
  expect(rows.map(row => row.includes('class="sample-mark"'))).toEqual([true, false, true])
  const rest = await page({ kind: 'tasks.task_made', before: await idOf('三日月') })
  expect(rest).not.toContain('三日月')
  expect(rest).toContain('本物')
  expect(html).toContain(`<option value="${id}"`)
  await transact(db, tx => removeSamplePeople(tx))
  expect(await page()).not.toContain(`<option value="${id}"`)
})

async function idOf(title: string): Promise<string> {
  const { rows } = await sql<{ id: number }>`
    select id from activity.entry where name = 'tasks.task_made' and data ->> 'title' = ${title}`.execute(db)
  return String(rows[0]?.id)
}

it('is a file of all entries or those of one person and kind, beyond one page', async () => {
  await sql`
    insert into activity.entry (at, actor_kind, name, data, account_id)
    select now() - i * interval '1 minute', 'system', 'tasks.task_done', '{"title": "=1+1"}', 4711
    from generate_series(1, 1100) i`.execute(db)
  const { rows } = await sql<{ count: number }>`select count(*) from activity.entry`.execute(db)
  const count = rows[0]?.count ?? 0
  const lines = async (query: Record<string, string> = {}) => {
    const reply = await open(stage, href(paths.auditExport, {}, query), { cookie })
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
    return (await reply.text()).replace('\uFEFF', '').trimEnd().split('\r\n')
  }
  const [head, ...all] = await lines()
  expect(head).toBe('何を,対象,だれが,日時,IPアドレス')
  expect(all).toHaveLength(count)
  expect(all.filter(line => /^[^,]*=1\+1[^,]*,顧客[^,]*4711,Banso（自動）,/.test(line))).toHaveLength(1100)
  const times = all.map(line => line.split(',')[3] ?? '')
  expect(times).toEqual(times.toSorted().reverse())
  expect((await lines({ kind: 'identity.sign_in_failed' })).slice(1)).toHaveLength(1)
  // The first file is on record by now, and in it was not yet.
  expect((await lines({ kind: 'identity.audit_exported' })).slice(1)).toHaveLength(2)
  const { rows: recorded } = await sql`
    select data from activity.entry where name = 'identity.audit_exported' order by id`.execute(db)
  expect(recorded).toEqual([{ data: { rows: count } }, { data: { rows: 1 } }, { data: { rows: 2 } }])
  expect((await open(stage, paths.auditExport, { cookie: await signInAs(stage, 'manager') })).status).toBe(404)
  expect(await page({ person: cast.csm.id })).toContain(`href="${paths.auditExport}?person=${cast.csm.id}"`)
})

it('bears odd filters', async () => {
  for (const query of [
    { person: '\0' },
    { person: "' or 1=1" },
    { kind: '%' },
    { before: '-1' },
    { before: '9'.repeat(40) },
  ]) {
    expect((await open(stage, href(paths.audit, {}, query), { cookie })).status).toBe(200)
  }
})

it('tells one row as one, also in English, and a kind without its number', async () => {
  const t = stage.services.words('en')
  await transact(db, tx =>
    record(tx, system, ...[1, 2].map(rows => ({ name: 'tasks.tasks_exported' as const, data: { rows } }))),
  )
  const entries = await recentEntries(db, { name: 'tasks.tasks_exported', limit: 2 })
  expect(auditLines(t, entries, new Map()).map(({ what }) => what)).toEqual([
    'Exported the task list as CSV (2 rows)',
    'Exported the task list as CSV (1 row)',
  ])
  expect(kindText(t, 'tasks.tasks_exported')).toBe('Exported the task list as CSV (… rows)')
})

it('has words for everything that identity records', async () => {
  const t = stage.services.words('en')
  missing.clear()
  for (const name of Object.keys(ja.activity))
    t(`identity:activity.${name}`.replace(/_other$/, '') as TextKey, { count: 2 })
  expect([...missing]).toEqual([])
})
