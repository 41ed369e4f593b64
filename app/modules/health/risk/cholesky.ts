import { at } from './matrix.ts'

/**
 * Solves A·x = b for a symmetric positive definite A given by its upper triangle (the leading `order` rows and columns
 * of an array with row stride `size`). Cholesky factorisation A = Rᵀ·R and two triangular solutions: Golub & Van Loan,
 * Matrix Computations, 4th ed., §4.2.
 *
 * Where rounding has made A numerically singular, the smallest multiple of its largest diagonal element that cures it
 * is added to the diagonal. Returns null when A holds something that is not finite.
 */
export function solvePositiveDefinite(
  a: Float64Array,
  size: number,
  order: number,
  b: Float64Array,
): Float64Array | null {
  let largest = 0
  for (let i = 0; i < order; i++) largest = Math.max(largest, at(a, i * size + i))
  if (!Number.isFinite(largest)) return null
  const root = new Float64Array(size * order)
  for (let ridge = 0; ridge <= largest; ridge = ridge === 0 ? largest * 1e-12 : ridge * 10) {
    root.set(a.subarray(0, root.length))
    if (factorise(root, size, order, ridge)) return substitute(root, size, order, b)
    if (largest === 0) return null
  }
  return null
}

/** Row by row in place; false when a pivot is not positive. */
function factorise(a: Float64Array, size: number, order: number, ridge: number): boolean {
  for (let i = 0; i < order; i++) {
    const pivot = at(a, i * size + i) + ridge
    if (!(pivot > 0)) return false
    const scale = 1 / Math.sqrt(pivot)
    a[i * size + i] = Math.sqrt(pivot)
    for (let k = i + 1; k < order; k++) a[i * size + k] = at(a, i * size + k) * scale
    for (let j = i + 1; j < order; j++) {
      const factor = at(a, i * size + j)
      if (factor === 0) continue
      for (let k = j; k < order; k++) a[j * size + k] = at(a, j * size + k) - factor * at(a, i * size + k)
    }
  }
  return true
}

function substitute(root: Float64Array, size: number, order: number, b: Float64Array): Float64Array {
  const x = b.slice(0, order)
  for (let i = 0; i < order; i++) {
    const value = at(x, i) / at(root, i * size + i)
    x[i] = value
    for (let k = i + 1; k < order; k++) x[k] = at(x, k) - at(root, i * size + k) * value
  }
  for (let i = order - 1; i >= 0; i--) {
    let sum = at(x, i)
    for (let k = i + 1; k < order; k++) sum -= at(root, i * size + k) * at(x, k)
    x[i] = sum / at(root, i * size + i)
  }
  return x
}
