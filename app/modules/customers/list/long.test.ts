import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import type { Db } from '../../../platform/db.ts'
import type { Field } from '../../../web/module.ts'
import { foldWords } from '../search/words.ts'
import { idsOf } from './conditions.ts'
import { filterFields } from './fields.ts'
import { accountPage } from './page.ts'
import { type Cursor, readListQuery } from './query.ts'
import { sortColumnOf, stretchesOf } from './stretch.ts'
import { dividedConditions, outlook } from './walk.ts'

const { services } = await openStage()
const { db } = services
const count = 6000

// What people ask for goes with the order here: the last are trials, those of the first segment are at the far end of the
// risk, names with a word stand together, and few accounts have no risk.
beforeAll(async () => {
  await sql`
    insert into customers.account (name, stage, kind, plan, monthly_amount, currency, customer_since, created_at)
    select case when i % 2 = 0 then '株式会社' || i else 'Blue ' || i end,
           case when i > 5700 then 'trial' when i % 9 = 0 then 'cancelled' else 'active' end,
           case when i % 50 = 0 then 'taker' else 'business' end,
           case when i % 3 > 0 then 'pro' end, case when i % 3 > 0 then i % 7 * 1000 end,
           case when i % 40 = 1 then 'USD' else 'JPY' end,
           case when i % 11 > 0 then date '2020-01-01' + i / 5 end, timestamptz '2020-01-01' + i * interval '1 minute'
    from generate_series(1, ${count}::int) i`.execute(db)
  await sql`
    insert into customers.subscription (account_id, plan, currency, period, started_on)
    select id, 'pro', 'JPY', case when id % 4 = 1 then 'year' else 'month' end, date '2020-01-01' + (id / 5)::int
    from customers.account where id % 2 = 1`.execute(db)
  await sql`
    insert into customers.cancellation (account_id, at, source)
    select id, timestamptz '2024-01-01 12:00+09' + id / 9 * interval '1 day', 'import'
    from customers.account where stage = 'cancelled'`.execute(db)
  await sql`
    create table judged as
    select id as account_id, (id * 1.2345e-6)::real as risk from customers.account where id % 60 > 0`.execute(db)
  await sql`alter table judged add primary key (account_id)`.execute(db)
  await sql`create index on judged (risk, account_id)`.execute(db)
  await sql`
    create table gathered as
    select 1 as segment_id, id as account_id from customers.account where id > ${count} / 2
    union all select 2, id from customers.account where id % 100 = 7`.execute(db)
  await sql`create index on gathered (segment_id, account_id)`.execute(db)
  await sql`analyze`.execute(db)
})

const risk: Field = {
  key: 'test.risk',
  label: 'health:field.risk',
  type: 'number',
  relation: 'judged',
  column: 'risk',
  sort: 'descending',
}
const fields = filterFields({ fields: new Map([[risk.key, risk]]) })
const sorts = {
  name: 'a.name',
  amount: 'a.whole_amount',
  since: 'a.customer_since',
  created: 'a.created_at',
  'test.risk': 'j.risk',
}
const filters: Readonly<Record<string, string>> = {
  'q=株式会社': `a.name like '%株式会社%'`,
  'q=blue&stage=trial': `a.name ilike '%blue%' and a.stage = 'trial'`,
  'stage=trial': `a.stage = 'trial'`,
  'stage=cancelled&kind=taker': `a.stage = 'cancelled' and a.kind = 'taker'`,
  'segment=1': 'a.id > 3000',
  'segment=1&stage=active': `a.id > 3000 and a.stage = 'active'`,
  'segment=2': 'a.id % 100 = 7',
  'currency=USD&stage=active': `a.currency = 'USD' and a.stage = 'active'`,
  'stage=active': `a.stage = 'active'`,
  'stage=active&stage=trial': `a.stage in ('active', 'trial')`,
  'field.test.risk=0.006..': 'j.risk >= 0.006',
  'field.test.risk=..0.001&stage=active': `j.risk <= 0.001 and a.stage = 'active'`,
  'field.amount=5000..&segment=1': 'a.whole_amount >= 5000 and a.id > 3000',
  'field.since=..2020-06-30&stage=active': `a.customer_since <= '2020-06-30' and a.stage = 'active'`,
  'field.period=year&stage=active': `a.id % 4 = 1 and a.stage = 'active'`,
  'field.started=2020-06-01..2020-07-30': `a.id between 5 * 152 and 5 * 211 + 4 and a.id % 2 = 1`,
  'field.cancelled=..2024-02-01': `a.stage = 'cancelled' and a.id <= 31 * 9`,
  'field.amount=1000..3000': 'a.whole_amount between 1000 and 3000',
  '': 'true',
}

