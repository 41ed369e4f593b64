import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { compileCondition } from './compile.ts'
import type { Condition } from './condition.ts'

const { services } = await openStage()
const { db, offers } = services

test('the billing period and the beginning of the largest subscription that runs, and the day of leaving can be asked', async () => {
  await sql`
    insert into customers.account (id, name, stage) overriding system value values
      (1, '年払い', 'active'), (2, '月払い', 'active'), (3, '解約', 'cancelled'), (4, '契約なし', 'trial')`.execute(db)
  await sql`
    insert into customers.subscription (account_id, plan, monthly_amount, currency, period, started_on, current) values
      (1, 'large', 900, 'JPY', 'year', '2025-04-01', true), (1, 'small', 100, 'JPY', 'month', '2025-06-01', true),
      (2, 'old', 900, 'JPY', 'year', '2020-01-01', false), (2, 'new', 100, 'JPY', 'month', '2026-01-10', true),
      (3, 'ended', 500, 'JPY', 'other', '2024-01-01', false)`.execute(db)
  // The evening of the day before elsewhere.
  await sql`
    insert into customers.cancellation (account_id, at, source) values (3, '2026-10-01 01:00+09', 'staff')`.execute(db)
  const field = (key: string, asks: object) => ({ kind: 'field', field: `customers.${key}`, asks }) as Condition
  const meeting = async (condition: Condition, among?: readonly number[]) => {
    const surroundings = { offers, today: '2026-11-22', timeZone: 'Asia/Tokyo' }
    const ids = compileCondition({ about: 'account', condition }, surroundings, among)
    const { rows } = await sql<{ account_id: number }>`${ids} order by 1`.execute(db)
    return rows.map(row => row.account_id)
  }
  expect(await meeting(field('period', { is: 'one_of', texts: ['year', 'other'] }))).toEqual([1])
  expect(await meeting(field('period', { is: 'empty' }))).toEqual([3, 4])
  expect(await meeting(field('started_on', { is: 'before', day: '2025-05-01' }))).toEqual([1])
  expect(await meeting(field('started_on', { is: 'last', days: 365 }), [1, 2])).toEqual([2])
  expect(await meeting(field('cancelled_at', { is: 'on', day: '2026-10-01' }))).toEqual([3])
  expect(await meeting(field('cancelled_at', { is: 'last', days: 30 }))).toEqual([])
})
