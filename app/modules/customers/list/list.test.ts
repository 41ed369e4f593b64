import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import { minorDigits } from '../../../platform/currency.ts'
import { transact } from '../../../platform/db.ts'
import { csvHead, csvLines } from '../../../web/csv.ts'
import type { Field } from '../../../web/module.ts'
import { currenciesPaid } from '../accounts/queries.ts'
import { foldWords } from '../search/words.ts'
import { addSubscription } from '../subscriptions/subscription.ts'
import { filterFields } from './fields.ts'
import { accountPage, countAccounts } from './page.ts'
import { cursorText, listQueryText, readCursor, readListQuery } from './query.ts'

const { services } = await openStage()
const { db } = services
const today = Temporal.PlainDate.from('2026-11-22')
const timeZone = 'Asia/Tokyo'
const known = { today, timeZone, traitTypes: new Map([['seats', 'number'] as const, ['beta', 'boolean'] as const]) }
const score: Field = {
  key: 'health.score',
  label: 'health:field.score',
  type: 'number',
  relation: 'judged',
  column: 'score',
  sort: 'ascending',
}
const level: Field = {
  key: 'health.band',
  label: 'health:field.band',
  type: 'choice',
  relation: 'judged',
  column: 'band',
  choices: [
    { value: 'good', label: 'health:band.good' },
    { value: 'bad', label: 'health:band.bad' },
  ],
}
const seen: Field = {
  key: 'events.last_seen',
  label: 'events:field.lastSeen',
  type: 'date',
  relation: 'judged',
  column: 'seen_at',
  moment: true,
}
const chance: Field = { ...score, key: 'health.risk', label: 'health:field.risk', column: 'risk', share: true }
const askable = filterFields({ fields: new Map([score, level, seen, chance].map(field => [field.key, field])) })
const facts = { ...known, words: [], sortField: score, segments: { relation: 'gathered' } }
const query = (text: string) => readListQuery(new URLSearchParams(text), ['health.score'], askable)
const factsOf = async (text: string) => ({ ...facts, words: await foldWords(db, query(text).q) })

// Many equal values and many missing ones, so that the order among equals matters.
await sql`
  insert into customers.account (name, external_id, kind, stage, owner_id, monthly_amount, renews_on, customer_since, traits, created_at)
  select case i % 5 when 0 then '株式会社みなと真鯛' when 1 then 'ﾐﾅﾄ水産 ' || i when 2 then 'Blue Ocean ' || i
           when 3 then '100%_養殖' else '😀 emoji ' || i end,
         'x' || i, case when i % 3 = 0 then 'consumer' else 'business' end,
         case when i % 4 = 0 then 'cancelled' else 'active' end, case when i % 2 = 0 then ${cast.csm.id} end,
         nullif(i % 3, 0) * 1000, case when i % 3 = 0 then date '2026-11-01' + i % 7 * 10 end,
         case when i % 2 = 0 then date '2024-01-01' + i % 4 end,
         jsonb_build_object('seats', i % 4, 'beta', i % 2 = 0, 'fish', case when i % 2 = 0 then '真鯛' else 'ぶり' end),
         timestamptz '2026-01-01' + (i % 6) * interval '1 microsecond'
  from generate_series(1, 60) i`.execute(db)
// What other modules know: a third without a row, some with nothing in it, and many equal numbers that no decimal text has.
await sql`
  create table judged as
  select id as account_id, case when id % 9 > 0 then (id % 5 / 7.0 + 10)::real end as score,
         (id % 5 / 10.0)::real as risk, case when id % 2 = 0 then 'good' else 'bad' end as band,
         timestamptz '2026-03-01 00:00+09' + id % 4 * interval '12 hours' as seen_at
  from customers.account where id % 3 > 0`.execute(db)
await sql`create table gathered as select 1 + id % 2 as segment_id, id as account_id from customers.account`.execute(db)
const { rows: imports } = await sql<{ id: number }>`
  with file as (insert into customers.import (subject, file_name, status) values ('accounts', 'x.csv', 'done') returning id),
       about as (
         insert into customers.import_account (import_id, account_id)
         select file.id, account.id from file, customers.account where account.id % 4 = 0
       )
  select id from file`.execute(db)
const importId = imports[0]?.id ?? 0

