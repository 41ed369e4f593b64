import { fitLogistic, type Outcomes, sigmoid } from './logistic.ts'
import { at } from './matrix.ts'
import { logLoss } from './metrics.ts'
import { giveWay } from './pieces.ts'

/** A line through logits: calibrated logit = intercept + slope × logit. */
export type LogitLine = { readonly intercept: number; readonly slope: number }

export type Calibration = {
  /** Cox's calibration line from out-of-fold predictions: slope 1 and intercept 0 are perfect. */
  readonly observed: LogitLine
  /** Probability of so large a difference from 1 and 0 if there were none (likelihood ratio, 2 degrees of freedom). */
  readonly pValue: number
  /** By how much probabilities would change on average, 0…1. */
  readonly meanChange: number
  /** What predictions go through: the observed line when it differs clearly, else slope 1 and intercept 0. */
  readonly applied: LogitLine
}

export const NO_CHANGE: LogitLine = { intercept: 0, slope: 1 }

/**
 * Checks out-of-fold logits against what happened, and decides whether to recalibrate.
 *
 * The check is Cox's recalibration model logit P = intercept + slope × logit (Biometrika 45 (1958) 562–565; Van Calster
 * et al., BMC Medicine 17 (2019) 230 on reading it: a slope below 1 means predictions are too extreme). The correction
 * is the same line, which is Platt's scaling (Advances in Large Margin Classifiers, 1999, 61–74).
 *
 * Decision: logistic regression is calibrated by construction on its training rows (its score equations make the sum
 * of probabilities equal the number churned), and the line has an error of its own, so it is applied only when it
 * differs clearly: p < 0.01 in the joint test of slope 1 and intercept 0, and a mean change of at least one percentage
 * point. A slope that is not positive would turn reasons upside down; then nothing was learned, and the line applied is
 * flat at the base rate.
 */
export async function checkCalibration(
  logits: ArrayLike<number>,
  outcome: Outcomes,
  signal?: AbortSignal,
): Promise<Calibration> {
  const observed = await coxLine(logits, outcome, signal)
  const before = probabilitiesOf(logits, NO_CHANGE)
  const after = probabilitiesOf(logits, observed)
  await giveWay(signal)
  const ratio = 2 * outcome.length * (logLoss(before, outcome) - logLoss(after, outcome))
  const pValue = Math.exp(-Math.max(0, ratio) / 2)
  const meanChange = after.reduce((sum, value, row) => sum + Math.abs(value - at(before, row)), 0) / after.length
  const clearly = pValue < 0.01 && meanChange >= 0.01
  return { observed, pValue, meanChange, applied: clearly ? risingLine(observed, outcome) : NO_CHANGE }
}

/** The applied line for each fold, learned from the other folds only, so that its own error shows in the figures. */
export async function crossCalibrate(
  logits: Float64Array,
  outcome: Outcomes,
  folds: Uint8Array,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const result = new Float64Array(logits.length)
  for (const fold of new Set(folds)) {
    const others = Uint32Array.from(folds.keys()).filter(row => folds[row] !== fold)
    const known = Uint8Array.from(others, row => (outcome[row] ? 1 : 0))
    const line = await coxLine(
      Float64Array.from(others, row => at(logits, row)),
      known,
      signal,
    )
    const rising = risingLine(line, known)
    for (const [row, own] of folds.entries()) if (own === fold) result[row] = alongLine(at(logits, row), rising)
  }
  return result
}

/** The logit after calibration. */
export function alongLine(logit: number, line: LogitLine): number {
  return line.intercept + line.slope * logit
}

/** Practically no penalty, yet a finite optimum even for logits that separate perfectly. */
const NO_PENALTY = 1e6

async function coxLine(logits: ArrayLike<number>, outcome: Outcomes, signal?: AbortSignal): Promise<LogitLine> {
  const values = Float64Array.from(logits)
  const matrix = { rows: values.length, columns: 1, values }
  const fit = await fitLogistic(matrix, outcome, { C: NO_PENALTY, signal })
  return { intercept: fit.intercept, slope: at(fit.weights, 0) }
}

function risingLine(line: LogitLine, outcome: Outcomes): LogitLine {
  if (line.slope > 0) return line
  let churned = 0
  for (let row = 0; row < outcome.length; row++) churned += outcome[row] ? 1 : 0
  return { intercept: Math.log(churned / (outcome.length - churned)), slope: 0 }
}

function probabilitiesOf(logits: ArrayLike<number>, line: LogitLine): Float64Array {
  return Float64Array.from(logits, logit => sigmoid(alongLine(logit, line)))
}
