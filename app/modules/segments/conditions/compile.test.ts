import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/postgres.ts'
import { Invalid } from '../../../platform/errors.ts'
import { seededRandom } from '../../../platform/random.ts'
import type { Field, Measure } from '../../../web/module.ts'
import type { MeasureUse } from '../measures/measure.ts'
import { compileCandidates, compileCondition } from './compile.ts'
import { type Condition, isGroup, type Leaf, readCondition, writeCondition } from './condition.ts'
import type { Surroundings } from './facts.ts'
import type { Question } from './question.ts'
import { conditionMaker, dice } from './testing.ts'

const { db } = await testDatabase()
const today = '2026-11-22'

const label = 'web:ui.close'
const relation = 'customers.account_fact'
const fields: readonly Field[] = [
  { key: 'test.name', label, type: 'text', relation, column: 'name' },
  { key: 'test.outside', label, type: 'text', relation, column: 'external_id' },
  { key: 'test.kind', label, type: 'choice', relation, column: 'kind' },
  { key: 'test.amount', label, type: 'money', relation, column: 'monthly_amount' },
  { key: 'test.cancelled', label, type: 'boolean', relation, column: 'cancelled' },
  { key: 'test.renews', label, type: 'date', relation, column: 'renews_on' },
  { key: 'test.created', label, type: 'date', relation, column: 'created_at' },
  { key: 'test.seen', label, type: 'date', relation: 'events.sign_of_life', column: 'last_at' },
]
const usage = { label, unit: 'count', better: 'more', relation: 'events.usage_day', on: 'day', of: 'name' } as const
const measures: readonly Measure[] = [
  { ...usage, key: 'test.count', value: 'sum(count)', empty: 0 },
  { ...usage, key: 'test.days', value: 'count(distinct day)', empty: 0, presence: 'events.sign_of_life' },
  { ...usage, key: 'test.people', value: 'count(distinct contact_id) filter (where contact_id > 0)', empty: 0 },
  { ...usage, key: 'test.mean', value: 'coalesce(avg(count), 0)', empty: null },
]
const byKey = <T extends { key: string }>(list: readonly T[]) => new Map(list.map(one => [one.key, one]))
const surroundings: Surroundings = {
  offers: { fields: byKey(fields), measures: byKey(measures) },
  today,
  timeZone: 'Asia/Tokyo',
}

// --- random accounts, remembered here and written to the database -------------------------------------------------

const random = seededRandom(20_261_122)
const { below, pick } = dice(random)
const maybe = <T>(value: () => T, share = 0.7): T | null => (random() < share ? value() : null)
const dayFrom = (offset: number) => Temporal.PlainDate.from(today).add({ days: offset }).toString()

const texts = [
  'Minato',
  'minato',
  'ＭＩＮＡＴＯ 水産',
  '水産',
  '100%',
  "O'Hara",
  'a_b',
  'back\\slash',
  '',
  '🐟 fish',
  '"]}',
]
const traitKeys = ["it's", 'a.b', '🐟', '"quoted"', 'x'.repeat(200), "'); drop table customers.account; --", 'plain']
const traitValues: readonly unknown[] = [
  ...texts,
  '12',
  '-3.5',
  12,
  -3.5,
  0,
  1e21,
  true,
  'false',
  '2026-11-22',
  '2026-02-31',
  '2026-11-21T15:30:00Z',
  ['12'],
  { a: 1 },
  null,
]

interface Usage {
  readonly day: string
  readonly contact: number
  readonly name: string
  readonly count: number
}

interface Account {
  id: number
  readonly name: string
  readonly outside: string | null
  readonly kind: string
  readonly amount: number
  readonly currency: string
  readonly cancelled: boolean
  readonly renews: string | null
  readonly created: string
  readonly seen: string | null
  readonly traits: Readonly<Record<string, unknown>>
  readonly usage: readonly Usage[]
}

const instant = () => `${dayFrom(below(60) - 40)}T${String(below(24)).padStart(2, '0')}:15:00Z`

function randomUsage(): Usage[] {
  const rows = Array.from({ length: below(30) }, () => ({
    day: dayFrom(-below(150)),
    contact: below(4),
    name: pick(['signed in', "it's", '🐟']),
    count: 1 + below(5),
  }))
  return [...new Map(rows.map(row => [`${row.day} ${row.contact} ${row.name}`, row])).values()]
}

const accounts: Account[] = Array.from({ length: 120 }, (_, index) => ({
  id: 0,
  name: `${pick(texts)} ${index}`,
  outside: random() < 0.5 ? `${index}-${pick(texts)}` : null,
  kind: pick(['business', 'consumer', 'provider']),
  amount: below(5) * 1000,
  currency: pick(['JPY', 'JPY', 'USD', 'KWD']),
  cancelled: random() < 0.3,
  renews: maybe(() => dayFrom(below(60) - 30)),
  created: instant(),
  seen: maybe(instant),
  traits: Object.fromEntries(traitKeys.flatMap(key => (random() < 0.6 ? [[key, pick(traitValues)]] : []))),
  usage: random() < 0.8 ? randomUsage() : [],
}))