async function walk(text: string, direction: 'after' | 'before', limit: number): Promise<number[]> {
  const [asked, facts] = [query(text), await factsOf(text)]
  const seen: number[] = []
  let cursor: string | undefined
  if (direction === 'before') {
    const all = await accountPage(db, asked, facts, { limit: 1000 })
    const last = all.rows.at(-1)
    seen.push(last?.id ?? 0)
    cursor = last && cursorText({ value: last.sort_value, id: last.id })
  }
  for (let turn = 0; turn < 100; turn++) {
    const page = await accountPage(db, asked, facts, { [direction]: readCursor(cursor ?? null), limit })
    const rows = direction === 'after' ? page.rows : page.rows.toReversed()
    seen.push(...rows.map(row => row.id))
    const end = rows.at(-1)
    if (!end || !(direction === 'after' ? page.hasNext : page.hasPrevious)) return seen
    cursor = cursorText({ value: end.sort_value, id: end.id })
  }
  throw new Error('no end')
}

describe('pages of the list', () => {
  const own = ['name', 'amount', 'renews', 'since', 'created']
  const sorts = [...own, 'health.score'].flatMap(key => [key, `-${key}`])

  test.each(sorts)('sorted by %s show every account once, forwards and backwards', async sort => {
    const whole = (await accountPage(db, query(`sort=${sort}`), facts, { limit: 1000 })).rows.map(row => row.id)
    expect(new Set(whole).size).toBe(60)
    for (const limit of [1, 7, 20]) {
      expect(await walk(`sort=${sort}`, 'after', limit)).toEqual(whole)
      expect(await walk(`sort=${sort}`, 'before', limit)).toEqual(whole.toReversed())
    }
  })

  test.each(sorts)('narrowed and sorted by %s show what the filter finds, once, forwards and backwards', async sort => {
    for (const [filter, count] of [
      ['stage=active&segment=1', 15],
      ['q=blue', 12],
      ['stage=cancelled&q=なと', 6],
      ['field.health.score=10.2..', 24],
      ['field.health.risk=..20&stage=active', 18],
      ['field.amount=1000..&field.health.band=good', 20],
    ] as const) {
      const whole = await walk(`${filter}&sort=${sort}`, 'after', 1000)
      expect(new Set(whole).size, filter).toBe(count)
      expect(await walk(`${filter}&sort=${sort}`, 'after', 4)).toEqual(whole)
      expect(await walk(`${filter}&sort=${sort}`, 'before', 4)).toEqual(whole.toReversed())
    }
  })

  test('by amount are in the order of the numbers one sees, whatever the digits of their currency', async () => {
    const pay = (name: string, minor: number, currency: string) =>
      sql`insert into customers.account (name, monthly_amount, currency) values (${name}, ${minor}, ${currency})`.execute(
        db,
      )
    await pay('支払 ¥10,000', 10_000, 'JPY')
    await pay('支払 $99.99', 9_999, 'USD')
    await pay('支払 $100.00', 10_000, 'USD')
    await pay('支払 KWD 100.001', 100_001, 'KWD')
    try {
      const text = 'q=支払&sort=-amount'
      const { rows } = await accountPage(db, query(text), await factsOf(text), { limit: 9 })
      expect(rows.map(row => row.name)).toEqual(['支払 ¥10,000', '支払 KWD 100.001', '支払 $100.00', '支払 $99.99'])
      const ids = rows.map(row => row.id)
      expect(await walk(text, 'after', 1)).toEqual(ids)
      expect(await walk(text, 'before', 1)).toEqual(ids.toReversed())
      const dollars = await accountPage(db, query('currency=USD&sort=amount'), facts, { limit: 9 })
      expect(dollars.rows.map(row => row.name)).toEqual(['支払 $99.99', '支払 $100.00'])
      expect(await countAccounts(db, query('currency=USD'), facts, 1000)).toEqual({ count: 2, more: false })
      expect(await currenciesPaid(db)).toEqual(['JPY', 'KWD', 'USD'])
    } finally {
      await sql`delete from customers.account where name like '支払 %'`.execute(db)
    }
  })

  test('digits of a currency are the same in the database as elsewhere', async () => {
    const { rows } = await sql<{ code: string; whole: number }>`
      select code, customers.whole_amount(123456789, code) as whole
      from unnest(${Intl.supportedValuesOf('currency')}::text[]) code`.execute(db)
    expect(rows.length).toBeGreaterThan(100)
    for (const { code, whole } of rows) expect(whole, code).toBe(123_456_789 / 10 ** minorDigits(code))
  })

  test('put accounts without a value last, whichever way', async () => {
    for (const sort of ['renews', '-renews']) {
      const { rows } = await accountPage(db, query(`sort=${sort}`), facts, { limit: 1000 })
      const first = rows.findIndex(row => row.renews_on === null)
      expect(first).toBe(20)
      expect(rows.slice(first).every(row => row.renews_on === null)).toBe(true)
    }
  })

  test('put those of which another module knows nothing last, too', async () => {
    for (const sort of ['health.score', '-health.score']) {
      const { rows } = await accountPage(db, query(`sort=${sort}`), facts, { limit: 1000 })
      const values = rows.map(row => (row.sort_value === null ? undefined : Number(row.sort_value)))
      const having = values.filter(value => value !== undefined)
      expect(having).toHaveLength(40)
      expect(values.slice(0, 40)).toEqual(having.sort((a, b) => (sort.startsWith('-') ? b - a : a - b)))
    }
  })

  test('with a damaged or foreign cursor still show something', async () => {
    const values = [
      'x; drop',
      '\0',
      '2026-02-30',
      '0000-01-01',
      '2026-02-30 00:00:00+00',
      '2026-01-01 00:00:00+23',
      '1e99',
    ]
    for (const text of ['', 'nonsense', ...values.map((value, id) => cursorText({ value, id }))]) {
      for (const sort of sorts) {
        await accountPage(db, query(`sort=${sort}`), facts, { after: readCursor(text), limit: 3 })
      }
    }
  })
})

