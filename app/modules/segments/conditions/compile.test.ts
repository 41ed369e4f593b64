import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/postgres.ts'
import { Invalid } from '../../../platform/errors.ts'
import { seededRandom } from '../../../platform/random.ts'
import type { Field, Measure } from '../../../web/module.ts'
import { type PlayStanding, playStandings } from '../../../web/play-source.ts'
import type { MeasureUse } from '../measures/measure.ts'
import { compileCandidates, compileCondition } from './compile.ts'
import { type Condition, readCondition, writeCondition } from './condition.ts'
import { problemOf, type Surroundings } from './facts.ts'
import { conditionMaker, daysBack, dice, holdsPlainly, type Known, type Plain, traitAs } from './testing.ts'

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
  { ...usage, key: 'test.count', value: { take: 'sum', column: 'count' }, empty: 0 },
  {
    ...usage,
    key: 'test.days',
    value: { take: 'different', column: 'day' },
    empty: 0,
    presence: 'events.sign_of_life',
  },
  { ...usage, key: 'test.people', value: { take: 'different', column: 'contact_id', above: 0 }, empty: 0 },
  { ...usage, key: 'test.most', value: { take: 'greatest', column: 'count' }, empty: null },
]
const contact = 'customers.contact_fact'
const contactFields: readonly Field[] = [
  { key: 'test.contact_name', label, type: 'text', relation: contact, column: 'name' },
  { key: 'test.contact_email', label, type: 'text', relation: contact, column: 'email' },
  { key: 'test.contact_created', label, type: 'date', relation: contact, column: 'created_at' },
]
const contactMeasures: readonly Measure[] = [
  { ...usage, key: 'test.contact_count', value: { take: 'sum', column: 'count' }, empty: 0 },
  { ...usage, key: 'test.contact_days', value: { take: 'different', column: 'day' }, empty: 0 },
  { ...usage, key: 'test.contact_names', value: { take: 'different', column: 'name' }, empty: 0 },
  { ...usage, key: 'test.contact_gap', value: { take: 'daysSince', column: 'day' }, empty: null },
  {
    key: 'test.contact_accounts',
    label,
    unit: 'count',
    better: 'more',
    relation: 'customers.membership_fact',
    value: { take: 'rows' },
    empty: 0,
  },
]
const relations = {
  under_way: 'plays_test.under_way',
  gone_through: 'plays_test.gone_through',
  held_out: 'plays_test.held_out',
} as const
const byKey = <T extends { key: string }>(list: readonly T[]) => new Map(list.map(one => [one.key, one]))
const surroundings: Surroundings = {
  offers: {
    fields: byKey(fields),
    measures: byKey(measures),
    contacts: { fields: byKey(contactFields), measures: byKey(contactMeasures) },
    plays: { relations, names: async () => [], drivenBy: async () => [] },
  },
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
  /** Id of the contact; 0 when it is not known who it was. */
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
  readonly stands: readonly Stand[]
}

/** How an account stands to a play. */
interface Stand {
  readonly standing: PlayStanding
  readonly play: number
  readonly at: string
}

interface Contact {
  readonly id: number
  readonly name: string | null
  readonly email: string | null
  readonly created: string
  readonly traits: Readonly<Record<string, unknown>>
  /** Positions of the accounts it belongs to. */
  readonly accounts: readonly number[]
}

const contactCount = 90
const instant = () => `${dayFrom(below(60) - 40)}T${String(below(24)).padStart(2, '0')}:15:00Z`

const plays = [1, 2, 3]
const instantBefore = () => `${dayFrom(-1 - below(60))}T${String(below(24)).padStart(2, '0')}:15:00Z`

