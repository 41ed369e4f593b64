import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../test/support/postgres.ts'
import type { Field, Measure } from '../../web/module.ts'
import type { Condition, Group } from './conditions/condition.ts'
import type { Surroundings } from './conditions/facts.ts'
import { previewCondition } from './preview.ts'

const { db } = await testDatabase()
const label = 'web:ui.close'
const amount: Field = {
  key: 'test.amount',
  label,
  type: 'number',
  relation: 'customers.account_fact',
  column: 'monthly_amount',
}
const days: Measure = {
  key: 'test.days',
  label,
  unit: 'days',
  better: 'more',
  relation: 'events.usage_day',
  on: 'day',
  value: { take: 'different', column: 'day' },
  empty: 0,
}
const surroundings: Surroundings = {
  offers: {
    fields: new Map([[amount.key, amount]]),
    measures: new Map([[days.key, days]]),
    contacts: { fields: new Map(), measures: new Map([[days.key, days]]) },
  },
  today: '2026-11-22',
  timeZone: 'Asia/Tokyo',
}
const below = (number: number): Condition => ({ kind: 'field', field: 'test.amount', asks: { is: 'less', number } })
const used: Condition = {
  kind: 'measure',
  use: { measure: 'test.days', window: 7 },
  asks: { is: 'at_least', number: 1 },
}
const all = (...of: Condition[]) => ({ about: 'account', condition: { kind: 'all', of } as Group }) as const
// As if everything that takes a measure were dear.
const dear = { cost: 0, measured: 200 }

beforeAll(async () => {
  await sql`create table events.usage_day_test partition of events.usage_day default`.execute(db)
  // Every fourth of 2,000 accounts was used today.
  await sql`
    insert into customers.account (name, monthly_amount) select 'account ' || n, n from generate_series(1, 2000) n`.execute(
    db,
  )
  await sql`
    insert into events.usage_day select id, '2026-11-22', 1, 'x', 1, '2026-11-22' from customers.account
    where monthly_amount % 4 = 0`.execute(db)
})

test('counts exactly and names a few, whatever it costs, without measures', async () => {
  const found = await previewCondition(db, surroundings, all(below(1001)), dear)
  expect(found).toMatchObject({ total: 2000, count: 1000, estimatedFrom: undefined })
  expect(found.sample).toHaveLength(8)
  expect(found.sample[0]).toMatchObject({ name: 'account 1' })
})

test('counts exactly while measures are cheap', async () => {
  expect(await previewCondition(db, surroundings, all(used))).toMatchObject({ count: 500, estimatedFrom: undefined })
})

test('counts exactly when the rest of the condition leaves few', async () => {
  const found = await previewCondition(db, surroundings, all(used, below(101)), dear)
  expect(found).toMatchObject({ total: 2000, count: 25, estimatedFrom: undefined })
})

test('says that it estimates otherwise, near the truth and always alike', async () => {
  const found = await previewCondition(db, surroundings, all(used), dear)
  expect(found.estimatedFrom).toBe(200)
  // A quarter of 200 looked at, with a standard deviation of 6.
  expect(Math.abs(found.count - 500)).toBeLessThan(200)
  expect(await previewCondition(db, surroundings, all(used), dear)).toEqual(found)
})

test('finds nobody among nobody', async () => {
  const nobody = await previewCondition(db, surroundings, all(used, below(0)), dear)
  expect(nobody).toMatchObject({ count: 0, sample: [], estimatedFrom: undefined })
})

describe('over contacts', () => {
  const ofContacts = (...of: Condition[]) => ({ about: 'contact', condition: { kind: 'all', of } as Group }) as const
  const at = (...of: Condition[]): Condition => ({ kind: 'accounts', within: true, meets: { kind: 'all', of } })

  beforeAll(async () => {
    // One at each account, who used it when the account did; another one at every tenth.
    await sql`
      with made as (
        insert into customers.contact (name) select 'person ' || n from generate_series(1, 2200) n returning id
      )
      insert into customers.membership (contact_id, account_id)
      select c.id, a.id from made c join customers.account a
        on a.monthly_amount = case when c.id <= 2000 then c.id else (c.id - 2000) * 10 end`.execute(db)
    await sql`
      insert into events.usage_day
      select m.account_id, '2026-11-22', m.contact_id, 'y', 1, '2026-11-22'
      from customers.membership m join customers.account a on a.id = m.account_id
      where a.monthly_amount % 4 = 0 and m.contact_id <= 2000
      on conflict do nothing`.execute(db)
  })

  test('counts people, those of an account each, and shows them with it', async () => {
    const found = await previewCondition(db, surroundings, ofContacts(at(below(101))))
    expect(found).toMatchObject({ about: 'contact', total: 2200, count: 110, estimatedFrom: undefined })
    expect(found.sample).toHaveLength(8)
    expect(found.sample[0]).toMatchObject({ name: 'person 1', accounts: [{ name: 'account 1' }] })
  })

  test('counts exactly what they and their accounts did while that is cheap, or leaves few, and estimates otherwise', async () => {
    const both = ofContacts(used, at(used))
    expect(await previewCondition(db, surroundings, both)).toMatchObject({ count: 500, estimatedFrom: undefined })
    const few = ofContacts(used, at(used, below(101)))
    expect(await previewCondition(db, surroundings, few, dear)).toMatchObject({ count: 25, estimatedFrom: undefined })
    const found = await previewCondition(db, surroundings, both, dear)
    expect(found.estimatedFrom).toBe(200)
    expect(Math.abs(found.count - 500)).toBeLessThan(200)
  })
})
