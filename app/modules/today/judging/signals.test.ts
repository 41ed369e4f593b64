import { describe, expect, test } from 'vitest'
import { type Facts, signalsOf, silenceLimit } from './signals.ts'

const calm: Facts = {
  stage: 'active',
  silentDays: 0,
  rhythm: null,
  daysSinceStart: 400,
  renewsIn: null,
  score: 80,
  band: 'good',
  change: 0,
  risk: 0.03,
  riskWeekAgo: null,
  sentiment: null,
}
const around = { listening: true, baseRisk: 0.05 }
const keys = (facts: Partial<Facts>, more = around) => signalsOf({ ...calm, ...facts }, more).map(signal => signal.key)

describe('signals', () => {
  test('a calm account shows none', () => {
    expect(keys({})).toEqual([])
  })

  test('silence is measured by the account’s own rhythm, and by a week at least', () => {
    const daily = { activeDays: 40, spanDays: 56 }
    const monthly = { activeDays: 2, spanDays: 56 }
    expect(silenceLimit(daily)).toBe(7)
    expect(silenceLimit(monthly)).toBe(84)
    expect(keys({ silentDays: 7, rhythm: daily })).toEqual([])
    expect(keys({ silentDays: 8, rhythm: daily })).toEqual(['silence'])
    expect(keys({ silentDays: 30, rhythm: monthly })).toEqual([])
    expect(keys({ silentDays: 85, rhythm: monthly })).toEqual(['silence'])
  })

  test('says what is usual only when there was a rhythm', () => {
    const [silence] = signalsOf({ ...calm, silentDays: 16, rhythm: { activeDays: 40, spanDays: 56 } }, around)
    expect(silence).toEqual({ key: 'silence', days: 16, usualDays: 40, usualSpan: 56 })
    const [once] = signalsOf({ ...calm, silentDays: 16, rhythm: { activeDays: 1, spanDays: 1 } }, around)
    expect(once).toEqual({ key: 'silence', days: 16 })
  })

  test('an introduction stalls only where events arrive and none ever came', () => {
    const facts: Partial<Facts> = { stage: 'onboarding', silentDays: null, daysSinceStart: 7 }
    expect(keys(facts)).toEqual(['stalled'])
    expect(keys({ ...facts, daysSinceStart: 6 })).toEqual([])
    expect(keys({ ...facts, silentDays: 2 })).toEqual([])
    expect(keys({ ...facts, stage: 'active' })).toEqual([])
    expect(keys(facts, { ...around, listening: false })).toEqual([])
  })

  test('a renewal ahead counts when health is not good', () => {
    expect(keys({ renewsIn: 60, band: 'care' })).toEqual(['renewal'])
    expect(keys({ renewsIn: 61, band: 'care' })).toEqual([])
    expect(keys({ renewsIn: 10, band: 'good' })).toEqual([])
    expect(keys({ renewsIn: 0, band: 'unknown', score: null })).toEqual(['renewal'])
  })

  test('a rise of the risk counts from half as much again, and five points', () => {
    expect(keys({ risk: 0.16, riskWeekAgo: 0.1 })).toEqual(['risen'])
    expect(keys({ risk: 0.149, riskWeekAgo: 0.1 })).toEqual([])
    expect(keys({ risk: 0.06, riskWeekAgo: 0.02 })).toEqual([])
    expect(keys({ risk: 0.12, riskWeekAgo: null })).toEqual([])
    expect(keys({ risk: 0.4, riskWeekAgo: 0.2 })).toEqual(['risen', 'risk'])
    expect(signalsOf({ ...calm, risk: 0.16, riskWeekAgo: 0.1 }, around)).toEqual([
      { key: 'risen', risk: 0.16, from: 0.1 },
    ])
  })

  test('a fall counts from 10 points', () => {
    expect(keys({ change: -10 })).toEqual(['fell'])
    expect(keys({ change: -9.9 })).toEqual([])
    expect(keys({ change: 12 })).toEqual([])
  })

  test('a learned risk is high from 20 %, and from twice the mean where that is more', () => {
    expect(keys({ risk: 0.2 })).toEqual(['risk'])
    expect(keys({ risk: 0.19 })).toEqual([])
    expect(keys({ risk: 0.39 }, { ...around, baseRisk: 0.2 })).toEqual([])
    expect(keys({ risk: 0.4 }, { ...around, baseRisk: 0.2 })).toEqual(['risk'])
    expect(keys({ risk: null })).toEqual([])
  })

  test('come most telling first', () => {
    const all = { sentiment: 25, silentDays: 20, renewsIn: 3, band: 'bad', change: -30, risk: 0.9, score: 20 } as const
    expect(keys(all)).toEqual(['sentiment', 'silence', 'renewal', 'fell', 'risk', 'bad'])
  })

  test('who has left, or is no customer yet, shows none', () => {
    const bad = { band: 'bad', score: 3, change: -40, silentDays: 90, risk: 0.9, sentiment: 0 } as const
    expect(keys({ ...bad, stage: 'cancelled' })).toEqual([])
    expect(keys({ ...bad, stage: 'prospect' })).toEqual([])
    expect(keys({ ...bad, stage: 'trial' }).length).toBeGreaterThan(3)
  })
})
