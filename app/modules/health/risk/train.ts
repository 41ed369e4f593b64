import { type Calibration, checkCalibration, crossCalibrate, NO_CHANGE } from './calibration.ts'
import { columnsOf, columnsOfInput } from './design.ts'
import { type InputEncoding, type InputRefusal, isRefusal, learnEncoding } from './encoding.ts'
import { dealFolds, type GroupKey, groupRows } from './folds.ts'
import type { RiskInput, RiskRow } from './inputs.ts'
import { findLeak, findLost, LEAKAGE_LIMITS, type LeakageLimits } from './leakage.ts'
import { type Outcomes, sigmoid } from './logistic.ts'
import { at, columnMeans, type Matrix } from './matrix.ts'
import { measureRisk, type RiskMetrics } from './metrics.ts'
import { giveWay } from './pieces.ts'
import { crossValidate, type FittedRisk, fitRisk } from './validation.ts'

export type TrainOptions = {
  readonly inputs: readonly RiskInput[]
  /** Inverse strength of the penalty. Default 1. */
  readonly C?: number
  /** Default 5, seed 1. */
  readonly folds?: number
  readonly seed?: number
  /** Which account each row is about, when an account may have several rows. */
  readonly groups?: readonly GroupKey[]
  /** Fewest customers that left, and that stayed. Default 30. */
  readonly fewestOutcomes?: number
  readonly leakage?: LeakageLimits
  /** Told what is being done and which share of the whole (0…1) is finished; the share never falls. */
  readonly onProgress?: (progress: { stage: 'checking' | 'validating' | 'fitting'; share: number }) => void
  readonly signal?: AbortSignal
}

/** Plain data: survives JSON unchanged, and predicts without anything else. */
export type RiskModel = {
  readonly version: 1
  readonly encodings: readonly InputEncoding[]
  /** One per column of the design matrix, on the uncalibrated logit scale. */
  readonly weights: readonly number[]
  readonly intercept: number
  /** Column means in training: the average customer. */
  readonly means: readonly number[]
  readonly calibration: Calibration
  /** From out-of-fold predictions, after whatever calibration is applied. */
  readonly metrics: RiskMetrics
  readonly aucByFold: readonly (number | null)[]
  /** Whether out-of-fold log loss is lower than that of giving everybody the base rate. If not, nothing was learned. */
  readonly beatsBaseRate: boolean
  /** Mean absolute contribution of each input over the training rows, on the calibrated logit scale, largest first. */
  readonly importance: readonly { readonly key: string; readonly contribution: number }[]
  /** Customers, or snapshots of customers. */
  readonly counts: { readonly rows: number; readonly churned: number; readonly stayed: number }
  readonly baseRate: number
  readonly refusedInputs: readonly InputRefusal[]
  readonly settings: { readonly C: number; readonly folds: number; readonly seed: number }
}

/** Why no model was trained. Counts are of accounts when `groups` are given, else of rows. */
export type TrainRefusal =
  | { readonly reason: 'constant_outcome'; readonly churned: number; readonly stayed: number }
  | { readonly reason: 'too_few_outcomes'; readonly churned: number; readonly stayed: number; readonly needed: number }
  | { readonly reason: 'no_usable_inputs'; readonly refusedInputs: readonly InputRefusal[] }
  | { readonly reason: 'too_large'; readonly rows: number; readonly columns: number; readonly mostColumns: number }

export type TrainResult =
  | { readonly trained: true; readonly model: RiskModel }
  | { readonly trained: false; readonly refusal: TrainRefusal }

/** Bounds of memory: 320 MB for the design matrix, 2 MB for the Hessian. */
const MOST_CELLS = 40_000_000
const MOST_COLUMNS = 500

/**
 * Learns churn risk from rows (what was known about a customer at some moment) and outcomes (whether that customer left
 * afterwards), one outcome per row. Inputs that cannot be used or that seem to know the outcome are left out and named
 * in `refusedInputs`; when training makes no sense the result says why instead.
 *
 * Figures come from stratified cross-validation; the model is then fitted on all rows. Deterministic for given rows in
 * given order and seed. Throws RangeError when sizes differ, an input is given twice or options are out of range;
 * NotConverged from the fit; the signal's reason when aborted. The event loop turns meanwhile.
 */