describe('what is searched for', () => {
  const found = async (text: string) =>
    (await accountPage(db, query(text), await factsOf(text), { limit: 1000 })).rows.length

  test.each([
    ['q=みなと', 24],
    ['q=ミナト', 24],
    ['q=ﾐﾅﾄ', 24],
    ['q=み', 24],
    ['q=MINATO', 0],
    ['q=blue+ocean', 12],
    ['q=ＢＬＵＥ', 12],
    ['q=ocean+blue', 12],
    ['q=真鯛', 12],
    ['q=鯛真', 0],
    ['q=%25', 12],
    ['q=_', 12],
    ['q=😀', 12],
    ['q=x7', 1],
    ['q=なと真', 12],
    ["q='", 0],
    ['q=\\', 0],
    ['q=　', 60],
    [`q=${'あ'.repeat(5000)}`, 0],
  ])('%s', async (text, count) => {
    expect(await found(text)).toBe(count)
  })

  test.each([
    ['stage=cancelled', 15],
    ['stage=active&stage=cancelled', 60],
    ['stage=nonsense', 60],
    [`owner=${cast.csm.id}`, 30],
    ['owner=none', 30],
    ['owner=no-such-person', 0],
    ['kind=consumer', 20],
    ['renews=30', 9],
    ['renews=past', 8],
    ['trait=seats%3D2', 15],
    ['trait=seats%3D２', 15],
    ['trait=beta%3Dtrue', 30],
    ['trait=fish%3D真鯛', 30],
    ['traitKey=fish&traitValue=ぶり&trait=seats%3D1', 15],
    ['trait=fish%3D%22}', 0],
    ['plan=pro', 0],
    ['segment=1', 30],
    ['segment=1&stage=cancelled', 15],
    ['segment=3', 0],
    ['segment=x', 60],
    ['segment=2&sort=-health.score', 30],
    [`import=${importId}`, 15],
    [`import=${importId}&segment=2`, 0],
    ['import=999', 0],
    ['field.health.band=bad', 20],
    ['field.health.band=nonsense', 60],
    ['field.health.score=10.5..', 8],
    ['field.health.score=10.1..10.5&field.health.band=good', 12],
    // Of 0.2, as a column of seven digits has it, 20 % is the end on either side.
    ['field.health.risk=..20', 24],
    ['field.health.risk=20..20', 8],
    ['byNumber=most:health.risk&number=２０', 24],
    ['byNumber=most:health.risk&number=20%25', 24],
    ['byNumber=least:health.risk&number=20&field.health.risk=10..20', 8],
    ['byNumber=least:health.risk&number=many', 60],
    ['field.health.risk=..', 60],
    ['field.none=1..', 60],
    ['field.amount=1000..1999', 20],
    ['field.amount=..0', 0],
    ['field.since=2024-01-03..', 15],
    ['field.since=..2024-01-01', 15],
    ['field.since=2024-02-30..', 60],
    ['field.renews=2026-11-11..2026-11-21', 6],
    ['field.created=2026-01-01..2026-01-01', 60],
    ['field.created=..2025-12-31', 0],
    // Half of the days begin at midnight in Tokyo, which is the day before elsewhere.
    ['field.events.last_seen=..2026-03-01', 20],
    ['byDate=least:events.last_seen&date=2026-03-02', 20],
    ['byDate=least:events.last_seen&date=0002-03-02', 60],
  ])('%s', async (text, count) => {
    expect(await found(text)).toBe(count)
    expect(await countAccounts(db, query(text), facts, 1000)).toEqual({ count, more: false })
  })

  test('the billing period and the beginning of any subscription that runs, and the day of leaving', async () => {
    const [first, second] = (await accountPage(db, query('stage=active&sort=-name'), facts, { limit: 2 })).rows
    await sql`
      insert into customers.subscription (account_id, plan, currency, period, started_on, current) values
        (${first?.id}, 'p', 'JPY', 'year', '2025-04-01', true), (${first?.id}, 'q', 'JPY', 'month', '2025-06-01', true),
        (${second?.id}, 'p', 'JPY', 'other', '2025-05-01', true), (${second?.id}, 'p', 'JPY', 'year', '2025-04-01', false),
        (${first?.id}, 'p', 'JPY', 'other', '2019-04-01', false)`.execute(db)
    // The evening of the day before elsewhere.
    await sql`insert into customers.cancellation (account_id, at, source) values
      (${second?.id}, '2026-10-01 01:00+09', 'staff')`.execute(db)
    for (const [text, count] of [
      ['field.period=year', 1],
      ['field.period=month', 1],
      ['field.period=nonsense', 60],
      ['field.period=other', 1],
      ['field.started=2025-04-01..2025-04-30', 1],
      ['field.started=..2025-04-30', 1],
      ['field.started=2025-05-01..', 2],
      ['byDate=most:started&date=2025-03-31', 0],
      ['field.cancelled=2026-10-01..2026-10-01', 1],
      ['field.cancelled=..2026-09-30', 0],
      ['field.cancelled=2026-10-01..&field.period=year', 0],
      ['field.cancelled=2026-10-01..&field.period=other', 1],
    ] as const) {
      expect([text, await found(text)]).toEqual([text, count])
    }
    await sql`truncate customers.subscription, customers.cancellation`.execute(db)
  })

  test('a plan of any subscription that runs', async () => {
    const id = (await accountPage(db, query('stage=active'), facts, { limit: 1 })).rows[0]?.id ?? 0
    const actor = { kind: 'system' } as const
    for (const [plan, monthlyAmount] of [
      ['small', 1],
      ['large', 2],
    ] as const) {
      const input = { plan, monthlyAmount, currency: 'JPY', period: 'month' } as const
      await transact(db, tx => addSubscription(tx, actor, id, input))
    }
    expect([await found('plan=small'), await found('plan=large')]).toEqual([1, 1])
  })

  test('is counted up to a limit', async () => {
    expect(await countAccounts(db, query(''), facts, 10)).toEqual({ count: 10, more: true })
    expect(await countAccounts(db, query(''), facts, 60)).toEqual({ count: 60, more: false })
  })
})

