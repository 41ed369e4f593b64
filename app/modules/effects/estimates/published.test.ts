import { describe, expect, test } from 'vitest'
import { believe } from './bayes.ts'
import { cuped, pooledTheta } from './cuped.ts'
import { degreesOfFreedom, difference, lift, welch } from './difference.ts'
import { benjaminiHochberg, holm } from './many.ts'
import { estimateArm, type Moments, noMoments } from './moments.ts'
import { sampleRatio } from './ratio-mismatch.ts'

const momentsOf = (after: readonly number[], before: readonly number[] = after.map(() => 0)): Moments =>
  after.reduce((sum, y, index) => {
    const x = before[index] ?? 0
    return { n: sum.n + 1, y: sum.y + y, yy: sum.yy + y * y, x: sum.x + x, xx: sum.xx + x * x, xy: sum.xy + x * y }
  }, noMoments)

const shown = (...values: readonly number[]) => values.map(value => Number(value.toFixed(5)))

// The figures of GrowthBook's own tests of its statistics engine (gbstats): two-sided t tests of means and proportions.
describe('Welch, as GrowthBook computes it', () => {
  const control = estimateArm({ n: 3407, y: 1396.87, yy: 52_377.9767 }, 'number')
  const arm = estimateArm({ n: 3461, y: 2422.7, yy: 134_698.29 }, 'number')
  const df = degreesOfFreedom(arm, control)

  test('relative, by the delta method', () => {
    const estimate = lift(arm, control)
    if (!estimate) throw new Error('no lift')
    const { low, high, p } = welch(estimate, df)
    expect(shown(estimate.value, low, high, p)).toEqual([0.70732, -0.03526, 1.44989, 0.06191])
  })

  test('absolute', () => {
    const estimate = difference(arm, control)
    const { low, high, p } = welch(estimate, df)
    expect(shown(estimate.value, low, high, p)).toEqual([0.29, 0.04538, 0.53462, 0.02016])
  })

  test('of shares, with p(1−p)', () => {
    const [before, after] = [
      { n: 1529, y: 87, yy: 87 },
      { n: 1471, y: 62, yy: 62 },
    ].map(one => estimateArm(one, 'share'))
    if (!before || !after) throw new Error('no arms')
    const estimate = lift(after, before)
    if (!estimate) throw new Error('no lift')
    const { low, high, p } = welch(estimate, degreesOfFreedom(after, before))
    expect(shown(low, high, p)).toEqual([-0.49475, -0.02376, 0.03096])
    // Published cut off after the fifth digit; it is −0.2592575.
    expect(Math.abs(estimate.value - -0.25925)).toBeLessThan(1e-5)
  })
})

// The Student data of sleep (Cushny and Peebles 1905), as in R's help page of t.test: t.test(extra ~ group, data = sleep).
test('Welch, as R computes it for the hours of sleep', () => {
  const first = estimateArm(momentsOf([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]), 'number')
  const second = estimateArm(momentsOf([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]), 'number')
  const estimate = difference(first, second)
  const df = degreesOfFreedom(first, second)
  const { low, high, p } = welch(estimate, df)
  expect(estimate.value / estimate.error).toBeCloseTo(-1.8608, 4)
  expect(df).toBeCloseTo(17.776, 3)
  expect(p).toBeCloseTo(0.07939, 5)
  expect([low, high].map(value => value.toFixed(7))).toEqual(['-3.3654832', '0.2054832'])
})

test('CUPED: θ as GrowthBook computes it', () => {
  const arm = momentsOf([2, 1, 5, 3], [0.3, 0.5, 0.9, 22])
  expect(pooledTheta([arm, arm])).toBeCloseTo(0.01864, 5)
})

describe('CUPED', () => {
  const before = [3, 8, 1, 9, 4, 7, 2, 6]
  const noise = [0.1, -0.2, 0.2, 0.1, -0.1, 0, -0.2, 0.1]
  const control = momentsOf(
    before.map((x, i) => x + (noise[i] ?? 0)),
    before,
  )

  test('takes out what the arms differed by before, and leaves what came after', () => {
    // Everybody in the arm began 5 higher and gained 1.
    const arm = momentsOf(
      before.map((x, i) => x + 5 + 1 + (noise[i] ?? 0)),
      before.map(x => x + 5),
    )
    const freed = cuped([{ arm, control }], 'number')
    const [pair] = freed?.pairs ?? []
    if (!freed || !pair) throw new Error('no CUPED')
    expect(pair[0].mean - pair[1].mean).toBeCloseTo(1, 1)
    expect(freed.saved).toBeGreaterThan(0.99)
  })

  test('is not there when nothing varied before', () => {
    const flat = momentsOf([1, 2, 3], [0.1, 0.1, 0.1])
    expect(cuped([{ arm: flat, control: flat }], 'number')).toBeNull()
  })
})

// GrowthBook's own test.
test('Holm', () => {
  expect(holm([0.01, 0.04, 0.03, 0.005, 0.55, 0.6]).map(p => Number(p.toFixed(10)))).toEqual([
    0.05, 0.12, 0.12, 0.03, 1, 1,
  ])
})

// Benjamini and Hochberg (1995), section 3.2, table: Holm's way rejects 3 at 5 %, theirs 4.
test('Benjamini and Hochberg, with the fifteen p-values of their paper', () => {
  const values = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
  ]
  expect(benjaminiHochberg(values).filter(p => p <= 0.05)).toHaveLength(4)
  expect(holm(values).filter(p => p <= 0.05)).toHaveLength(3)
})

// GrowthBook's own test: 5000 against 5200.
test('sample ratio', () => {
  expect(sampleRatio([{ counts: [5000, 5200], shares: [0.5, 0.5] }])?.p.toFixed(7)).toBe('0.0476704')
  expect(sampleRatio([{ counts: [5000, 5200], shares: [1, 1] }])?.mismatch).toBe(false)
  expect(sampleRatio([{ counts: [500, 9500], shares: [1, 9] }])?.mismatch).toBe(true)
  // Four against forty at one in ten: too few to tell.
  expect(sampleRatio([{ counts: [4, 36], shares: [0.1, 0.9] }])).toBeNull()
})

// Normal prior and likelihood of equal precision meet in the middle, with half the variance.
test('belief lies between prior and measurement, weighted by their precision', () => {
  const belief = believe({ value: 2, error: 1 }, { mean: 0, deviation: 1 })
  expect(belief.mean).toBeCloseTo(1, 12)
  expect(belief.deviation).toBeCloseTo(Math.SQRT1_2, 12)
  // Φ(√2) = 0.92135; the loss is φ(√2)/√2 − Φ(−√2) (SciPy 1.17.1).
  expect(belief.better).toBeCloseTo(0.9213503964748574, 10)
  expect(belief.loss).toBeCloseTo(0.025127270830006154, 10)
  const less = believe({ value: 2, error: 1 }, { mean: 0, deviation: 1 }, -1)
  expect(less.better).toBeCloseTo(1 - 0.9213503964748574, 10)
})
