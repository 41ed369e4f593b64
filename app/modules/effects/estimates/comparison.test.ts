import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../platform/random.ts'
import { alwaysValid, widthFactor } from './always-valid.ts'
import { compare, fewestAccounts, type Question, rule, verdictOf } from './comparison.ts'
import { type Moments, noMoments } from './moments.ts'
import { accountsToSee, daysUntil } from './power.ts'

const share = (n: number, yes: number): Moments => ({ ...noMoments, n, y: yes, yy: yes })
const question: Question = { kind: 'share', better: 'more', smallest: { of: 'outcome', size: 0.01 } }

describe('always valid', () => {
  // The two formulas of the issue, computed in Python 3 with math alone: N 4000, error 0.01, α 0.05.
  test('half-width and p-value', () => {
    const { low, high, p } = alwaysValid({ value: 0.04, error: 0.01 }, 4000)
    expect((high - low) / 2).toBeCloseTo(0.03040373712462041, 12)
    expect(p).toBeCloseTo(0.002701013294787203, 12)
  })

  test('interval and p-value say the same: 0 lies at the edge where p is 5 %', () => {
    for (const n of [60, 900, 5000, 200_000]) {
      const error = 0.3
      const { low, p } = alwaysValid({ value: error * widthFactor(n), error }, n)
      expect(low).toBeCloseTo(0, 12)
      expect(p).toBeCloseTo(0.05, 10)
    }
  })

  test('it is always wider than that of a single look', () => {
    for (const n of [60, 5000, 1e7]) expect(widthFactor(n)).toBeGreaterThan(1.96)
  })
})

