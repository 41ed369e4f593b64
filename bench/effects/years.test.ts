import { describe, expect, test } from 'vitest'
import { outcomes } from './outcomes.ts'
import { liveYears } from './years.ts'

const named = (name: string) => {
  const found = outcomes.find(one => one.name.startsWith(name))
  if (!found) throw new Error(name)
  return found
}

// 5 % is what is promised. With 200 plays, more than 16 happen by chance in 1 of 40 cases; the seed is fixed.
describe('with no true effect and a look every day for a year, at most 5 % of plays are ever called effective', () => {
  test.each(['half and half', '2 % churn, 10', '0.5 % reply', 'amounts', 'nine in ten'])('%s', name => {
    const years = liveYears(named(name), { plays: 200, lift: 0 })
    expect(years.works + years.harms).toBeLessThanOrEqual(10)
    expect(years.missed).toBeLessThanOrEqual(10)
  })
})

describe('also where half are held out from the middle on, and customers have changed by themselves', () => {
  test.each(['half and half', '2 % churn, 10', '0.5 % reply', 'amounts', 'nine in ten'])('%s', name => {
    const years = liveYears(named(name), { plays: 100, lift: 0, changing: true })
    expect(years.works + years.harms).toBeLessThanOrEqual(5)
  })
})

describe('with a true effect', () => {
  test('the interval holds it on every day', () => {
    const years = liveYears(named('days of use'), { plays: 100, lift: 0.1, days: 120 })
    expect(years.missed).toBeLessThanOrEqual(5)
  })

  test('it is seen, and none is called harmful', () => {
    const years = liveYears(named('days of use'), { plays: 40, lift: 0.25, days: 200 })
    expect(years.works).toBe(40)
    expect(years.harms).toBe(0)
  })
})