describe('the address of a list', () => {
  test('is the same for the same list, and reads back', () => {
    for (const text of [
      '',
      'q=%E6%B0%B4+%26&stage=active&sort=-amount',
      'trait=a%253Db%3Dc%3Dd&columns=stage%2Ctrait.%E9%AD%9A',
      'owner=none&kind=taker&plan=p&renews=90&currency=USD',
      'segment=7&import=3&sort=-health.score',
      'field.health.band=bad&field.health.risk=..20&field.amount=1000..&field.since=2024-01-01..2024-12-31',
    ]) {
      expect(listQueryText(query(text))).toBe(text)
    }
  })

  test('can hold anything without harm', () => {
    const odd = query(`q=${'x'.repeat(999)}&sort=drop&columns=${'c,'.repeat(99)}&trait=&trait==&trait=%00%3Dx&renews=7`)
    expect(odd.q).toHaveLength(200)
    expect(odd.sort).toEqual({ key: 'name', direction: 'ascending' })
    expect(odd.columns).toEqual(['c'])
    expect(odd.traits).toEqual([])
  })
})

describe('CSV', () => {
  test('begins with a byte order mark, quotes, and ends lines as RFC 4180 says', () => {
    expect(csvHead(['顧客名', 'a,b'])).toBe('\uFEFF顧客名,"a,b"\r\n')
    expect(csvLines([['x"y', 'line\nbreak', -3]])).toBe('"x""y","line\nbreak",-3\r\n')
  })

  test.each(['=1+1', '+81 90', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '＝1', ' =1', '|cmd', '%0a'])(
    'makes %j harmless',
    text => {
      expect(
        csvLines([[text]])
          .replaceAll('"', '')
          .startsWith("'"),
      ).toBe(true)
    },
  )

  test.each(['-5', '+3', '-1,200.5', '鯛', 'a=b', ''])('leaves %j alone', text => {
    expect(csvLines([[text, 'end']]).replaceAll('"', '')).toBe(`${text},end\r\n`)
  })
})
