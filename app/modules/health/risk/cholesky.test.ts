import { expect, it } from 'vitest'
import { solvePositiveDefinite } from './cholesky.ts'

it('solves a system from its upper triangle, whatever the row stride', () => {
  // x = (1, 2, 3) put into the matrix; what lies under the diagonal and beyond the order is not read.
  const a = Float64Array.of(4, 12, -16, 99, 99, 37, -43, 99, 99, 99, 98, 99, 99, 99, 99, 99)
  const b = Float64Array.of(4 + 24 - 48, 12 + 74 - 129, -16 - 86 + 294)
  const x = solvePositiveDefinite(a, 4, 3, b)
  expect(Array.from(x ?? [], value => value.toFixed(9))).toEqual(['1.000000000', '2.000000000', '3.000000000'])
})

it('shares the solution between columns that are the same', () => {
  const x = solvePositiveDefinite(Float64Array.of(1, 1, 1, 1), 2, 2, Float64Array.of(1, 1))
  expect(x?.[0]).toBeCloseTo(0.5, 3)
  expect((x?.[0] ?? 0) + (x?.[1] ?? 0)).toBeCloseTo(1, 9)
})

it('gives null for a matrix of nothing or of what is not finite', () => {
  expect(solvePositiveDefinite(new Float64Array(4), 2, 2, Float64Array.of(1, 1))).toBeNull()
  expect(
    solvePositiveDefinite(Float64Array.of(1, 0, 0, Number.POSITIVE_INFINITY), 2, 2, new Float64Array(2)),
  ).toBeNull()
  expect(solvePositiveDefinite(Float64Array.of(Number.NaN, 0, 0, 1), 2, 2, new Float64Array(2))).toBeNull()
})