/** All accounts that are to be found, in order, by a statement that reads everything. */
async function whole(condition: string, sort: string): Promise<number[]> {
  const [column, way] = [sorts[sort.replace('-', '') as keyof typeof sorts], sort.startsWith('-') ? 'desc' : 'asc']
  const { rows } = await sql<{ id: number }>`
    select a.id from customers.account a left join judged j on j.account_id = a.id where ${sql.raw(condition)}
    order by ${sql.raw(`${column} is null, ${column} ${way}, a.id ${way}`)}`.execute(db)
  return rows.map(row => row.id)
}

/** What the list looks up beside its rows. */
async function factsOf(q: string) {
  return {
    today: Temporal.PlainDate.from('2026-11-22'),
    timeZone: 'Asia/Tokyo',
    traitTypes: new Map(),
    words: await foldWords(db, q),
    segments: { relation: 'gathered' },
    sortField: risk,
  }
}

describe.each(Object.keys(sorts).flatMap(key => [key, `-${key}`]))('a long list sorted by %s', sort => {
  test.each(Object.entries(filters))(
    'and narrowed by %j has every page in order, both ways',
    async (text, condition) => {
      const query = readListQuery(new URLSearchParams(`${text}&sort=${sort}`), ['test.risk'], fields)
      const facts = await factsOf(query.q)
      const expected = await whole(condition, sort)
      expect(expected.length).toBeGreaterThan(9)
      const starts = [0, 30, Math.floor(expected.length / 2)].filter(start => start < expected.length)
      for (const at of starts) {
        const cursor = at === 0 ? undefined : await cursorAt(expected[at - 1] ?? 0, sort)
        const page = await accountPage(db, query, facts, { after: cursor, limit: 25 })
        expect(page.rows.map(row => row.id)).toEqual(expected.slice(at, at + 25))
        expect(page.hasNext).toBe(expected.length > at + 25)
        const last = page.rows.at(-1)
        if (!last || at === 0) continue
        const before = await accountPage(db, query, facts, {
          before: { value: last.sort_value, id: last.id },
          limit: 10,
        })
        const end = Math.min(at + 25, expected.length) - 1
        expect(before.rows.map(row => row.id)).toEqual(expected.slice(Math.max(end - 10, 0), end))
      }
    },
  )
})

test.each(['amount', 'test.risk'])('a segment too large for memory is sorted by %s to the same page', async sort => {
  const query = readListQuery(new URLSearchParams(`segment=1&sort=${sort}`), ['test.risk'], fields)
  const facts = await factsOf('')
  const expected = (await whole('a.id > 3000', sort)).slice(0, 25)
  const ids = async (on: Db) => (await accountPage(on, query, facts, { limit: 25 })).rows.map(row => row.id)
  const isKept = async (on: Db) => {
    const [stretch] = stretchesOf(query, sortColumnOf(query, facts), undefined, false)
    if (!stretch) throw new Error('nothing to read')
    const { others } = dividedConditions(query, facts, stretch)
    const { chosen } = await outlook(on, idsOf(query, facts), { query, others, facts, stretch, limit: 25 })
    return chosen !== undefined
  }
  expect([await isKept(db), await ids(db)]).toEqual([true, expected])
  await db.connection().execute(async connection => {
    await sql`set work_mem = '64kB'`.execute(connection)
    await sql`set hash_mem_multiplier = 1`.execute(connection)
    expect([await isKept(connection), await ids(connection)]).toEqual([false, expected])
    await sql`reset work_mem`.execute(connection)
    await sql`reset hash_mem_multiplier`.execute(connection)
  })
})

/** Where the account stands, as a page that ended with it would say. */
async function cursorAt(id: number, sort: string): Promise<Cursor> {
  const column = sorts[sort.replace('-', '') as keyof typeof sorts]
  const { rows } = await sql<{ value: string | null }>`
    select ${sql.raw(column)}${sql.raw(column === 'j.risk' ? '::float8' : '')}::text as value
    from customers.account a left join judged j on j.account_id = a.id where a.id = ${id}`.execute(db)
  return { value: rows[0]?.value ?? null, id }
}