beforeAll(async () => {
  await sql`create table events.usage_day_test partition of events.usage_day default`.execute(db)
  for (const account of accounts) {
    const { id } = await db
      .insertInto('customers.account')
      .values({
        name: account.name,
        external_id: account.outside,
        kind: account.kind as 'business',
        monthly_amount: account.amount,
        currency: account.currency,
        renews_on: account.renews,
        created_at: new Date(account.created),
        traits: JSON.stringify(account.traits),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    account.id = id
    if (account.cancelled) {
      await sql`insert into customers.cancellation (account_id, source) values (${id}, 'import')`.execute(db)
    }
    if (account.seen) {
      await sql`insert into events.sign_of_life values (${id}, ${account.seen}, ${account.seen}, ${account.seen})`.execute(
        db,
      )
    }
    for (const row of account.usage) {
      await sql`insert into events.usage_day values
        (${id}, ${row.day}, ${row.contact}, ${row.name}, ${row.count}, ${row.day})`.execute(db)
    }
  }
})

// --- the same language, evaluated one account at a time -----------------------------------------------------------

const plain = (text: string) => text.normalize('NFKC').toLowerCase()
const tokyo = (time: string) => Temporal.Instant.from(time).toZonedDateTimeISO('Asia/Tokyo').toPlainDate().toString()
const daysBack = (day: string) => Temporal.PlainDate.from(day).until(today, { largestUnit: 'days' }).days

function holds(condition: Condition, account: Account): boolean {
  if (!isGroup(condition)) return leafHolds(condition, account)
  const results = condition.of.map(part => holds(part, account))
  if (condition.kind === 'all') return results.every(Boolean)
  return condition.kind === 'any' ? results.some(Boolean) : !results.some(Boolean)
}

type Known = string | number | boolean | null

function leafHolds(leaf: Leaf, account: Account): boolean {
  if (leaf.kind === 'segment') throw new Error('not here')
  if (leaf.kind === 'measure') return answers(leaf.asks, measured(leaf.use, account))
  if (leaf.kind === 'trait') return answers(leaf.asks, traitAs(leaf.type, account.traits[leaf.key]))
  const key = leaf.field.slice('test.'.length) as keyof Account
  const value = leaf.currency && leaf.currency !== account.currency ? null : (account[key] as Known)
  const instantField = key === 'created' || key === 'seen'
  return answers(leaf.asks, instantField && value ? tokyo(value as string) : value)
}

function traitAs(type: string, value: unknown): Known {
  if (value === undefined || value === null) return null
  if (type === 'text') return typeof value === 'object' ? spaced(JSON.stringify(value)) : numberText(value)
  if (type === 'number') {
    if (typeof value === 'number') return value
    return typeof value === 'string' && /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : null
  }
  if (type === 'boolean')
    return value === true || value === 'true' ? true : value === false || value === 'false' ? false : null
  if (value === '2026-11-22') return value
  return value === '2026-11-21T15:30:00Z' ? '2026-11-22' : null
}

/** As jsonb writes it. */
const spaced = (json: string) => json.replaceAll(':', ': ')
const numberText = (value: unknown) => (value === 1e21 ? '1000000000000000000000' : String(value))

function measured({ measure, window, of, compare }: MeasureUse, account: Account): number | null {
  const present = measure !== 'test.days' || account.seen !== null
  const rows = (first: number, last: number) =>
    account.usage.filter(row => {
      const back = daysBack(row.day)
      return (of === undefined || row.name === of) && back >= first && back <= last
    })
  const compute = (list: readonly Usage[]): number | null => {
    if (measure === 'test.count') return list.reduce((sum, row) => sum + row.count, 0)
    if (measure === 'test.days') return new Set(list.map(row => row.day)).size
    if (measure === 'test.people') return new Set(list.filter(row => row.contact > 0).map(row => row.contact)).size
    return list.length === 0 ? null : list.reduce((sum, row) => sum + row.count, 0) / list.length
  }
  if (window === undefined) return present ? compute(rows(-1e6, 1e6)) : null
  const now = compute(rows(0, window - 1))
  if (!compare) return present ? now : null
  const before = compute(rows(window, 2 * window - 1))
  return before !== null && before > 0 && now !== null ? now / before - 1 : null
}

function answers(asks: Question, value: Known): boolean {
  const text = typeof value === 'string' ? plain(value) : ''
  switch (asks.is) {
    case 'empty':
      return value === null || value === ''
    case 'known':
      return value !== null && value !== ''
    case 'none':
      return value === null || value === 0
    case 'yes':
      return value === true
    case 'no':
      return value === false
    case 'same':
      return value !== null && text === plain(asks.text)
    case 'different':
      return value === null || text !== plain(asks.text)
    case 'contains':
      return value !== null && text.includes(plain(asks.text))
    case 'lacks':
      return value === null || !text.includes(plain(asks.text))
    case 'starts':
      return value !== null && text.startsWith(plain(asks.text))
    case 'one_of':
      return value !== null && asks.texts.includes(String(value))
    case 'none_of':
      return value === null || !asks.texts.includes(String(value))
    case 'unequal':
      return value === null || Math.abs(Number(value) - asks.number) > 1e-12
  }
  if (value === null) return false
  if ('number' in asks || 'from' in asks) return compares(asks, Number(value))
  const back = daysBack(String(value))
  if ('day' in asks) {
    const order = Temporal.PlainDate.compare(String(value), asks.day)
    return asks.is === 'on' ? order === 0 : asks.is === 'before' ? order < 0 : order > 0
  }
  if (asks.is === 'last') return back >= 0 && back <= asks.days
  if (asks.is === 'next') return back <= 0 && -back <= asks.days
  return asks.is === 'ago' ? back > asks.days : -back > asks.days
}

function compares(asks: Extract<Question, { number: number } | { from: number }>, value: number): boolean {
  if (asks.is === 'between') return value >= asks.from && value <= asks.to
  if (asks.is === 'less') return value < asks.number
  if (asks.is === 'at_most') return value <= asks.number
  if (asks.is === 'more') return value > asks.number
  return asks.is === 'at_least' ? value >= asks.number : value === asks.number
}

const { leaf: randomLeaf, group: randomGroup } = conditionMaker(random, {
  today,
  fields,
  measures,
  traitKeys,
  // Also pieces of texts, signs that mean something in SQL, and values of choices.
  texts: [...texts.filter(Boolean), '12', 'INATO', '産', '_', '%', 'business', 'consumer', 'signed in', 'never'],
})

async function found(query: ReturnType<typeof compileCondition>): Promise<number[]> {
  const { rows } = await sql<{ account_id: number }>`${query} order by account_id`.execute(db)
  return rows.map(row => row.account_id)
}

describe('a condition compiled to SQL', () => {
  test('finds exactly the accounts that meet it one by one, for 1,000 random conditions', {
    timeout: 120_000,
  }, async () => {
    const reached = { none: 0, some: 0 }
    for (let round = 0; round < 1000; round++) {
      const condition = round < 500 ? { kind: 'all' as const, of: [randomLeaf()] } : randomGroup(4)
      expect(readCondition(JSON.parse(writeCondition(condition)))).toEqual(condition)
      const expected = accounts.filter(account => holds(condition, account)).map(account => account.id)
      expect(await found(compileCondition(condition, surroundings)), JSON.stringify(condition)).toEqual(expected)
      expected.length > 0 ? reached.some++ : reached.none++
    }
    // Conditions that never find anybody would prove nothing.
    expect(reached.some).toBeGreaterThan(500)
  })

  test('of an amount looks at accounts in its currency only: nobody says what another is worth', async () => {
    const atLeast = (currency: string) =>
      ({ kind: 'field', field: 'test.amount', asks: { is: 'at_least', number: 2000 }, currency }) as const
    const rich = (currency: string) =>
      accounts.filter(one => one.currency === currency && one.amount >= 2000).map(one => one.id)
    for (const currency of ['JPY', 'USD', 'KWD']) {
      expect(rich(currency).length).toBeGreaterThan(0)
      expect(await found(compileCondition(atLeast(currency), surroundings))).toEqual(rich(currency))
    }
    const either = { kind: 'any', of: [atLeast('JPY'), atLeast('USD')] } as const
    expect(await found(compileCondition(either, surroundings))).toEqual(
      [...rich('JPY'), ...rich('USD')].sort((a, b) => a - b),
    )
    expect(() => compileCondition({ ...atLeast('JPY'), currency: undefined } as never, surroundings)).toThrow(Invalid)
  })

  test('looks only at the accounts it is given, few or many', async () => {
    const few = accounts.slice(10, 20).map(account => account.id)
    const many = [...few, ...Array.from({ length: 3000 }, (_, index) => 1_000_000 + index)]
    for (let round = 0; round < 60; round++) {
      const condition = randomGroup(3)
      const expected = accounts.filter(one => few.includes(one.id) && holds(condition, one)).map(one => one.id)
      expect(await found(compileCondition(condition, surroundings, few))).toEqual(expected)
      expect(await found(compileCondition(condition, surroundings, many))).toEqual(expected)
      const set = sql`select unnest(${few}::bigint[])`
      expect(await found(compileCondition(condition, surroundings, set))).toEqual(expected)
    }
  })

  test('is contained in its candidates, which need no measures', async () => {
    for (let round = 0; round < 200; round++) {
      const condition = randomGroup(4)
      const candidates = compileCandidates(condition, surroundings)
      expect(sql`${candidates}`.compile(db).sql).not.toContain('usage_day')
      const inside = new Set(await found(candidates))
      for (const account of accounts) if (holds(condition, account)) expect(inside).toContain(account.id)
    }
  })
})
