import { designInPieces } from './design.ts'
import { type InputEncoding, isRefusal, learnEncoding } from './encoding.ts'
import type { RiskInput, RiskRow } from './inputs.ts'
import { fitLogistic, type LogisticFit, type Outcomes } from './logistic.ts'
import { at, linearPredictor, type Matrix } from './matrix.ts'
import { auc } from './metrics.ts'
import { giveWay, inTurns } from './pieces.ts'

export type Fitting = {
  readonly C: number
  readonly signal?: AbortSignal | undefined
  /** Told the finished share (0…1) of this one fit. */
  readonly onShare?: (share: number) => void
}

export type FittedRisk = { readonly encodings: InputEncoding[]; readonly design: Matrix; readonly fit: LogisticFit }

/** Learns encodings and weights from the picked rows alone. Inputs with nothing to tell in these rows are left out. */
export async function fitRisk(
  inputs: readonly RiskInput[],
  rows: readonly RiskRow[],
  outcome: Outcomes,
  picked: Uint32Array,
  { C, signal, onShare }: Fitting,
): Promise<FittedRisk> {
  const encodings: InputEncoding[] = []
  for (const input of inputs) {
    const learned = learnEncoding(input, rows, picked)
    if (!isRefusal(learned)) encodings.push(learned)
    await giveWay(signal)
  }
  const design = await inTurns(designInPieces(encodings, rows, picked), signal)
  const churned = Uint8Array.from(picked, row => (outcome[row] ? 1 : 0))
  const onProgress = ({ iteration }: { iteration: number }) => onShare?.(Math.min(0.95, iteration / 8))
  return { encodings, design, fit: await fitLogistic(design, churned, { C, signal, onProgress }) }
}

/**
 * Out-of-fold logits: every row is predicted by a model that has not seen its fold, with the encoding (means, levels)
 * learned without it too. Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, 2nd ed., §7.10.2, on
 * why every learned step belongs inside. Also gives each fold's own AUC, to show how steady the figure is.
 */
export async function crossValidate(
  inputs: readonly RiskInput[],
  rows: readonly RiskRow[],
  outcome: Outcomes,
  folds: Uint8Array,
  { C, signal, onShare }: Fitting,
): Promise<{ logits: Float64Array; aucByFold: (number | null)[] }> {
  const logits = new Float64Array(rows.length)
  const count = Math.max(...new Set(folds)) + 1
  const aucByFold: (number | null)[] = []
  for (let fold = 0; fold < count; fold++) {
    const inside = rowsWhere(folds, own => own === fold)
    const outside = rowsWhere(folds, own => own !== fold)
    const foldShare = (share: number) => onShare?.((fold + share) / count)
    const { encodings, fit } = await fitRisk(inputs, rows, outcome, outside, { C, signal, onShare: foldShare })
    const design = await inTurns(designInPieces(encodings, rows, inside), signal)
    const predicted = new Float64Array(inside.length)
    await giveWay(signal)
    linearPredictor(design, fit.weights, fit.intercept, predicted)
    inside.forEach((row, place) => {
      logits[row] = at(predicted, place)
    })
    const churned = Uint8Array.from(inside, row => (outcome[row] ? 1 : 0))
    aucByFold.push(auc(predicted, churned))
    foldShare(1)
  }
  return { logits, aucByFold }
}

function rowsWhere(folds: Uint8Array, belongs: (fold: number) => boolean): Uint32Array {
  return Uint32Array.from(folds.keys()).filter(row => belongs(at(folds, row)))
}
