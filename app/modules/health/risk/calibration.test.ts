import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../platform/random.ts'
import { checkCalibration, crossCalibrate, NO_CHANGE } from './calibration.ts'
import { dealFolds } from './folds.ts'
import { sigmoid } from './logistic.ts'
import { logLoss } from './metrics.ts'

describe('the calibration line', () => {
  it('is 1 and 0 for true probabilities, which are then left alone', async () => {
    const { logits, outcome } = drawn(4000)
    const found = await checkCalibration(logits, outcome)
    expect(found.observed.slope).toBeCloseTo(1, 1)
    expect(found.observed.intercept).toBeCloseTo(0, 1)
    expect(found.pValue).toBeGreaterThan(0.01)
    expect(found.applied).toBe(NO_CHANGE)
  })

  it('undoes logits that were doubled and shifted', async () => {
    const { logits, outcome } = drawn(4000)
    const straight = await checkCalibration(logits, outcome)
    const found = await checkCalibration(
      logits.map(logit => 2 * logit + 1),
      outcome,
    )
    expect(found.observed.slope).toBeCloseTo(straight.observed.slope / 2, 4)
    expect(found.observed.intercept).toBeCloseTo(straight.observed.intercept - straight.observed.slope / 2, 4)
    expect(found.pValue).toBeLessThan(1e-6)
    expect(found.applied).toEqual(found.observed)
  })

  it('is not applied for a difference that is sure but too small to matter', async () => {
    const { logits, outcome } = drawn(100_000)
    const found = await checkCalibration(
      logits.map(logit => 1.04 * logit),
      outcome,
    )
    expect(found.pValue).toBeLessThan(0.01)
    expect(found.meanChange).toBeLessThan(0.01)
    expect(found.applied).toBe(NO_CHANGE)
  })

  it('lies flat at the base rate when predictions point the wrong way', async () => {
    const { logits, outcome } = drawn(4000)
    const found = await checkCalibration(
      logits.map(logit => -logit),
      outcome,
    )
    const rate = outcome.filter(Boolean).length / outcome.length
    expect(found.observed.slope).toBeLessThan(0)
    expect(found.applied.slope).toBe(0)
    expect(sigmoid(found.applied.intercept)).toBeCloseTo(rate, 12)
  })
})

it('cross-calibration never uses the fold it corrects', async () => {
  const { logits, outcome } = drawn(1000)
  const doubled = logits.map(logit => 2 * logit)
  const folds = dealFolds(outcome, 5, 1)
  const calibrated = await crossCalibrate(doubled, outcome, folds)
  expect(logLoss(calibrated.map(sigmoid), outcome)).toBeLessThan(logLoss(doubled.map(sigmoid), outcome))

  const flipped = outcome.map((left, row) => (folds[row] === 2 ? !left : left))
  const other = await crossCalibrate(doubled, flipped, folds)
  for (const [row, fold] of folds.entries()) {
    if (fold === 2) expect(other[row]).toBe(calibrated[row])
    else expect(other[row]).not.toBe(calibrated[row])
  }
})

/** Logits, and outcomes drawn with exactly these probabilities. */
function drawn(count: number): { logits: Float64Array; outcome: boolean[] } {
  const random = seededRandom(3)
  const logits = Float64Array.from({ length: count }, () => 6 * random() - 4)
  return { logits, outcome: Array.from(logits, logit => random() < sigmoid(logit)) }
}
