import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../platform/random.ts'
import { fitLogistic, type LogisticFit, NotConverged, type Outcomes, sigmoid } from './logistic.ts'
import { at, linearPredictor, type Matrix } from './matrix.ts'

/** So weak a penalty that it changes none of the digits compared here. */
const UNPENALISED = 1e9

describe('published coefficients, in the limit of no penalty', () => {
  it('O-ring failure by temperature, 24 shuttle flights', async () => {
    // Montgomery & Runger, Applied Statistics and Probability for Engineers, supplement to chapter 11 (Minitab output):
    // constant 10.875, temperature −0.17132, log-likelihood −11.515.
    const temperature = [53, 56, 57, 63, 66, 67, 67, 67, 68, 69, 70, 70, 70, 70, 72, 73, 75, 75, 76, 76, 78, 79, 80, 81]
    const failed = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    const fit = await fitLogistic(matrixOf(temperature.map(value => [value])), failed, { C: UNPENALISED })
    expect(fit.intercept).toBeCloseTo(10.875, 3)
    expect(fit.weights[0]).toBeCloseTo(-0.17132, 5)
    expect(fit.objective / UNPENALISED).toBeCloseTo(11.515, 3)
  })

  it('grade improvement by GPA, TUCE and PSI, 32 students', async () => {
    // Spector & Mazzeo (1980), as printed in Greene, Econometric Analysis, chapter on binary choice, and in the
    // documentation of statsmodels: −13.0213, 2.8261, 0.0952, 2.3787, log-likelihood −12.890.
    const fit = await fitLogistic(
      matrixOf(STUDENTS.map(row => row.slice(0, 3))),
      STUDENTS.map(row => at(row, 3)),
      {
        C: UNPENALISED,
      },
    )
    expect(fit.intercept).toBeCloseTo(-13.0213, 4)
    expect(Array.from(fit.weights, weight => weight.toFixed(4))).toEqual(['2.8261', '0.0952', '2.3787'])
    expect(fit.objective / UNPENALISED).toBeCloseTo(12.89, 3)
  })
})

describe('cases with a known answer', () => {
  it('a two by two table gives the log odds and the log odds ratio', async () => {
    const [rows, outcome] = repeated([
      [[0], 1, 8],
      [[0], 0, 32],
      [[1], 1, 30],
      [[1], 0, 10],
    ])
    const fit = await fitLogistic(matrixOf(rows), outcome, { C: UNPENALISED })
    expect(fit.intercept).toBeCloseTo(Math.log(8 / 32), 6)
    expect(at(fit.weights, 0)).toBeCloseTo(Math.log((30 * 32) / (10 * 8)), 6)
  })

  it('a symmetric penalised case solves w = 2·C·(k − n·σ(w)) with intercept 0', async () => {
    const [rows, outcome] = repeated([
      [[1], 1, 15],
      [[1], 0, 5],
      [[-1], 1, 5],
      [[-1], 0, 15],
    ])
    for (const C of [0.01, 1, 20]) {
      const fit = await fitLogistic(matrixOf(rows), outcome, { C })
      const weight = at(fit.weights, 0)
      expect(weight).toBeCloseTo(2 * C * (15 - 20 * sigmoid(weight)), 9)
      expect(fit.intercept).toBeCloseTo(0, 9)
    }
  })

  it('without columns the intercept is the logit of the base rate', async () => {
    const fit = await fitLogistic({ rows: 10, columns: 0, values: new Float64Array(0) }, [1, 1, 0, 0, 0, 0, 0, 0, 0, 0])
    expect(sigmoid(fit.intercept)).toBeCloseTo(0.2, 12)
  })

  it('stays finite where inputs separate the outcomes, and shares weight between equal columns', async () => {
    const fit = await fitLogistic(
      matrixOf([
        [-2, -2],
        [-1, -1],
        [1, 1],
        [2, 2],
      ]),
      [0, 0, 1, 1],
    )
    expect(at(fit.weights, 0)).toBeGreaterThan(0)
    expect(at(fit.weights, 0)).toBeCloseTo(at(fit.weights, 1), 12)
  })

  it('the intercept is not penalised: predictions sum to what happened even under a strong penalty', async () => {
    const { matrix, outcome } = randomCase(500, 6, 3)
    const fit = await fitLogistic(matrix, outcome, { C: 1e-6 })
    const predicted = probabilities(fit, matrix).reduce((sum, value) => sum + value, 0)
    expect(predicted).toBeCloseTo(
      outcome.reduce((sum, value) => sum + value, 0),
      6,
    )
  })
})