export async function trainRisk(
  rows: readonly RiskRow[],
  outcome: Outcomes,
  options: TrainOptions,
): Promise<TrainResult> {
  const { C = 1, folds = 5, seed = 1, signal, onProgress } = options
  checkCall(rows, outcome, options)
  const tooFew = refuseOutcomes(outcome, options)
  if (tooFew) return { trained: false, refusal: tooFew }
  const { usable, encodings, refusedInputs } = await checkInputs(rows, outcome, options)
  if (usable.length === 0) return { trained: false, refusal: { reason: 'no_usable_inputs', refusedInputs } }
  const columns = columnsOf(encodings).length
  const mostColumns = Math.min(MOST_COLUMNS, Math.floor(MOST_CELLS / rows.length))
  if (columns > mostColumns) {
    return { trained: false, refusal: { reason: 'too_large', rows: rows.length, columns, mostColumns } }
  }
  const dealt = dealFolds(outcome, folds, seed, options.groups)
  const validating = (share: number) => onProgress?.({ stage: 'validating', share: 0.05 + 0.75 * share })
  const validated = await crossValidate(usable, rows, outcome, dealt, { C, signal, onShare: validating })
  const fitting = (share: number) => onProgress?.({ stage: 'fitting', share: 0.8 + 0.15 * share })
  const all = Uint32Array.from(rows.keys())
  const fitted = await fitRisk(usable, rows, outcome, all, { C, signal, onShare: fitting })
  const judged = await judge(validated.logits, outcome, dealt, signal)
  const model = {
    ...describe(fitted, judged),
    aucByFold: validated.aucByFold,
    refusedInputs,
    settings: { C, folds, seed },
  }
  onProgress?.({ stage: 'fitting', share: 1 })
  return { trained: true, model }
}

function checkCall(rows: readonly RiskRow[], outcome: Outcomes, { inputs, folds = 5, groups }: TrainOptions): void {
  if (outcome.length !== rows.length) throw new RangeError(`${rows.length} rows but ${outcome.length} outcomes`)
  if (groups && groups.length !== rows.length) throw new RangeError(`${rows.length} rows but ${groups.length} groups`)
  if (!(Number.isInteger(folds) && folds >= 2 && folds <= 50)) throw new RangeError('folds must be 2 to 50')
  if (new Set(inputs.map(input => input.key)).size < inputs.length) throw new RangeError('An input is given twice')
}

function refuseOutcomes(outcome: Outcomes, { folds = 5, groups, fewestOutcomes = 30 }: TrainOptions) {
  const accounts = groupRows(outcome, groups).churned
  const churned = accounts.filter(Boolean).length
  const stayed = accounts.length - churned
  const needed = Math.max(fewestOutcomes, folds) // every fold needs one of each
  if (churned === 0 || stayed === 0) return { reason: 'constant_outcome', churned, stayed } as const
  return Math.min(churned, stayed) < needed ? ({ reason: 'too_few_outcomes', churned, stayed, needed } as const) : null
}

async function checkInputs(rows: readonly RiskRow[], outcome: Outcomes, options: TrainOptions) {
  const { inputs, leakage = LEAKAGE_LIMITS, signal, onProgress } = options
  const all = Uint32Array.from(rows.keys())
  const usable: RiskInput[] = []
  const encodings: InputEncoding[] = []
  const refusedInputs: InputRefusal[] = []
  for (const [place, input] of inputs.entries()) {
    onProgress?.({ stage: 'checking', share: (0.05 * place) / inputs.length })
    await giveWay(signal)
    const learned = learnEncoding(input, rows, all)
    await giveWay(signal)
    const refusal =
      findLost(input, rows, leakage) ?? (isRefusal(learned) ? learned : findLeak(input, rows, outcome, leakage))
    if (refusal) refusedInputs.push(refusal)
    else {
      usable.push(input)
      encodings.push(learned as InputEncoding)
    }
  }
  return { usable, encodings, refusedInputs }
}

type Judged = { calibration: Calibration; metrics: RiskMetrics }

async function judge(
  logits: Float64Array,
  outcome: Outcomes,
  folds: Uint8Array,
  signal?: AbortSignal,
): Promise<Judged> {
  const calibration = await checkCalibration(logits, outcome, signal)
  const unchanged = calibration.applied === NO_CHANGE
  const calibrated = unchanged ? logits : await crossCalibrate(logits, outcome, folds, signal)
  await giveWay(signal)
  return { calibration, metrics: measureRisk(calibrated.map(sigmoid), outcome) }
}

function describe({ encodings, design, fit }: FittedRisk, { calibration, metrics }: Judged) {
  const weights = Array.from(fit.weights)
  const means = columnMeans(design)
  const { rows, churned } = metrics
  return {
    version: 1 as const,
    encodings,
    weights,
    intercept: fit.intercept,
    means,
    calibration,
    metrics,
    beatsBaseRate: metrics.logLoss < metrics.logLossOfBaseRate,
    importance: importanceOf(encodings, design, weights, means, calibration.applied.slope),
    counts: { rows, churned, stayed: rows - churned },
    baseRate: metrics.baseRate,
  }
}

function importanceOf(
  encodings: readonly InputEncoding[],
  design: Matrix,
  weights: readonly number[],
  means: readonly number[],
  slope: number,
) {
  let first = 0
  const importance = encodings.map(encoding => {
    const end = first + columnsOfInput(encoding).length
    let total = 0
    for (let row = 0; row < design.rows; row++) {
      let sum = 0
      for (let column = first; column < end; column++) {
        sum += at(weights, column) * (at(design.values, row * design.columns + column) - at(means, column))
      }
      total += Math.abs(sum)
    }
    first = end
    return { key: encoding.key, contribution: (slope * total) / design.rows }
  })
  return importance.sort((a, b) => b.contribution - a.contribution || (a.key < b.key ? -1 : 1))
}
