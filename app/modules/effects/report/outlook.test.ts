import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../platform/random.ts'
import { type Question, rule } from '../estimates/comparison.ts'
import { noMoments } from '../estimates/moments.ts'
import {
  type Before,
  type Coming,
  firstKnown,
  groundBefore,
  paceOf,
  sightOf,
  sightOfAnything,
  smallestWithin,
} from './outlook.ts'

const share: Question = { kind: 'share', better: 'more', smallest: { of: 'outcome', size: 0.01 } }
const number: Question = { kind: 'number', better: 'more', smallest: { of: 'mean', size: 0.05 } }
const calendar = { today: '2026-11-22', takes: 30 }
const nobody: Coming = { days: [], perDay: null }

/** So many with this mean, varying by this, the same before with this correlation. */
function seen(n: number, mean: number, variance: number, correlation = 0): Before {
  const scatter = variance * (n - 1)
  const x = { x: n * mean, xx: n * mean * mean + scatter, xy: n * mean * mean + correlation * scatter }
  return { n, asked: n, y: n * mean, yy: n * mean * mean + scatter, ...(correlation > 0 ? x : { x: 0, xx: 0, xy: 0 }) }
}

function ground(before: Before, question: Question, heldOut: number) {
  const found = groundBefore(before, question, heldOut)
  if (typeof found === 'string') throw new Error(found)
  return found
}

// How many: the formula of the issue solved in Python 3 with math and SciPy's normal quantile, apart from this code.
describe('how many it takes, by customers as they were before', () => {
  test('of nine in ten who stayed, one point, a tenth held out', () => {
    const found = ground({ ...noMoments, n: 200, asked: 200, y: 180, yy: 180 }, share, 0.1)
    expect(sightOf(found.matters, 'share', found, nobody, calendar)).toEqual({ size: 0.01, needed: 181_653, day: null })
  })

  test('of a number that varies by 4 around 10, half a unit, a tenth held out; of whom a fifth tells nothing, a quarter more', () => {
    const found = ground(seen(400, 10, 16), number, 0.1)
    expect(found.matters).toBeCloseTo(0.5, 10)
    expect(sightOf(0.5, 'number', found, nobody, calendar).needed).toBe(10_869)
    const fewer = ground({ ...seen(400, 10, 16), asked: 500 }, number, 0.1)
    expect(sightOf(0.5, 'number', fewer, nobody, calendar).needed).toBe(Math.ceil(10_869 / 0.8))
  })

  test('what was before takes out what it tells', () => {
    const found = ground(seen(400, 10, 16, 0.8), number, 0.1)
    expect(found.pair[1].variance).toBeCloseTo(16 * (1 - 0.8 ** 2), 8)
  })

  test('never fewer than anything takes to be said', () => {
    const found = ground(seen(400, 10, 0.01), number, 0.1)
    expect(sightOf(found.matters, 'number', found, nobody, calendar).needed).toBe(300)
    expect(sightOfAnything(0.1, nobody, calendar).needed).toBe(300)
    // A difference of half of all is seen soon, but twenty of each answer are needed: 20 / 3 %.
    const rare = ground({ ...noMoments, n: 1000, asked: 1000, y: 970, yy: 970 }, share, 0.5)
    expect(sightOf(0.5, 'share', rare, nobody, calendar).needed).toBe(667)
  })

  test('is not made up of few, nor of what was the same for all', () => {
    expect(groundBefore(seen(29, 10, 16), number, 0.1)).toBe('few')
    expect(groundBefore({ ...noMoments, n: 500, asked: 500, y: 500, yy: 500 }, share, 0.1)).toBe('same')
    expect(groundBefore({ ...noMoments, n: 500, asked: 500, y: 497, yy: 497 }, share, 0.1)).toBe('same')
    expect(groundBefore(seen(400, 7, 0), number, 0.1)).toBe('same')
    expect(groundBefore({ ...noMoments, asked: 0 }, number, 0.1)).toBe('few')
  })
})

// 80 % is what is promised of so many accounts; of 300 plays, fewer than 219 or more than 261 are seen in 1 of 500 cases.
test('of plays with just such an effect, four in five are seen with as many accounts as were told', () => {
  const random = seededRandom(21)
  const found = ground(seen(400, 10, 16), { ...number, smallest: { of: 'outcome', size: 2 } }, 0.2)
  const needed = sightOf(2, 'number', found, nobody, calendar).needed ?? 0
  const arm = (count: number, mean: number) => {
    let [y, yy] = [0, 0]
    for (let at = 0; at < count; at++) {
      const value = mean + 4 * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
      y += value
      yy += value * value
    }
    return { ...noMoments, n: count, y, yy }
  }
  let works = 0
  for (let play = 0; play < 300; play++) {
    const held = Math.round(0.2 * needed)
    const { always } = rule([{ arm: arm(needed - held, 12), control: arm(held, 10) }], number)
    if (always.low > 0) works++
  }
  expect(works).toBeGreaterThanOrEqual(219)
  expect(works).toBeLessThanOrEqual(261)
})

describe('around when', () => {
  const days = [
    { day: '2026-11-01', n: 500 },
    { day: '2026-11-05', n: 20 },
    { day: '2026-11-20', n: 40 },
  ]

  test('at the pace of late, without the first day, on which all were there already', () => {
    // 60 from 2 to 21 November, 20 days.
    expect(paceOf(days, '2026-11-22', 56)).toBe(3)
    expect(paceOf(days, '2026-11-22', 7)).toBeCloseTo(40 / 7, 12)
    expect(paceOf(days, '2026-11-04', 56)).toBeNull()
    expect(paceOf([], '2026-11-22', 56)).toBeNull()
  })

  test('of those still to come, and then the time the outcome takes', () => {
    const coming: Coming = { days, perDay: 3 }
    const found = ground(seen(400, 10, 0.01), number, 0.05)
    // 600 are needed, 560 came: fourteen more days.
    expect(sightOf(1, 'number', found, coming, calendar)).toEqual({ size: 1, needed: 600, day: '2027-01-05' })
    expect(sightOf(1, 'number', found, { days, perDay: 0 }, calendar).day).toBeNull()
    expect(sightOf(1, 'number', found, { days, perDay: 0.001 }, calendar).day).toBeNull()
  })

  test('and what is seen within a year: as large as what takes so many', () => {
    const found = ground(seen(400, 10, 16), number, 0.1)
    const within = smallestWithin(365, found, { days, perDay: 30 }, calendar) ?? 0
    // 560 came, and 335 days bring 30 each.
    const needed = sightOf(within, 'number', found, { days, perDay: 30 }, calendar).needed ?? 0
    expect(Math.abs(needed - (560 + 335 * 30))).toBeLessThanOrEqual(1)
    expect(smallestWithin(365, found, { days: [], perDay: 0.5 }, calendar)).toBeNull()
    expect(smallestWithin(365, found, nobody, calendar)).toBeNull()
  })

  test('of those who came already, when the last of so many is known', () => {
    const found = ground(seen(400, 10, 0.01), number, 0.1)
    expect(sightOf(1, 'number', found, { days, perDay: null }, calendar).day).toBe('2026-12-01')
    expect(firstKnown({ days, perDay: 3 }, calendar)).toBe('2026-12-01')
    expect(firstKnown(nobody, calendar)).toBeNull()
  })
})