describe('the verdict', () => {
  test.each([
    ['works', 0.02, 0.05, 'more'],
    ['harms', 0.02, 0.05, 'less'],
    ['harms', -0.05, -0.02, 'more'],
    ['works', -0.05, -0.001, 'less'],
    ['nothing', -0.009, 0.009, 'more'],
    // Surely there, surely too small.
    ['nothing', 0.001, 0.009, 'more'],
    ['unknown', -0.01, 0.009, 'more'],
    ['unknown', Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 'more'],
  ] as const)('%s: %d to %d, better is %s', (verdict, low, high, better) => {
    expect(verdictOf({ low, high, p: 0.5 }, 0.01, better)).toBe(verdict)
  })

  test('comes from counts', () => {
    expect(compare([{ arm: share(20_000, 19_000), control: share(2000, 1800) }], question).verdict).toBe('works')
    expect(compare([{ arm: share(20_000, 18_000), control: share(2000, 1900) }], question).verdict).toBe('harms')
    expect(compare([{ arm: share(200_000, 180_000), control: share(200_000, 180_000) }], question).verdict).toBe(
      'nothing',
    )
    expect(compare([{ arm: share(200, 180), control: share(20, 19) }], question).verdict).toBe('unknown')
  })

  test('of a handful, of one answer only, and of nobody, nothing is said', () => {
    for (const [arm, control] of [
      [share(fewestAccounts - 1, 29), share(5000, 0)],
      [share(5000, 5000), share(5000, 5000)],
      [share(0, 0), share(100, 50)],
      [noMoments, noMoments],
    ] as const) {
      const { verdict, always, lift } = compare([{ arm, control }], question)
      expect({ verdict, low: always.low, p: always.p, lift }).toEqual({
        verdict: 'unknown',
        low: Number.NEGATIVE_INFINITY,
        p: 1,
        lift: null,
      })
    }
  })

  const number: Question = { kind: 'number', better: 'more', smallest: { of: 'mean', size: 0.05 } }
  const numbers = (count: number, value: (index: number) => number): Moments =>
    Array.from({ length: count }, (_, index) => value(index)).reduce(
      (sum, y) => ({ n: sum.n + 1, y: sum.y + y, yy: sum.yy + y * y, x: 0, xx: 0, xy: 0 }),
      noMoments,
    )

  test('of numbers so large that their sums have lost what they differ by, nothing is said', () => {
    const random = seededRandom(2)
    for (let round = 0; round < 50; round++) {
      const arms = [2000, 400].map(count => numbers(count, () => 1e7 + random()))
      const asked: Question = { ...number, smallest: { of: 'outcome', size: 1e-4 } }
      expect(compare([{ arm: arms[0] ?? noMoments, control: arms[1] ?? noMoments }], asked).verdict).toBe('unknown')
    }
    // A thousandth of it is no rounding.
    const [more, less] = [
      numbers(200, index => 1e7 + 1e4 * (index % 3)),
      numbers(200, index => 9e6 + 1e4 * (index % 3)),
    ]
    expect(compare([{ arm: more, control: less }], number).verdict).toBe('works')
  })

  test('where the control may be 0 on average, there is no ratio to it', () => {
    const around = (mean: number) => numbers(200, index => mean + (index % 2 ? 5 : -5))
    expect(compare([{ arm: around(1), control: around(0.001) }], number).lift).toBeNull()
    expect(compare([{ arm: around(11), control: around(10) }], number).lift?.value).toBeCloseTo(0.1, 10)
    // Nothing varies: a ratio with no end to its interval is none.
    expect(compare([{ arm: numbers(50, () => 7), control: numbers(50, () => 7) }], number).lift).toBeNull()
  })

  const withBefore = (pairs: readonly (readonly [y: number, x: number])[]): Moments =>
    pairs.reduce(
      (sum, [y, x]) => ({
        n: sum.n + 1,
        y: sum.y + y,
        yy: sum.yy + y * y,
        x: sum.x + x,
        xx: sum.xx + x * x,
        xy: sum.xy + x * y,
      }),
      noMoments,
    )

  // θ goes through both points of each arm, and nothing is left to vary: certainty out of four rows.
  test('of two in each arm there are means, and nothing else', () => {
    const arm = withBefore([
      [3, 1],
      [5, 3],
    ])
    const control = withBefore([
      [2, 1],
      [4, 3],
    ])
    const { enough, belief, lift, once, onceLift, cuped, needed, always, best } = compare([{ arm, control }], number)
    expect({ enough, belief, lift, once, onceLift, cuped, needed, low: always.low }).toEqual({
      ...{
        enough: false,
        belief: null,
        lift: null,
        once: null,
        onceLift: null,
        cuped: null,
        needed: null,
        low: -Infinity,
      },
    })
    expect(best.value).toBeCloseTo(1, 12)
  })

  // The figures of GrowthBook's own tests of its statistics engine (gbstats), as in published.test.ts.
  test('of whoever looks once there is the lift, too, unless the mean it is a share of may be 0', () => {
    const arm = { ...noMoments, n: 3461, y: 2422.7, yy: 134_698.29 }
    const control = { ...noMoments, n: 3407, y: 1396.87, yy: 52_377.9767 }
    const { value, low, high, p } = compare([{ arm, control }], number).onceLift ?? {}
    expect([value, low, high, p].map(figure => figure?.toFixed(5))).toEqual([
      '0.70732',
      '-0.03526',
      '1.44989',
      '0.06191',
    ])
    expect(compare([{ arm, control: numbers(40, index => (index % 2 ? 1 : -1)) }], number)).toMatchObject({
      once: { df: expect.any(Number) },
      onceLift: null,
    })
  })

  // Ten a group, as published: `t.test(extra ~ group, data = sleep)`; its figures can be checked, and no verdict comes of them.
  test('of ten in each arm there is what Student would say of normal values, and no belief', () => {
    const first = numbers(10, index => [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2][index] ?? 0)
    const second = numbers(10, index => [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4][index] ?? 0)
    const { once, belief, verdict, needed } = compare([{ arm: first, control: second }], number)
    expect(once?.p).toBeCloseTo(0.07939, 5)
    expect({ belief, verdict, needed }).toEqual({ belief: null, verdict: 'unknown', needed: null })
    expect(compare([{ arm: first, control: numbers(10, () => 2) }], number).once).toBeNull()
    expect(compare([{ arm: share(10, 2), control: share(10, 6) }], question).once).toBeNull()
  })

  test('where all have the same value there is neither a belief nor a chance to be better', () => {
    for (const [arm, control] of [
      [numbers(50, () => 7), numbers(40, () => 7)],
      [numbers(50, () => 0), numbers(40, () => 0)],
    ] as const) {
      const compared = compare([{ arm, control }], number)
      expect(compared).toMatchObject({ enough: true, verdict: 'unknown', belief: null, lift: null, needed: null })
      expect(compared.always).toEqual({ low: -Infinity, high: Infinity, p: 1 })
    }
  })

  test('where nothing varies within the arms and they differ, it is seen from as many as would be seen of shares', () => {
    expect(compare([{ arm: share(60, 60), control: share(40, 0) }], question).verdict).toBe('works')
    expect(compare([{ arm: numbers(60, () => 3), control: numbers(40, () => 5) }], number).verdict).toBe('harms')
    expect(compare([{ arm: numbers(29, () => 3), control: numbers(40, () => 5) }], number).verdict).toBe('unknown')
  })

  test('with one arm all the same, or without one success in it, the other says how it varies', () => {
    const flat = compare([{ arm: numbers(90, index => index % 5), control: numbers(40, () => 2) }], number)
    expect(flat.verdict).toBe('unknown')
    expect(flat.always.high - flat.always.low).toBeGreaterThan(1)
    const none = compare([{ arm: share(270, 25), control: share(30, 0) }], question)
    expect(none.verdict).toBe('unknown')
    expect(none.always.low).toBeLessThan(0)
  })

  test('what it would take is never fewer than it takes to say anything', () => {
    const [arm, control] = [numbers(90, index => 100 + (index % 2)), numbers(10, index => 100 + (index % 2))]
    expect(compare([{ arm, control }], number)).toMatchObject({ verdict: 'unknown', needed: 300 })
  })

  test('the same alone as with everything around it', () => {
    const random = seededRandom(5)
    for (let round = 0; round < 200; round++) {
      const [n, m] = [Math.floor(random() * 5000), Math.floor(random() * 500)]
      const arm = share(n, Math.floor(n * random()))
      const control = share(m, Math.floor(m * random()))
      const { enough, best, always, matters, verdict } = compare([{ arm, control }], question)
      expect(rule([{ arm, control }], question)).toEqual({ enough, best, always, matters, verdict })
    }
  })
})

