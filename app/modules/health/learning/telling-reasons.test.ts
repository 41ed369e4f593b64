import { describe, expect, test } from 'vitest'
import type { RiskReason } from './predictions.ts'
import { saysNotUsed, tellingReasons } from './telling-reasons.ts'

const reason = (key: string, value: RiskReason['value']): RiskReason => ({
  key,
  value,
  kind: typeof value === 'string' ? 'category' : 'number',
  contribution: 1,
  usual: 5,
  seen: true,
})
const keys = (reasons: readonly RiskReason[]) => reasons.map(({ key }) => key)

describe('reasons worth telling', () => {
  test('are at most three, in their order', () => {
    const all = ['trait:a', 'trait:b', 'trait:c', 'trait:d'].map(key => reason(key, 'x'))
    expect(keys(tellingReasons(all))).toEqual(['trait:a', 'trait:b', 'trait:c'])
  })

  test('are never what is not known, nor an amount of zero', () => {
    const empty = [
      reason('account:monthly_amount:JPY', null),
      reason('account:monthly_amount:JPY', 0),
      reason('trait:Plan', ''),
      reason('trait:Invoices', 0),
      reason('measure:tasks.open|28||', 0),
      reason('measure:events.days_since_active|28||', 0),
    ]
    expect(tellingReasons(empty)).toEqual([])
    expect(keys(tellingReasons([...empty, reason('account:plan', 'Pro')]))).toEqual(['account:plan'])
  })

  test('say once that it was not used at all', () => {
    const told = tellingReasons([
      reason('measure:events.breadth|28||', 0),
      reason('measure:events.days_active|28||', 0),
      reason('measure:events.count|28||previous', -1),
      reason('trait:Region', 'North'),
    ])
    expect(keys(told)).toEqual(['measure:events.breadth|28||', 'trait:Region'])
    expect(told.map(saysNotUsed)).toEqual([true, false])
  })

  test('tell of a measure and its change only the stronger', () => {
    const told = tellingReasons([
      reason('measure:events.people|28||previous', -0.4),
      reason('measure:events.people|28||', 2),
    ])
    expect(keys(told)).toEqual(['measure:events.people|28||previous'])
  })
})
