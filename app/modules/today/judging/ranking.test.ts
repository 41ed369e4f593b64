import { describe, expect, test } from 'vitest'
import { defaultEffect, rank, reachAfter, riskOf, shrunkEffect, valueAtStake } from './ranking.ts'

const yen = { currency: 'JPY', median: 40_000, factor: 1 }
const dollar = { currency: 'USD', median: 30_000, factor: 40_000 / 30_000 }
const known = { typical: new Map([yen, dollar].map(one => [one.currency, one])), commonest: yen }
const nothing = { typical: new Map(), commonest: undefined }
const pays = (monthlyAmount: number | null, currency = 'JPY') => ({ monthlyAmount, currency })

describe('expected gain', () => {
  test('is value × risk × effect, and the order is by minute', () => {
    // ¥150,000 a month, 41 % risk, 15 % of losses prevented, 25 minutes.
    const value = valueAtStake(pays(150_000), nothing)
    expect(value).toEqual({ amount: 1_800_000, currency: 'JPY', from: 'own', factor: 1 })
    const { gain, rate } = rank(value, 0.41, 0.15, 25)
    expect(gain).toBeCloseTo(110_700, 6)
    expect(rate).toBeCloseTo(4428, 6)
  })

  test('takes the middle of the known amounts when the account has none, and says so', () => {
    const typical = { amount: 480_000, currency: 'JPY', from: 'typical', factor: 1 }
    expect(valueAtStake(pays(null), known)).toEqual(typical)
    expect(valueAtStake(pays(null, 'USD'), known)).toMatchObject({ amount: 360_000, currency: 'USD' })
    // In the currency it is the middle of: ¥480,000 are not $4,800.
    expect(valueAtStake(pays(null, 'EUR'), known)).toEqual(typical)
    expect(valueAtStake(pays(0), known)).toEqual({ amount: 0, currency: 'JPY', from: 'own', factor: 1 })
  })

  test('without any known amount risk alone ranks', () => {
    const value = valueAtStake(pays(null), nothing)
    expect(value.from).toBe('unknown')
    expect(rank(value, 0.4, 0.15, 20).rate).toBeGreaterThan(rank(value, 0.3, 0.15, 20).rate)
    expect(rank(value, 0.4, 0.15, 20).gain).toBeCloseTo(0.06, 9)
  })

  test('compares amounts of two currencies by how they stand to the middle of their own', () => {
    const twiceUsualYen = rank(valueAtStake(pays(80_000), known), 0.2, 0.15, 20)
    const twiceUsualDollar = rank(valueAtStake(pays(60_000, 'USD'), known), 0.2, 0.15, 20)
    expect(twiceUsualDollar.rate).toBeCloseTo(twiceUsualYen.rate, 6)
  })
})

describe('risk without a model', () => {
  test('falls on a straight line from 30 % at score 0 to 2 % at 100', () => {
    expect(riskOf(null, 0)).toEqual({ risk: 0.3, from: 'score' })
    expect(riskOf(null, 100).risk).toBeCloseTo(0.02, 12)
    expect(riskOf(null, 34).risk).toBeCloseTo(0.2048, 12)
    expect(riskOf(null, null).risk).toBeCloseTo(0.16, 12)
    expect(riskOf(null, null).from).toBe('unknown')
  })

  test('gives way to what was learned', () => {
    expect(riskOf(0.41, 90)).toEqual({ risk: 0.41, from: 'model' })
    expect(riskOf(0, 90)).toEqual({ risk: 0, from: 'model' })
  })
})

describe('how far a contact reaches after a silence', () => {
  test('is whole for two weeks, and half with every 45 days after that', () => {
    expect(reachAfter(13, 7)).toBe(1)
    expect(reachAfter(14, 7)).toBe(1)
    expect(reachAfter(59, 7)).toBeCloseTo(0.5, 12)
    expect(reachAfter(104, 7)).toBeCloseTo(0.25, 12)
    expect(reachAfter(200, 7)).toBeLessThan(0.06)
  })

  test('begins to shrink where the silence begins to tell, for accounts that are used now and then', () => {
    expect(reachAfter(84, 84)).toBe(1)
    expect(reachAfter(129, 84)).toBeCloseTo(0.5, 12)
  })

  test('never becomes nothing, and never grows with the silence', () => {
    const reaches = Array.from({ length: 50_000 }, (_, days) => reachAfter(days, 7))
    expect(reaches.every((reach, day) => reach >= 1e-6 && reach <= (reaches[day - 1] ?? 1))).toBe(true)
  })
})

describe('the effect of contact', () => {
  test('is the stated prior until it is measured, and is drawn towards the measured one by its weight', () => {
    expect(shrunkEffect(defaultEffect)).toBe(0.15)
    expect(shrunkEffect(defaultEffect, { effect: 0.35, accounts: 200 })).toBeCloseTo(0.25, 12)
    expect(shrunkEffect(defaultEffect, { effect: 0.35, accounts: 0 })).toBeCloseTo(0.15, 12)
    expect(shrunkEffect(defaultEffect, { effect: 0.05, accounts: 1_000_000 })).toBeCloseTo(0.05, 4)
  })
})