describe('the optimum', () => {
  // 129 rows and 5 columns leave remainders in the blocks of 128 rows and 2 columns; 1,000 × 8 do not.
  it.each([
    [129, 5],
    [1000, 8],
    [12, 30],
  ])('has gradient zero (%i rows, %i columns)', async (rows, columns) => {
    const { matrix, outcome } = randomCase(rows, columns, rows)
    for (const C of [0.1, 1, 100]) {
      const fit = await fitLogistic(matrix, outcome, { C })
      const gradient = gradientOf(fit, matrix, outcome, C)
      for (const slope of gradient) expect(Math.abs(slope)).toBeLessThan(1e-7 * Math.max(1, C))
    }
  })

  it('is lower than everything around it', async () => {
    const { matrix, outcome } = randomCase(200, 3, 5)
    const fit = await fitLogistic(matrix, outcome, { C: 2 })
    expect(fit.objective).toBeCloseTo(objectiveAt(fit, matrix, outcome, 2), 8)
    for (let i = 0; i < 3; i++) {
      for (const nudge of [-0.01, 0.01]) {
        const weights = fit.weights.map((weight, place) => (place === i ? weight + nudge : weight))
        expect(objectiveAt({ ...fit, weights }, matrix, outcome, 2)).toBeGreaterThan(fit.objective)
      }
    }
  })

  it('does not depend on the order of rows', async () => {
    const { matrix, outcome } = randomCase(300, 4, 11)
    const turned = { ...matrix, values: Float64Array.from(rowsOf(matrix).reverse().flat()) }
    const one = await fitLogistic(matrix, outcome)
    const other = await fitLogistic(turned, [...outcome].reverse())
    one.weights.forEach((weight, i) => {
      expect(at(other.weights, i)).toBeCloseTo(weight, 9)
    })
  })

  it('is found by halving steps where the plain Newton step overshoots', async () => {
    // Found by search: from the base rate, undamped Newton steps run off to infinity here.
    const matrix = matrixOf([-6, 154, 13, 2, -7, 186, -50, 5, -1, 12].map(value => [value]))
    const outcome = [0, 0, 0, 0, 0, 1, 0, 0, 0, 0]
    const fit = await fitLogistic(matrix, outcome)
    for (const slope of gradientOf(fit, matrix, outcome, 1)) expect(Math.abs(slope)).toBeLessThan(1e-6)
  })

  it('lets the event loop turn meanwhile', async () => {
    const { matrix, outcome } = randomCase(20_000, 4, 2)
    let turns = 0
    let running = true
    const count = () => {
      turns++
      if (running) setImmediate(count)
    }
    setImmediate(count)
    const { iterations } = await fitLogistic(matrix, outcome)
    running = false
    expect(turns).toBeGreaterThan(4 * iterations) // also within an iteration
  })
})

describe('what cannot be fitted is said', () => {
  const { matrix, outcome } = randomCase(50, 2, 1)

  it('too few steps', async () => {
    await expect(fitLogistic(matrix, outcome, { mostIterations: 1 })).rejects.toThrow(NotConverged)
    await expect(fitLogistic(matrix, outcome, { mostIterations: 1 })).rejects.toThrow('did not converge in 1 steps')
  })

  it('one outcome only, sizes that differ, values that are not finite, a penalty that is none', async () => {
    await expect(fitLogistic(matrix, new Uint8Array(50))).rejects.toThrow('Both outcomes must occur')
    await expect(fitLogistic(matrix, [true])).rejects.toThrow('50 rows but 1 outcomes')
    await expect(fitLogistic({ ...matrix, values: matrix.values.with(3, Number.NaN) }, outcome)).rejects.toThrow(
      'not finite',
    )
    await expect(fitLogistic(matrix, outcome, { C: Number.POSITIVE_INFINITY })).rejects.toThrow('C must be positive')
    await expect(fitLogistic(matrix, outcome, { C: 0 })).rejects.toThrow('C must be positive')
  })

  it('an abort ends the work with its reason', async () => {
    const signal = AbortSignal.abort(new Error('stopping'))
    await expect(fitLogistic(matrix, outcome, { signal })).rejects.toThrow('stopping')
  })

  it('tells progress step by step', async () => {
    const steps: number[] = []
    const fit = await fitLogistic(matrix, outcome, { onProgress: ({ iteration }) => steps.push(iteration) })
    expect(steps).toEqual(Array.from({ length: fit.iterations }, (_, i) => i + 1))
  })
})