function randomUsage(): Usage[] {
  const rows = Array.from({ length: below(30) }, () => ({
    day: dayFrom(-below(150)),
    contact: below(3) === 0 ? 0 : 1 + below(contactCount),
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
  stands: Array.from({ length: below(4) }, () => ({
    standing: pick(playStandings),
    play: pick(plays),
    at: instantBefore(),
  })),
}))

const contacts: Contact[] = Array.from({ length: contactCount }, (_, index) => ({
  id: index + 1,
  name: maybe(() => `${pick(texts)} ${index}`),
  email: maybe(() => `${index}@minato.example`),
  created: instant(),
  traits: Object.fromEntries(traitKeys.flatMap(key => (random() < 0.6 ? [[key, pick(traitValues)]] : []))),
  accounts: [...new Set(Array.from({ length: below(4) }, () => below(accounts.length)))],
}))

beforeAll(async () => {
  await sql`create schema plays_test`.execute(db)
  for (const name of Object.values(relations)) {
    await sql`create table ${sql.table(name)} (play_id bigint, account_id bigint, at timestamptz)`.execute(db)
  }
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
    for (const { standing, play, at } of account.stands) {
      await sql`insert into ${sql.table(relations[standing])} values (${play}, ${id}, ${at})`.execute(db)
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
  for (const { id, name, email, created, traits, accounts: places } of contacts) {
    await sql`
      insert into customers.contact (id, name, email, created_at, traits) overriding system value
      values (${id}, ${name}, ${email}, ${created}, ${JSON.stringify(traits)})`.execute(db)
    for (const place of places) {
      await sql`insert into customers.membership (contact_id, account_id) values (${id}, ${accounts[place]?.id})`.execute(
        db,
      )
    }
  }
})

// --- the same language, evaluated for one at a time ---------------------------------------------------------------

const tokyo = (time: string) => Temporal.Instant.from(time).toZonedDateTimeISO('Asia/Tokyo').toPlainDate().toString()

const plainAccount = (account: Account): Plain => ({
  accounts: [],
  isIn: () => false,
  standsTo: ({ play, standing, days }) =>
    account.stands.some(
      one =>
        one.play === play &&
        one.standing === standing &&
        (days === undefined || daysBack(tokyo(one.at), today) <= days),
    ),
  value(leaf) {
    if (leaf.kind === 'measure') {
      const present = leaf.use.measure !== 'test.days' || account.seen !== null
      return present || leaf.use.compare ? measured(leaf.use, account.usage) : null
    }
    if (leaf.kind === 'trait') return traitAs(leaf.type, account.traits[leaf.key])
    const key = leaf.field.slice('test.'.length) as keyof Account
    const value = leaf.currency && leaf.currency !== account.currency ? null : (account[key] as Known)
    return (key === 'created' || key === 'seen') && value ? tokyo(value as string) : value
  },
})

const plainContact = (one: Contact): Plain => ({
  accounts: one.accounts.map(place => plainAccount(accounts[place] as Account)),
  isIn: () => false,
  value(leaf) {
    if (leaf.kind === 'trait') return traitAs(leaf.type, one.traits[leaf.key])
    if (leaf.kind === 'measure') {
      if (leaf.use.measure === 'test.contact_accounts') return one.accounts.length
      const rows = accounts.flatMap(({ usage }) => usage.filter(row => row.contact === one.id))
      return measured(leaf.use, rows)
    }
    if (leaf.field === 'test.contact_created') return tokyo(one.created)
    return leaf.field === 'test.contact_name' ? one.name : one.email
  },
})

function measured({ measure, window, of, compare }: MeasureUse, usage: readonly Usage[]): number | null {
  const rows = (first: number, last: number) =>
    usage.filter(row => {
      const back = daysBack(row.day, today)
      return (of === undefined || row.name === of) && back >= first && back <= last
    })
  const compute = (list: readonly Usage[]): number | null => {
    const what = measure.replace('contact_', '')
    if (what === 'test.count') return list.reduce((sum, row) => sum + row.count, 0)
    if (what === 'test.days') return new Set(list.map(row => row.day)).size
    if (what === 'test.names') return new Set(list.map(row => row.name)).size
    if (what === 'test.people') return new Set(list.filter(row => row.contact > 0).map(row => row.contact)).size
    if (list.length === 0) return null
    if (what === 'test.gap') return Math.min(...list.map(row => daysBack(row.day, today)))
    return Math.max(...list.map(row => row.count))
  }
  if (window === undefined) return compute(rows(-1e6, 1e6))
  const now = compute(rows(0, window - 1))
  if (!compare) return now
  const before = compute(rows(window, 2 * window - 1))
  return before !== null && before > 0 && now !== null ? now / before - 1 : null
}

const holds = (condition: Condition, account: Account) => holdsPlainly(condition, plainAccount(account), today)
const contactHolds = (condition: Condition, one: Contact) => holdsPlainly(condition, plainContact(one), today)

const material = {
  today,
  traitKeys,
  // Also pieces of texts, signs that mean something in SQL, and values of choices.
  texts: [...texts.filter(Boolean), '12', 'INATO', '産', '_', '%', 'business', 'consumer', 'signed in', 'never'],
}
const ofAccounts = { ...material, fields, measures, plays }
const ofContacts = { ...material, fields: contactFields, measures: contactMeasures }
const { leaf: randomLeaf, group: randomGroup } = conditionMaker(random, ofAccounts)
const contactMaker = conditionMaker(random, ofContacts, ofAccounts)
const ofAccount = (condition: Condition) => ({ about: 'account', condition }) as const
const ofContact = (condition: Condition) => ({ about: 'contact', condition }) as const

async function found(query: ReturnType<typeof compileCondition>): Promise<number[]> {
  const { rows } = await sql<Record<string, number>>`${query} order by 1`.execute(db)
  return rows.map(row => Object.values(row)[0] as number)
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
      expect(await found(compileCondition(ofAccount(condition), surroundings)), JSON.stringify(condition)).toEqual(
        expected,
      )
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
      expect(await found(compileCondition(ofAccount(atLeast(currency)), surroundings))).toEqual(rich(currency))
    }
    const either = { kind: 'any', of: [atLeast('JPY'), atLeast('USD')] } as const
    expect(await found(compileCondition(ofAccount(either), surroundings))).toEqual(
      [...rich('JPY'), ...rich('USD')].sort((a, b) => a - b),
    )
    expect(() =>
      compileCondition(ofAccount({ ...atLeast('JPY'), currency: undefined } as never), surroundings),
    ).toThrow(Invalid)
  })

  test('looks only at the accounts it is given, few or many', async () => {
    const few = accounts.slice(10, 20).map(account => account.id)
    const many = [...few, ...Array.from({ length: 3000 }, (_, index) => 1_000_000 + index)]
    for (let round = 0; round < 60; round++) {
      const condition = randomGroup(3)
      const expected = accounts.filter(one => few.includes(one.id) && holds(condition, one)).map(one => one.id)
      expect(await found(compileCondition(ofAccount(condition), surroundings, few))).toEqual(expected)
      expect(await found(compileCondition(ofAccount(condition), surroundings, many))).toEqual(expected)
      const set = sql`select unnest(${few}::bigint[])`
      expect(await found(compileCondition(ofAccount(condition), surroundings, set))).toEqual(expected)
    }
  })

  test('is contained in its candidates, which need no measures', async () => {
    for (let round = 0; round < 200; round++) {
      const condition = randomGroup(4)
      const candidates = compileCandidates(ofAccount(condition), surroundings)
      expect(sql`${candidates}`.compile(db).sql).not.toContain('usage_day')
      const inside = new Set(await found(candidates))
      for (const account of accounts) if (holds(condition, account)) expect(inside).toContain(account.id)
    }
  })
})

