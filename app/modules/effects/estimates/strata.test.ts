import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../platform/random.ts'
import { compare, type Question, rule } from './comparison.ts'
import { addMoments, type Moments, noMoments } from './moments.ts'
import { sampleRatio } from './ratio-mismatch.ts'
import type { Stratum } from './strata.ts'

const share = (n: number, yes: number): Moments => ({ ...noMoments, n, y: yes, yy: yes })
const question: Question = { kind: 'share', better: 'more', smallest: { of: 'outcome', size: 1e-9 } }

describe('an arm beside its control, within strata', () => {
  // University Group Diabetes Program, deaths by age, as in Rothman, Epidemiology: An Introduction (2002), on pooling: crude 0.045,
  // pooled 0.035. More digits by the formula of SAS (PROC FREQ, COMMONRISKDIFF), computed in Python 3.
  test('risk difference of Mantel and Haenszel', () => {
    const strata = [
      { arm: share(106, 8), control: share(120, 5) },
      { arm: share(98, 22), control: share(85, 16) },
    ]
    const { best, arm, control, once } = compare(strata, question)
    expect(best.value).toBeCloseTo(0.0349003, 6)
    expect(once?.value).toBeCloseTo(0.0349003, 6)
    expect(arm.mean - control.mean).toBeCloseTo(best.value, 12)
    expect([arm.n, control.n]).toEqual([204, 205])
    expect(compare([{ arm: share(204, 30), control: share(205, 21) }], question).best.value).toBeCloseTo(0.04462, 4)
  })

  // As computed before there were strata, at revision 994bf99.
  test('says in one stratum what was said without any', () => {
    const arm = { n: 900, y: 5310, yy: 41000, x: 4800, xx: 33000, xy: 34500 }
    const control = { n: 110, y: 540, yy: 3600, x: 560, xx: 3700, xy: 3400 }
    const number: Question = { kind: 'number', better: 'more', smallest: { of: 'mean', size: 0.05 } }
    const { once, ...alone } = compare([{ arm, control }], number)
    expect(alone).toMatchObject({
      best: { value: 0.7901623686723971, error: 0.22435104723877383 },
      always: { low: 0.03658433009592388, high: 1.5437404072488703, p: 0.03539316940291212 },
      lift: { value: 0.15529999739795322, low: -0.013418168000993103, high: 0.32401816279689954 },
      cuped: { theta: 0.8280802292263612, saved: 0.5238451844010051 },
      belief: { mean: 0.7058473601897539, deviation: 0.21204367727779877 },
      ...{ matters: 0.24545454545454548, verdict: 'works', needed: 12997 },
    })
    expect(once).toMatchObject({ value: 0.9909090909090912, df: 144.0055098524593, low: 0.39429241900258416 })
    // Strata with nobody to compare with tell nothing.
    const lonely = { arm: share(100, 40), control: noMoments }
    expect(compare([lonely, { arm, control }, lonely], number)).toEqual({ once, ...alone })
  })

  test('a stratum in which hardly anybody was held out neither tells nor costs much', () => {
    const known = { arm: share(500, 250), control: share(500, 250) }
    const { always } = compare([known], question)
    const thin = compare([known, { arm: share(1000, 700), control: share(2, 0) }], question)
    expect(thin.always.high - thin.always.low).toBeLessThan((always.high - always.low) * 1.01)
    expect(Math.abs(thin.best.value)).toBeLessThan(0.01)
  })

  test('nothing is said of two strata that together tell as much as fewer than 30 accounts', () => {
    const thin = { arm: share(1000, 500), control: share(14, 7) }
    expect(compare([thin, thin], question).verdict).toBe('unknown')
    expect(compare([thin, thin], question).always.p).toBe(1)
    const enough = { arm: share(1000, 500), control: share(16, 8) }
    expect(compare([enough, enough], question).always.p).toBeLessThanOrEqual(1)
    expect(Number.isFinite(compare([enough, enough], question).always.low)).toBe(true)
  })

  test('the same before in all strata is taken out of each', () => {
    const random = seededRandom(8)
    const strata = [0, 5].map(level => {
      const arms = [0, 1].map(change => {
        let sum = noMoments
        for (let account = 0; account < 300; account++) {
          const before = level + 3 * random()
          sum = addMoments(sum, momentsOf(before + change + 0.1 * random(), before))
        }
        return sum
      })
      return { arm: arms[1] ?? noMoments, control: arms[0] ?? noMoments }
    })
    const { best, cuped } = compare(strata, { ...question, kind: 'number' })
    expect(best.value).toBeCloseTo(1, 1)
    expect(cuped?.theta).toBeCloseTo(1, 1)
    expect(cuped?.saved).toBeGreaterThan(0.95)
  })
})

