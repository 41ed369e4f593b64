import { describe, expect, test } from 'vitest'
import {
  chiSquareAbove,
  normalAbove,
  normalQuantileAbove,
  studentAbove,
  studentQuantileAbove,
} from './distributions.ts'

const near = (value: number, expected: number, relative = 1e-9) =>
  expect(Math.abs(value - expected), `${value} for ${expected}`).toBeLessThanOrEqual(Math.abs(expected) * relative)

// SciPy 1.17.1: stats.t.sf, norm.sf, chi2.sf, t.isf, norm.isf.
describe('distributions are as SciPy says, far into the tails', () => {
  test.each([
    [-1, 1, 0.75],
    [2.5, 4.3, 0.031224037318105666],
    [1.96, 1e6, 0.024998033792634926],
    [30, 2.7, 8.680672204826622e-5],
    [5, 30, 1.16483427335039e-5],
    [0.001, 50, 0.49960304738775085],
    [10, 100, 4.950844492297065e-17],
    [40, 1000, 5.239426077586636e-210],
    [8, 1e5, 6.286959938128173e-16],
    [1.96, 1e8, 0.02499789653466404],
    [1.96, 1e12, 0.02499789514835908],
    [5, 1e10, 2.8665157671103264e-7],
    [2, 1e15, 0.022750131948179354],
  ])('t %d with %d degrees of freedom', (t, df, expected) => near(studentAbove(t, df), expected, 1e-8))

  test.each([
    [0, 0.5],
    [0.5, 0.3085375387259869],
    [1.959963984540054, 0.025],
    [3, 0.0013498980316300933],
    [-2, 0.9772498680518208],
    [9, 1.1285884059538324e-19],
    [20, 2.7536241186061556e-89],
    [Number.POSITIVE_INFINITY, 0],
    [Number.NEGATIVE_INFINITY, 1],
  ])('z %d', (z, expected) => near(normalAbove(z), expected))

  test.each([
    [0.1, 1, 0.7518296340458492],
    [3.9, 1, 0.048286107676681664],
    [30, 4, 4.894437128029217e-6],
    [200, 10, 1.6139305336977317e-37],
    [5, 5, 0.4158801869955079],
    [0, 3, 1],
  ])('χ² %d with %d degrees of freedom', (x, df, expected) => near(chiSquareAbove(x, df), expected))

  test.each([
    [0.025, 4867, 1.9604515233245128],
    [1e-10, 3, 2225.769284683093],
    [0.025, 1.2, 8.648826510748872],
    [0.9, 7, -1.4149239276505086],
    [0.005, 60, 2.660283028855037],
  ])('the t above which %d lies, with %d degrees of freedom', (share, df, expected) =>
    near(studentQuantileAbove(share, df), expected),
  )

  test.each([
    [0.025, 1.9599639845400545],
    [0.2, 0.8416212335729142],
    [1e-12, 7.034483825301131],
  ])('the z above which %d lies', (share, expected) => near(normalQuantileAbove(share), expected))

  test('no share beyond 0 and 1 has a quantile', () => {
    expect(() => normalQuantileAbove(0)).toThrow(RangeError)
    expect(() => studentQuantileAbove(Number.NaN, 3)).toThrow(RangeError)
  })
})
