import type { Pieces } from './pieces.ts'

/** A dense matrix, row by row in one Float64Array. */
export type Matrix = { readonly rows: number; readonly columns: number; readonly values: Float64Array }

/** The element at a place the caller knows to exist (typed arrays are `number | undefined` to the compiler). */
export function at(values: ArrayLike<number>, index: number): number {
  return values[index] as number
}

/** Writes matrix × weights + intercept into `out`, one number per row. */
export function linearPredictor(
  matrix: Matrix,
  weights: ArrayLike<number>,
  intercept: number,
  out: Float64Array,
): void {
  const { rows, columns, values } = matrix
  for (let row = 0, cell = 0; row < rows; row++) {
    let sum = intercept
    for (let column = 0; column < columns; column++, cell++) sum += at(values, cell) * at(weights, column)
    out[row] = sum
  }
}

/** transpose(matrix) × vector: one number per column. */
export function transposedProduct(matrix: Matrix, vector: Float64Array): Float64Array {
  const { rows, columns, values } = matrix
  const sums = new Float64Array(columns)
  for (let row = 0, cell = 0; row < rows; row++) {
    const factor = at(vector, row)
    for (let column = 0; column < columns; column++, cell++) {
      sums[column] = at(sums, column) + at(values, cell) * factor
    }
  }
  return sums
}

/** The mean of every column. */
export function columnMeans(matrix: Matrix): number[] {
  const sums = transposedProduct(matrix, new Float64Array(matrix.rows).fill(1))
  return Array.from(sums, sum => sum / matrix.rows)
}

const BLOCK = 128
const BLOCKS_PER_PIECE = 40

/**
 * Zᵀ·diag(weights)·Z for Z = [matrix, column of ones], of which only the upper triangle is filled. `size` is the row
 * stride: the number of columns with the ones, rounded up to even.
 *
 * Rows are taken 128 at a time, scaled by the root of their weight and laid out column by column, so that the inner
 * loop is a product of two contiguous pieces which stay in the first-level cache; two by two columns at once halve
 * the loads (Golub & Van Loan, Matrix Computations, 4th ed., §1.5). Weights must not be negative.
 */
export function* weightedGram(matrix: Matrix, weights: Float64Array): Pieces<{ size: number; gram: Float64Array }> {
  const ones = matrix.columns
  const size = 2 * Math.ceil((ones + 1) / 2)
  const gram = new Float64Array(size * size)
  const block = new Float64Array(size * BLOCK)
  for (let start = 0, turn = 1; start < matrix.rows; start += BLOCK, turn++) {
    layOutBlock(matrix, weights, start, block)
    for (let left = 0; left < size; left += 2) {
      for (let right = left; right < size; right += 2) addTile(block, left, right, gram, size)
    }
    if (turn % BLOCKS_PER_PIECE === 0) yield
  }
  return { size, gram }
}

function layOutBlock(matrix: Matrix, weights: Float64Array, start: number, block: Float64Array): void {
  const { columns, values } = matrix
  const count = Math.min(BLOCK, matrix.rows - start)
  if (count < BLOCK) block.fill(0)
  for (let row = 0; row < count; row++) {
    const root = Math.sqrt(at(weights, start + row))
    const first = (start + row) * columns
    for (let column = 0; column < columns; column++) block[column * BLOCK + row] = root * at(values, first + column)
    block[columns * BLOCK + row] = root
  }
}

function addTile(block: Float64Array, left: number, right: number, gram: Float64Array, size: number): void {
  const a = left * BLOCK
  const c = right * BLOCK
  let ac = 0
  let ad = 0
  let bc = 0
  let bd = 0
  for (let row = 0; row < BLOCK; row++) {
    const atA = at(block, a + row)
    const atB = at(block, a + BLOCK + row)
    const atC = at(block, c + row)
    const atD = at(block, c + BLOCK + row)
    ac += atA * atC
    ad += atA * atD
    bc += atB * atC
    bd += atB * atD
  }
  const first = left * size + right
  gram[first] = at(gram, first) + ac
  gram[first + 1] = at(gram, first + 1) + ad
  gram[first + size] = at(gram, first + size) + bc
  gram[first + size + 1] = at(gram, first + size + 1) + bd
}
