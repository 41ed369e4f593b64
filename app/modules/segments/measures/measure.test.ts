import { type RawBuilder, sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/postgres.ts'
import { Invalid } from '../../../platform/errors.ts'
import { seededRandom } from '../../../platform/random.ts'
import type { Aggregate } from '../../../web/aggregate.ts'
import type { Measure } from '../../../web/module.ts'
import { dice } from '../conditions/testing.ts'
import { aggregateOf } from './aggregate.ts'
import { compileMeasures, type MeasureUse, problemOfUse } from './measure.ts'

const { db } = await testDatabase()
const today = '2026-11-22'
const label = 'web:ui.close'
const usage = { label, unit: 'count', better: 'more', relation: 'events.usage_day', on: 'day', of: 'name' } as const
const measures = new Map(
  (
    [
      { ...usage, key: 'count', value: { take: 'sum', column: 'count' }, empty: 0 },
      { ...usage, key: 'days', value: { take: 'different', column: 'day' }, empty: 0 },
      { ...usage, key: 'people', value: { take: 'different', column: 'contact_id', above: 0 }, empty: 0 },
      { ...usage, key: 'known_rows', value: { take: 'rows' }, empty: null },
      { ...usage, key: 'most', value: { take: 'greatest', column: 'count' }, empty: null },
      { ...usage, key: 'last', value: { take: 'last', column: 'count', places: 4 }, empty: null },
      {
        ...usage,
        key: 'silence',
        on: undefined,
        of: undefined,
        value: { take: 'daysSince', column: 'day' },
        empty: null,
      },
      { key: 'silent', relation: 'events.sign_of_life', value: { take: 'daysSince', column: 'last_day' }, empty: null },
      { ...usage, key: 'present', value: { take: 'sum', column: 'count' }, empty: 0, presence: 'events.sign_of_life' },
    ] as Measure[]
  ).map(measure => [measure.key, measure]),
)
const offers = { measures }

const compute = async (uses: readonly MeasureUse[], accounts: Parameters<typeof compileMeasures>[2]['accounts']) => {
  const query = compileMeasures(uses, offers, { accounts, today })
  const { rows } = await sql<Record<string, number | null>>`${query} order by account_id`.execute(db)
  return rows
}
const planned = (uses: readonly MeasureUse[]) =>
  compileMeasures(uses, offers, { accounts: 'all', today }).compile(db).sql

let ids: number[] = []
const { below, pick } = dice(seededRandom(4))

beforeAll(async () => {
  await sql`create table events.usage_day_test partition of events.usage_day default`.execute(db)
  const { rows } = await sql<{ id: number }>`
    insert into customers.account (name) select 'a' || n from generate_series(1, 12) n returning id`.execute(db)
  ids = rows.map(row => row.id)
  for (const id of ids.slice(0, 10)) {
    for (let row = 0; row < 40; row++) {
      await sql`insert into events.usage_day
        values (${id}, ${today}::date - ${below(300)}::int, ${below(4)}, ${pick(['a)(b', 'it’s', "it's"])}, ${1 + below(5)}, ${today})
        on conflict do nothing`.execute(db)
    }
  }
  // Tomorrow's do not count yet.
  await sql`insert into events.usage_day values (${ids[0]}, ${today}::date + 1, 1, 'a)(b', 1000, ${today})`.execute(db)
  await sql`insert into events.sign_of_life values (${ids[0]}, ${today}, ${today}, ${today})`.execute(db)
})

describe('measures in SQL', () => {
  test('who is known at all is read off a pass that meets them all, instead of one by itself', async () => {
    const present = { measure: 'present', window: 28 }
    const both = [present, { measure: 'silent' }]
    expect(planned([present]).match(/sign_of_life/g)).toHaveLength(1)
    expect(planned(both).match(/sign_of_life/g)).toHaveLength(1)
    for (const accounts of ['all', ids] as const) {
      const alone = await compute([present], accounts)
      expect((await compute(both, accounts)).map(row => row.m0)).toEqual(alone.map(row => row.m0))
      expect(alone.filter(row => row.m0 !== null)).toHaveLength(1)
    }
  })

  test('known values of a hand-made account', async () => {
    const { rows } = await sql<{
      id: number
    }>`insert into customers.account (name) values ('by hand') returning id`.execute(db)
    const id = rows[0]?.id ?? 0
    for (const [back, contact, name, count] of [
      [0, 1, 'x', 3],
      [0, 2, 'x', 1],
      [6, 1, 'y', 4],
      [7, 1, 'x', 10],
      [13, 3, 'x', 6],
      [62, 1, 'x', 1],
      [63, 1, 'x', 1],
      [200, 0, 'x', 1],
    ]) {
      await sql`insert into events.usage_day values (${id}, ${today}::date - ${back}::int, ${contact}, ${name}, ${count}, ${today})`.execute(
        db,
      )
    }
    const [row] = await compute(
      [
        { measure: 'count', window: 7 },
        { measure: 'count', window: 7, compare: 'previous' },
        { measure: 'days', window: 7 },
        { measure: 'people', window: 14 },
        { measure: 'count', window: 7, of: 'y' },
        { measure: 'count', window: 300, compare: 'previous' },
        { measure: 'silence' },
        { measure: 'present', window: 7 },
        { measure: 'count' },
      ],
      [id],
    )
    expect(row).toEqual({ account_id: id, m0: 8, m1: -0.5, m2: 2, m3: 3, m4: 4, m5: null, m6: 0, m7: null, m8: 27 })
    const days = (window: number, compare?: 'previous') => ({ measure: 'days', window, ...(compare && { compare }) })
    const [alone] = await compute(
      [days(7), days(62), days(63), days(64), days(201), days(730), days(7, 'previous')],
      [id],
    )
    expect(alone).toEqual({ account_id: id, m0: 2, m1: 4, m2: 5, m3: 6, m4: 7, m5: 7, m6: 0 })
    await sql`delete from customers.account where id = ${id}`.execute(db)
  })

  test('computed together are what each is alone', async () => {
    for (let round = 0; round < 60; round++) {
      const uses = Array.from({ length: 1 + below(6) }, (): MeasureUse => {
        const { key, on, of } = pick([...measures.values()])
        const window = on && below(5) > 0 ? { window: pick([1, 7, 30, 63, 64, 100, 260]) } : {}
        const compare = window.window && below(3) === 0 ? { compare: 'previous' as const } : {}
        return { measure: key, ...window, ...compare, ...(of && below(3) === 0 && { of: pick(["it's", 'never']) }) }
      })
      const together = await compute(uses, 'all')
      for (const [index, use] of uses.entries()) {
        const alone = await compute([use], 'all')
        expect(
          together.map(row => row[`m${index}`]),
          JSON.stringify(use),
        ).toEqual(alone.map(row => row.m0))
      }
    }
  })

  test('are empty for accounts without rows, and only for accounts that exist', async () => {
    const rows = await compute(
      [
        { measure: 'count', window: 7 },
        { measure: 'known_rows', window: 7 },
        { measure: 'most' },
        { measure: 'present' },
      ],
      [...ids.slice(10), 999_999],
    )
    expect(rows).toEqual(ids.slice(10).map(id => ({ account_id: id, m0: 0, m1: null, m2: null, m3: null })))
  })

  test('scan each relation once, bounded by the widest window, and days without sorting', () => {
    const one = planned([
      { measure: 'days', window: 7 },
      { measure: 'count', window: 28, compare: 'previous' },
      { measure: 'days', window: 14 },
    ])
    expect(one.match(/"usage_day"/g)).toHaveLength(1)
    expect(one).not.toContain('distinct')
    expect(
      planned([
        { measure: 'days', window: 7 },
        { measure: 'people', window: 7 },
      ]),
    ).toContain('count(distinct "day")')
    const query = compileMeasures([{ measure: 'count', window: 28, compare: 'previous' }], offers, {
      accounts: 'all',
      today,
    })
    expect(query.compile(db).parameters).toContain('2026-09-28')
  })

  test('never put what people wrote into the text of the statement', () => {
    const text = planned([{ measure: 'count', window: 7, of: "x'; drop table customers.account; --" }])
    expect(text).not.toContain('drop table')
  })

  test.each([
    [{ measure: 'gone' }, 'measureUnknown'],
    [{ measure: 'silence', window: 7 }, 'windowImpossible'],
    [{ measure: 'silence', of: 'x' }, 'ofImpossible'],
    [{ measure: 'count', compare: 'previous' }, 'windowMissing'],
  ] as [MeasureUse, string][])('%j is refused: %s', (use, problem) => {
    expect(problemOfUse(use, offers)).toBe(problem)
    expect(() => compileMeasures([use], offers, { accounts: 'all', today })).toThrow(Invalid)
  })
})

describe('an aggregate', () => {
  const text = (value: Aggregate, ...conditions: RawBuilder<unknown>[]) =>
    aggregateOf(value, conditions, sql`current_date`).compile(db).sql
  test.each([
    [{ take: 'rows' }, 'count(*)', ''],
    [{ take: 'sum', column: 'a' }, 'sum("a")', ''],
    [{ take: 'greatest', column: 'a' }, 'max("a")', ''],
    [{ take: 'different', column: 'a' }, 'count(distinct "a")', ''],
    [{ take: 'last', column: 'a', places: 1000 }, 'max("a")', ' % 1000'],
    [{ take: 'daysSince', column: 'day' }, 'current_date - max("day")', ''],
  ] as const)('of %j counts only rows that meet the conditions', (value, call, after) => {
    expect(text(value)).toBe(call + after)
    expect(text(value, sql`x = 1`, sql`y = 2`)).toBe(`${call} filter (where x = 1 and y = 2)${after}`)
  })

  test('of values above a number has that as its first condition', () => {
    const value = { take: 'different', column: 'a', above: 0 } as const
    expect(text(value)).toBe('count(distinct "a") filter (where "a" > 0)')
    expect(text(value, sql`x = 1`)).toBe('count(distinct "a") filter (where "a" > 0 and x = 1)')
  })

  test('of anything that is not plainly a column is a mistake of the module', () => {
    expect(() => text({ take: 'sum', column: 'a) + (b' })).toThrow()
  })
})
