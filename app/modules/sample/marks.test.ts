import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { cast, open, openStage, signInAs } from '../../../test/cast.ts'
import { href, paths } from '../../paths.ts'
import { transact } from '../../platform/db.ts'
import { prepareJobs } from '../../platform/jobs.ts'
import { recomputeScores } from '../health/index.ts'
import { markSample } from '../identity/index.ts'
import { createSegment } from '../segments/index.ts'
import { createTask } from '../tasks/index.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
await prepareJobs(services.database)
const cookie = await signInAs(stage, 'admin')
const admin = { kind: 'staff', id: cast.admin.id } as const
const [ours, theirs] = ['まるは水産', '浜口養殖'] as const
const [own, made] = ['海野 渚', '磯村 漣'] as const
let segments: Readonly<Record<'account' | 'contact', number>>

/** A real account with a contact and one of the sample, in every list there is. */
beforeAll(async () => {
  await sql`
    insert into customers.account (name, external_id, sample) values (${ours}, 'r1', false), (${theirs}, 's1', true)`.execute(
    db,
  )
  await sql`
    insert into customers.contact (name, email, sample)
    values (${own}, 'same@minato.example', false), (${made}, 'same@minato.example', true)`.execute(db)
  await sql`
    insert into customers.membership (account_id, contact_id, first_at, last_at)
    select a.id, c.id, now(), now() from customers.account a join customers.contact c on a.sample = c.sample`.execute(
    db,
  )
  await transact(db, async tx => {
    const { rows } = await sql<{ id: number }>`select id from customers.account`.execute(tx)
    const task = {
      title: '声をかける',
      reason: null,
      minutes: 20,
      due: { day: '2030-01-01' },
      assigneeId: cast.admin.id,
    }
    for (const { id } of rows)
      await createTask(tx, admin, { ...task, accountId: id, contactId: null, timeZone: 'Asia/Tokyo' })
    await recomputeScores(tx, services, sql`select id from customers.account`)
  })
  await judge()
  await suggestPairs()
  segments = { account: await gather('account'), contact: await gather('contact') }
  await transact(db, tx => markSample(tx, true))
})

async function judge(): Promise<void> {
  await sql`update health.score set computed = 40, score = 40, band = 'care', week_ago = 80`.execute(db)
  await sql`
    insert into health.override (account_id, score, computed, reason, staff_id, expires_at)
    select id, 80, 40, '電話で伺いました。', ${cast.admin.id}, now() + interval '7 days' from customers.account`.execute(
    db,
  )
  await sql`insert into health.risk_model (status, active) values ('ready', true)`.execute(db)
  await sql`
    insert into health.risk (account_id, risk_model_id, probability, reasons)
    select a.id, m.id, 0.5, '[]' from customers.account a, health.risk_model m`.execute(db)
}

async function suggestPairs(): Promise<void> {
  for (const subject of ['account', 'contact']) {
    await sql`
      insert into ${sql.table(`customers.${subject}_duplicate`)} (${sql.ref(`${subject}_id`)}, other_id, reason, found_at)
      select min(id), max(id), ${subject === 'account' ? 'name' : 'email'}, now()
      from ${sql.table(`customers.${subject}`)}`.execute(db)
  }
}

async function gather(about: 'account' | 'contact'): Promise<number> {
  const trait = { kind: 'trait', key: 'x', type: 'text', asks: { is: 'same', text: 'y' } } as const
  const condition = { kind: 'all', of: [trait] } as const
  const id = await transact(db, tx =>
    createSegment(tx, services, admin, { about, name: `全員 ${about}`, description: '', condition }),
  )
  const table = about === 'account' ? 'segments.membership' : 'segments.contact_membership'
  await sql`
    insert into ${sql.table(table)} select ${id}, id, now() from ${sql.table(`customers.${about}`)}`.execute(db)
  return id
}

async function read(path: string): Promise<string> {
  return (await open(stage, path, { cookie })).text()
}

describe('a row of the sample', () => {
  const marked = (name: string) => new RegExp(`>${name}</(bdi|a)> <span class="sample-mark"`)

  const lists: readonly (readonly [list: string, path: () => string])[] = [
    ['the list of accounts', () => paths.accounts],
    ['tasks', () => href(paths.tasks, {}, { who: 'all' })],
    ['the churn risk', () => paths.risk],
    ['a band of health', () => href(paths.healthAccounts, {}, { band: 'care' })],
    ['those who moved', () => paths.healthOverview],
    ['judgements', () => paths.healthJudgements],
    ['possible duplicates', () => paths.duplicates],
    ['a segment of accounts', () => href(paths.segment, { id: segments.account })],
  ]
  it.each(lists)('is marked in %s, and a real one is not', async (_list, path) => {
    const html = await read(path())
    expect(html).toMatch(new RegExp(`>${ours}</(bdi|a)>`))
    expect(html).not.toMatch(marked(ours))
    expect(html).toMatch(marked(theirs))
  })

  it('is marked where contacts are listed', async () => {
    for (const path of [paths.contacts, paths.duplicates, href(paths.segment, { id: segments.contact })]) {
      const html = await read(path)
      expect(html).toContain(`<bdi>${own}</bdi>`)
      expect(html).not.toMatch(marked(own))
      expect(html).toMatch(marked(made))
    }
  })

  it('is marked among what a search finds, on the page and under the box', async () => {
    const q = { q: '浜口' }
    expect(await read(href(paths.search, {}, q))).toMatch(marked(theirs))
    const framed = await open(stage, href(paths.search, {}, { q: '磯村' }), {
      cookie,
      headers: { 'turbo-frame': 'search-results' },
    })
    expect(await framed.text()).toMatch(marked(made))
  })

  it('is marked at the head of its own page', async () => {
    const { rows } = await sql<{ id: number; sample: boolean }>`select id, sample from customers.contact`.execute(db)
    for (const { id, sample } of rows) {
      const head = (await read(href(paths.contact, { id }))).split('<main')[1] ?? ''
      expect(head.includes(`class="sample-mark" href="${paths.sample}"`)).toBe(sample)
    }
  })

  it('is told in files by a column, as long as there is a sample', async () => {
    const files = [
      paths.accountsExport,
      `${paths.tasksExport}?who=all`,
      paths.riskExport,
      href(paths.segmentExport, { id: segments.contact }),
    ]
    for (const file of files) {
      const [head = '', ...lines] = (await read(file)).trim().split('\r\n')
      expect(head.endsWith(',サンプル'), file).toBe(true)
      expect(lines.map(line => line.split(',').at(-1)).sort(), file).toEqual(['false', 'true'])
    }
    await transact(db, tx => markSample(tx, false))
    for (const file of files) expect(await read(file), file).not.toContain('サンプル')
  })
})