describe('what it would take', () => {
  const arm = { n: 900, mean: 0.5, variance: 1 }
  const control = { n: 100, mean: 0.5, variance: 1 }

  test('so many accounts, and not fewer: the interval reaches as far as power asks', () => {
    const needed = accountsToSee(0.1, arm, control)
    if (needed === null) throw new Error('never')
    const error = (n: number) => Math.sqrt(1 / (0.9 * n) + 1 / (0.1 * n))
    const reach = (n: number) => error(n) * (widthFactor(n) + 0.8416212335729142)
    expect(reach(needed)).toBeLessThanOrEqual(0.1)
    expect(reach(needed - 2)).toBeGreaterThan(0.1)
  })

  test('an effect half as large takes more than four times as many', () => {
    const [large, small] = [accountsToSee(0.1, arm, control) ?? 0, accountsToSee(0.05, arm, control) ?? 0]
    expect(small / large).toBeGreaterThan(4)
  })

  test('never, where nothing varies or nothing is asked', () => {
    expect(accountsToSee(0, arm, control)).toBeNull()
    expect(accountsToSee(0.1, { ...arm, variance: 0 }, { ...control, variance: 0 })).toBeNull()
    expect(accountsToSee(1e-9, arm, control)).toBeNull()
  })

  test('days, at the present pace', () => {
    expect(daysUntil(1000, 400, 25)).toBe(24)
    expect(daysUntil(1000, 1000, 25)).toBe(0)
    expect(daysUntil(1000, 400, 0)).toBeNull()
  })
})