describe('a condition over contacts', () => {
  test('finds exactly those that meet it one by one, for 600 random conditions, also about their accounts', {
    timeout: 120_000,
  }, async () => {
    const reached = { some: 0, atAccounts: 0 }
    for (let round = 0; round < 600; round++) {
      const condition = round < 200 ? { kind: 'all' as const, of: [contactMaker.leaf()] } : contactMaker.group(4)
      expect(readCondition(JSON.parse(writeCondition(condition)))).toEqual(condition)
      const expected = contacts.filter(one => contactHolds(condition, one)).map(one => one.id)
      expect(await found(compileCondition(ofContact(condition), surroundings)), JSON.stringify(condition)).toEqual(
        expected,
      )
      if (expected.length > 0) reached.some++
      if (JSON.stringify(condition).includes('"accounts"')) reached.atAccounts++
    }
    expect(reached.some).toBeGreaterThan(300)
    expect(reached.atAccounts).toBeGreaterThan(100)
  })

  test('looks only at the contacts it is given, few or many', async () => {
    const few = contacts.slice(10, 30).map(one => one.id)
    const many = [...few, ...Array.from({ length: 3000 }, (_, index) => 1_000_000 + index)]
    for (let round = 0; round < 60; round++) {
      const condition = contactMaker.group(3)
      const expected = contacts.filter(one => few.includes(one.id) && contactHolds(condition, one)).map(one => one.id)
      for (const set of [few, many, sql`select unnest(${few}::bigint[])`]) {
        expect(await found(compileCondition(ofContact(condition), surroundings, set))).toEqual(expected)
      }
    }
  })

  test('is contained in its candidates, which need no measures, neither of contacts nor of accounts', async () => {
    for (let round = 0; round < 200; round++) {
      const condition = contactMaker.group(4)
      const candidates = compileCandidates(ofContact(condition), surroundings)
      expect(sql`${candidates}`.compile(db).sql).not.toContain('usage_day')
      const inside = new Set(await found(candidates))
      for (const one of contacts) if (contactHolds(condition, one)) expect(inside).toContain(one.id)
    }
  })

  test.each([
    ['a field of accounts', { kind: 'field', field: 'test.kind', asks: { is: 'known' } }, 'fieldUnknown'],
    [
      'a measure of accounts',
      { kind: 'measure', use: { measure: 'test.people' }, asks: { is: 'none' } },
      'measureUnknown',
    ],
    [
      'a field of contacts asked of their accounts',
      {
        kind: 'accounts',
        within: true,
        meets: { kind: 'all', of: [{ kind: 'field', field: 'test.contact_email', asks: { is: 'known' } }] },
      },
      'fieldUnknown',
    ],
    ['the part of contacts in a play', { kind: 'play', play: 1, standing: 'under_way', within: true }, 'playUnfit'],
  ] as [string, Condition, string][])('is refused with %s', (_, leaf, problem) => {
    expect(problemOf(leaf, 'contact', surroundings.offers)).toBe(problem)
    expect(() => compileCondition(ofContact(leaf), surroundings)).toThrow(Invalid)
  })

  test('the accounts of accounts, and what is asked of contacts, are no questions to accounts', () => {
    const places: Condition = { kind: 'accounts', within: true, meets: { kind: 'all', of: [randomLeaf()] } }
    expect(problemOf({ kind: 'any', of: [places] }, 'account', surroundings.offers)).toBe('accountsUnfit')
    expect(problemOf({ ...places, meets: { kind: 'all', of: [places] } }, 'contact', surroundings.offers)).toBe(
      'accountsUnfit',
    )
    const email: Condition = { kind: 'field', field: 'test.contact_email', asks: { is: 'known' } }
    expect(() => compileCondition(ofAccount(email), surroundings)).toThrow(Invalid)
  })
})
