import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { open, openStage, signInAs } from '../../../../test/cast.ts'
import { paths } from '../../../paths.ts'
import { contactPage } from '../contacts/list.ts'

const stage = await openStage()
const { db } = stage.services
let cookie = ''

const page = async (query = '') => (await open(stage, `${paths.contacts}${query}`, { cookie })).text()
const file = async (query = '') => {
  const reply = await open(stage, `${paths.contactsExport}${query}`, { cookie })
  return (await reply.text()).trimEnd().split('\r\n')
}

beforeAll(async () => {
  cookie = await signInAs(stage, 'legal')
  await sql`insert into customers.account (name) values ('みなと養殖'), ('瀬戸ブリ')`.execute(db)
  await sql`
    insert into customers.contact (name, email, external_id)
    select case when i % 3 = 0 then null else '担当 ' || i end, 'p' || i || '@example.com', 'u' || i
    from generate_series(1, 1230) i`.execute(db)
  await sql`
    insert into customers.membership (contact_id, account_id, first_at, last_at)
    select c.id, a.id, '2026-01-01', '2026-01-01'::timestamptz + c.id * interval '1 minute' + a.id * interval '1 second'
    from customers.contact c, customers.account a where c.id % 2 = 0 or a.id = 1`.execute(db)
})

describe('the list of contacts', () => {
  test('is for staff only, and says what will be here', async () => {
    expect((await open(stage, paths.contacts)).status).toBe(303)
    expect((await open(stage, paths.contactsExport)).status).toBe(303)
    expect(await page('?q=nobody-at-all')).toContain('当てはまる担当者はいません')
  })

  test('shows those made last first, with where they belong, page after page', async () => {
    const first = await page()
    expect(first).toContain('担当 1229')
    expect(first).toContain('p1230@example.com')
    expect(first).toContain('瀬戸ブリ')
    expect(first).toContain('+1')
    expect(first).not.toContain('p1180@example.com')
    const next = /href="(\/contacts\?after=\d+)"/.exec(first)?.[1] ?? ''
    const second = await page(next.replace(paths.contacts, ''))
    expect(second).toContain('p1180@example.com')
    expect(second).not.toContain('p1181@example.com')
  })

  test('finds words in names, addresses and ids, and keeps them on the next page', async () => {
    const one = await page('?q=P77%40')
    expect(one).toContain('p77@example.com')
    expect(one).not.toContain('p78@example.com')
    expect(await page('?q=example')).toMatch(/href="\/contacts\?q=example&(amp;)?after=\d+"/)
  })

  test('is a file of everybody, once each', async () => {
    const [head, ...rows] = await file()
    expect(head).toContain('氏名')
    expect(rows.filter(row => row.includes('@example.com'))).toHaveLength(1230)
    expect(await file('?q=p77%40')).toHaveLength(2)
  })

  test('is narrowed to a segment of contacts', async () => {
    const { rows } = await sql<{ id: number }>`
      insert into segments.segment (name, condition, about) values ('見る人', '{}', 'contact') returning id`.execute(db)
    const id = rows[0]?.id ?? 0
    await sql`insert into segments.contact_membership (segment_id, contact_id, entered_at)
      select ${id}, id, now() from customers.contact where external_id in ('u5', 'u6')`.execute(db)
    const html = await page(`?segment=${id}`)
    expect(html).toContain('見る人')
    expect(new Set(html.match(/p\d+@example\.com/g))).toEqual(new Set(['p6@example.com', 'p5@example.com']))
    expect(await file(`?segment=${id}&q=p5`)).toHaveLength(2)
  })

  test('bad addresses are answered with the list', async () => {
    for (const query of ['?segment=x', '?after=-1', '?q=%00', '?segment=99999999999999', `?q=${'あ'.repeat(5000)}`])
      expect((await open(stage, paths.contacts + query, { cookie })).status).toBe(200)
  })

  test('goes on after the one given', async () => {
    const found = await contactPage(db, { words: [] }, { after: 600, limit: 3 })
    expect(found.map(({ id }) => id)).toEqual([599, 598, 597])
  })
})