function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  return { rows: rows.length, columns: rows[0]?.length ?? 0, values: Float64Array.from(rows.flat()) }
}

function rowsOf({ rows, columns, values }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, row) => Array.from(values.subarray(row * columns, (row + 1) * columns)))
}

function repeated(cells: readonly (readonly [number[], number, number])[]): [number[][], number[]] {
  const rows = cells.flatMap(([row, , times]) => Array.from({ length: times }, () => row))
  return [rows, cells.flatMap(([, outcome, times]) => Array.from({ length: times }, () => outcome))]
}

function randomCase(rows: number, columns: number, seed: number): { matrix: Matrix; outcome: number[] } {
  const random = seededRandom(seed)
  const values = Float64Array.from({ length: rows * columns }, () => 4 * random() - 2)
  const outcome = Array.from({ length: rows }, (_, row) =>
    random() < sigmoid(at(values, row * columns) - 0.5) ? 1 : 0,
  )
  return { matrix: { rows, columns, values }, outcome }
}

function probabilities(fit: Pick<LogisticFit, 'weights' | 'intercept'>, matrix: Matrix): Float64Array {
  const logits = new Float64Array(matrix.rows)
  linearPredictor(matrix, fit.weights, fit.intercept, logits)
  return logits.map(sigmoid)
}

/** Of ½‖w‖² + C·Σ log-loss, written down again independently of the code under test. */
function gradientOf(fit: LogisticFit, matrix: Matrix, outcome: Outcomes, C: number): number[] {
  const predicted = probabilities(fit, matrix)
  const rows = rowsOf(matrix)
  const errors = Array.from(predicted, (probability, row) => probability - Number(outcome[row]))
  const weights = Array.from(fit.weights, (weight, column) =>
    errors.reduce((sum, error, row) => sum + C * error * at(rows[row] ?? [], column), weight),
  )
  return [...weights, C * errors.reduce((sum, error) => sum + error, 0)]
}

function objectiveAt(fit: LogisticFit, matrix: Matrix, outcome: Outcomes, C: number): number {
  const losses = Array.from(probabilities(fit, matrix), (p, row) => -Math.log(outcome[row] ? p : 1 - p))
  return fit.weights.reduce((sum, weight) => sum + (weight * weight) / 2, 0) + C * losses.reduce((sum, x) => sum + x, 0)
}

/** GPA, TUCE, PSI, grade improved; one student after the other. */
const STUDENTS = `
  2.66 20 0 0; 2.89 22 0 0; 3.28 24 0 0; 2.92 12 0 0; 4.0 21 0 1; 2.86 17 0 0;
  2.76 17 0 0; 2.87 21 0 0; 3.03 25 0 0; 3.92 29 0 1; 2.63 20 0 0; 3.32 23 0 0;
  3.57 23 0 0; 3.26 25 0 1; 3.53 26 0 0; 2.74 19 0 0; 2.75 25 0 0; 2.83 19 0 0;
  3.12 23 1 0; 3.16 25 1 1; 2.06 22 1 0; 3.62 28 1 1; 2.89 14 1 0; 3.51 26 1 0;
  3.54 24 1 1; 2.83 27 1 1; 3.39 17 1 1; 2.67 24 1 0; 3.65 21 1 1; 4.0 23 1 1;
  3.1 21 1 0; 2.39 19 1 1`
  .split(';')
  .map(student => student.trim().split(' ').map(Number))
