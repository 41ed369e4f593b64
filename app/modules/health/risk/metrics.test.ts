import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../platform/random.ts'
import { auc, brier, logLoss, measureRisk, wilson } from './metrics.ts'

const reliability = (...given: Parameters<typeof measureRisk>) => measureRisk(...given).reliability
const lift = (...given: Parameters<typeof measureRisk>) => measureRisk(...given).lift

describe('auc', () => {
  it('is 0.893 for the CT ratings of Hanley & McNeil', () => {
    // Radiology 143 (1982) 29–36, Table I: 58 normal and 51 abnormal images, rated 1 (definitely normal) to 5.
    const normal = [33, 6, 6, 11, 2]
    const abnormal = [3, 2, 2, 11, 33]
    const ratings = [...normal, ...abnormal].flatMap((count, i) => Array.from({ length: count }, () => (i % 5) + 1))
    const outcome = ratings.map((_, i) => i >= 58)
    expect(auc(ratings, outcome)).toBeCloseTo(0.893, 3)
  })

  it('is ½ when all scores are equal, 1 in perfect order, 0 in reverse', () => {
    expect(auc([0.3, 0.3, 0.3], [0, 1, 0])).toBe(0.5)
    expect(auc([1, 2, 3], [0, 0, 1])).toBe(1)
    expect(auc([1, 2, 3], [1, 0, 0])).toBe(0)
  })

  it('counts pairs: better ones 1, equal ones ½', () => {
    const { scores, outcome } = drawn(200, 1)
    let wins = 0
    let pairs = 0
    for (const [i, score] of scores.entries()) {
      for (const [j, other] of scores.entries()) {
        if (!outcome[i] || outcome[j]) continue
        pairs++
        wins += score > other ? 1 : score === other ? 0.5 : 0
      }
    }
    expect(auc(scores, outcome)).toBeCloseTo(wins / pairs, 12)
  })

  it('depends on the order of scores only, and not on the order of rows', () => {
    const { scores, outcome } = drawn(200, 2)
    const value = auc(scores, outcome)
    expect(
      auc(
        scores.map(score => 7 * score ** 3),
        outcome,
      ),
    ).toBe(value)
    expect(auc([...scores].reverse(), [...outcome].reverse())).toBe(value)
    expect(
      auc(
        scores.map(score => -score),
        outcome,
      ),
    ).toBeCloseTo(1 - (value ?? 0), 12)
  })

  it('is not defined for one outcome, and refuses what is no number', () => {
    expect(auc([1, 2], [1, 1])).toBeNull()
    expect(() => auc([1, Number.NaN], [0, 1])).toThrow('row 1 is not a number')
    expect(() => auc([1], [0, 1])).toThrow('1 scores but 2 outcomes')
    expect(() => auc([], [])).toThrow('no rows')
  })
})

describe('brier and log loss', () => {
  it('follow their definitions', () => {
    expect(brier([0.9, 0.2, 0.5], [1, 0, 1])).toBeCloseTo((0.01 + 0.04 + 0.25) / 3, 12)
    expect(logLoss([0.9, 0.2, 0.5], [1, 0, 1])).toBeCloseTo(-(Math.log(0.9) + Math.log(0.8) + Math.log(0.5)) / 3, 12)
  })

  it('a wrong certainty costs much but not infinitely', () => {
    expect(logLoss([1], [0])).toBeCloseTo(-Math.log(Number.EPSILON), 6)
    expect(brier([1], [0])).toBe(1)
  })

  it('are best, among constants, at the base rate', () => {
    const outcome = [1, 0, 0, 0]
    const constant = (value: number) => Array.from({ length: 4 }, () => value)
    const figures = measureRisk(constant(0.25), outcome)
    expect(figures.brier).toBeCloseTo(figures.brierOfBaseRate, 12)
    expect(figures.logLoss).toBeCloseTo(figures.logLossOfBaseRate, 12)
    for (const other of [0.2, 0.3]) {
      expect(brier(constant(other), outcome)).toBeGreaterThan(figures.brier)
      expect(logLoss(constant(other), outcome)).toBeGreaterThan(figures.logLoss)
    }
  })
})

describe('reliability', () => {
  it('cuts ten bins of equal size in order of prediction', () => {
    const scores = Array.from({ length: 105 }, (_, i) => i / 105)
    const outcome = scores.map((_, i) => i % 3 === 0)
    const bins = reliability(scores, outcome)
    expect(bins.map(bin => bin.rows)).toEqual([11, 10, 11, 10, 11, 10, 11, 10, 11, 10])
    expect(bins[0]?.predicted).toBeCloseTo(5 / 105, 12)
    expect(bins[0]).toMatchObject({ churned: 4, observed: 4 / 11, ...wilson(4, 11) })
    expect(bins.reduce((sum, bin) => sum + bin.churned, 0)).toBe(35)
  })

  it('keeps equal predictions together, whatever the order of rows', () => {
    const scores = [...Array.from({ length: 55 }, () => 0.1), ...Array.from({ length: 45 }, (_, i) => 0.2 + i / 100)]
    const outcome = scores.map((_, i) => i % 2 === 0)
    const bins = reliability(scores, outcome)
    expect(bins.map(bin => bin.rows)).toEqual([55, 5, 10, 10, 10, 10])
    const turned = reliability([...scores].reverse(), [...outcome].reverse())
    expect(turned.map(({ rows, churned }) => [rows, churned])).toEqual(bins.map(({ rows, churned }) => [rows, churned]))
  })

  it('makes one bin of one prediction, and no empty ones of few rows', () => {
    expect(reliability([0.5, 0.5, 0.5], [0, 1, 1])).toHaveLength(1)
    expect(reliability([0.1, 0.2, 0.3], [0, 1, 1])).toHaveLength(3)
  })
})

describe('lift', () => {
  const scores = Array.from({ length: 100 }, (_, i) => i)

  it('compares the highest tenth with everybody', () => {
    const outcome = scores.map(i => i >= 95 || i < 5)
    expect(lift(scores, outcome)).toEqual({ share: 0.1, rows: 10, churned: 5, lift: 5, captured: 0.5 })
  })

  it('is 1 for everybody and for scores that are all equal', () => {
    const outcome = scores.map(i => i % 4 === 0)
    expect(lift(scores, outcome, 1)?.lift).toBe(1)
    expect(
      lift(
        scores.map(() => 1),
        outcome,
      )?.lift,
    ).toBeCloseTo(1, 12)
  })

  it('rounds the number of customers up, and is not defined when nobody left', () => {
    expect(lift([1, 2, 3], [0, 0, 1])?.rows).toBe(1)
    expect(lift([1, 2, 3], [0, 0, 0])).toBeNull()
    expect(() => lift([1, 2], [0, 1], 0)).toThrow('share')
  })
})

it('wilson gives the intervals printed by Newcombe', () => {
  // Statistics in Medicine 17 (1998) 857–872, Table I, method 3 (score, no continuity correction).
  const printed = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const
  for (const [successes, trials, low, high] of printed) {
    expect(wilson(successes, trials).low).toBeCloseTo(low, 4)
    expect(wilson(successes, trials).high).toBeCloseTo(high, 4)
  }
})

/** Scores with many ties. */
function drawn(count: number, seed: number): { scores: number[]; outcome: boolean[] } {
  const random = seededRandom(seed)
  const scores = Array.from({ length: count }, () => Math.floor(random() * 20) / 20)
  return { scores, outcome: scores.map(score => random() < score) }
}