describe('how accounts were shared out, over divisions', () => {
  // χ² 4.0 + 4.0 with two degrees of freedom: exp(−4).
  test('is the sum of χ² with the sum of degrees of freedom', () => {
    const division = { counts: [5100, 4900], shares: [1, 1] }
    expect(sampleRatio([division, division])?.p).toBeCloseTo(Math.exp(-4), 10)
  })

  test('sees what cancels out, and leaves out what is too small to tell', () => {
    const divisions = [
      { counts: [5300, 4700], shares: [1, 1] },
      { counts: [4700, 5300], shares: [1, 1] },
      { counts: [3, 0], shares: [1, 1] },
    ]
    expect(sampleRatio(divisions)?.mismatch).toBe(true)
    expect(sampleRatio([{ counts: [3, 0], shares: [1, 1] }])).toBeNull()
  })
})

describe('a play that does nothing, held out of which is a tenth and then half, while customers get better by themselves', () => {
  const plays = 100
  const [days, perDay] = [120, 20]

  /** What is ever said of it in 120 days of looking: with all accounts put together, and by share. */
  function live(random: () => number) {
    const strata: Stratum[] = [
      { arm: noMoments, control: noMoments },
      { arm: noMoments, control: noMoments },
    ]
    const called = { pooled: false, within: false }
    for (let day = 0; day < days; day++) {
      const place = day < days / 2 ? 0 : 1
      const [holdout, rate] = place === 0 ? [0.1, 0.3] : [0.5, 0.5]
      let { arm, control } = strata[place] ?? { arm: noMoments, control: noMoments }
      for (let account = 0; account < perDay; account++) {
        const seen = share(1, random() < rate ? 1 : 0)
        if (random() < holdout) control = addMoments(control, seen)
        else arm = addMoments(arm, seen)
      }
      strata[place] = { arm, control }
      const [all, held] = [sum(strata.map(one => one.arm)), sum(strata.map(one => one.control))]
      called.pooled ||= rule([{ arm: all, control: held }], question).verdict !== 'unknown'
      called.within ||= rule(strata, question).verdict !== 'unknown'
    }
    const counts = strata.map(({ arm, control }) => [arm.n, control.n])
    const total = [0, 1].map(side => counts.reduce((all, one) => all + (one[side] ?? 0), 0))
    const ratio = sampleRatio(
      counts.map((one, place) => ({ counts: one, shares: place === 0 ? [0.9, 0.1] : [0.5, 0.5] })),
    )
    return {
      ...called,
      alarm: ratio?.mismatch === true,
      pooledAlarm: sampleRatio([{ counts: total, shares: [0.5, 0.5] }])?.mismatch === true,
    }
  }

  test('is called harmful when all are put together, and not by share, and the arms are as they were drawn', () => {
    const random = seededRandom(17)
    const lived = Array.from({ length: plays }, () => live(random))
    const count = (name: keyof ReturnType<typeof live>) => lived.filter(one => one[name]).length
    expect(count('pooled')).toBeGreaterThan(90)
    expect(count('within')).toBeLessThanOrEqual(5)
    expect(count('alarm')).toBe(0)
    expect(count('pooledAlarm')).toBe(plays)
  })
})

function sum(moments: readonly Moments[]): Moments {
  return moments.reduce(addMoments, noMoments)
}

function momentsOf(y: number, x: number): Moments {
  return { n: 1, y, yy: y * y, x, xx: x * x, xy: x * y }
}
