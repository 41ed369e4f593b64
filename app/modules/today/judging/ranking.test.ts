import { describe, expect, test } from 'vitest'
import { defaultEffect, rank, reachAfter, riskOf, shrunkEffect, valueAtStake } from './ranking.ts'

describe('expected gain', () => {
  test('is value × risk × effect, and the order is by minute', () => {
    // ¥150,000 a month, 41 % risk, 15 % of losses prevented, 25 minutes.
    const value = valueAtStake(150_000, undefined, undefined)
    expect(value).toEqual({ amount: 1_800_000, from: 'own', factor: 1 })
    const { gain, rate } = rank(value, 0.41, 0.15, 25)
    expect(gain).toBeCloseTo(110_700, 6)
    expect(rate).toBeCloseTo(4428, 6)
  })

  test('takes the middle of the known amounts when the account has none, and says so', () => {
    const yen = { median: 40_000, factor: 1 }
    expect(valueAtStake(null, yen, yen)).toEqual({ amount: 480_000, from: 'typical', factor: 1 })
    expect(valueAtStake(null, undefined, yen)).toEqual({ amount: 480_000, from: 'typical', factor: 1 })
    expect(valueAtStake(0, yen, yen)).toEqual({ amount: 0, from: 'own', factor: 1 })
  })

  test('without any known amount risk alone ranks', () => {
    const value = valueAtStake(null, undefined, undefined)
    expect(value.from).toBe('unknown')
    expect(rank(value, 0.4, 0.15, 20).rate).toBeGreaterThan(rank(value, 0.3, 0.15, 20).rate)
    expect(rank(value, 0.4, 0.15, 20).gain).toBeCloseTo(0.06, 9)
  })

  test('compares amounts of two currencies by how they stand to the middle of their own', () => {
    const yen = { median: 40_000, factor: 1 }
    const dollar = { median: 30_000, factor: 40_000 / 30_000 }
    const twiceUsualYen = rank(valueAtStake(80_000, yen, yen), 0.2, 0.15, 20)
    const twiceUsualDollar = rank(valueAtStake(60_000, dollar, yen), 0.2, 0.15, 20)
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
    const reaches = Array.from({ length: 2000 }, (_, days) => reachAfter(days, 7))
    expect(reaches.every((reach, day) => reach > 0 && reach <= (reaches[day - 1] ?? 1))).toBe(true)
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
