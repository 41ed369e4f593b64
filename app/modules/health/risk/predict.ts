import { columnsOfInput, rowWriter } from './design.ts'
import type { InputEncoding } from './encoding.ts'
import { booleanOf, categoryOf, type InputKind, numberOf, type RiskRow } from './inputs.ts'
import { sigmoid } from './logistic.ts'
import { at } from './matrix.ts'
import type { RiskModel } from './train.ts'

/** One reason: what an input of this customer adds to or takes from the logit of the average customer. */
export type Contribution = {
  readonly key: string
  readonly kind: InputKind
  /** On the calibrated logit scale; positive raises the risk. exp() of it multiplies the odds of leaving. */
  readonly contribution: number
  /** The value read from the row; null when not known. */
  readonly value: number | string | boolean | null
  /** Whether training saw this value: always true of numbers; false of a category never seen. */
  readonly seen: boolean
  /**
   * What is usual, from training: for a known number its mean; for a known boolean the share with true; for a known
   * category the share of customers with the same value (all rare values together); for a value not known the share of
   * customers where it is not known.
   */
  readonly usual: number
}

export type RiskExplanation = {
  /** That this customer leaves, 0…1, calibrated. */
  readonly probability: number
  /** Calibrated logit = averageLogit + sum of all contributions. */
  readonly logit: number
  readonly averageLogit: number
  /** Largest absolute contribution first. One for every input of the model. */
  readonly contributions: readonly Contribution[]
}

/**
 * A function that explains one customer's risk by input, relative to the average customer: weight × (value − mean),
 * summed over the columns of the input. For a linear model these are its Shapley values under independent inputs
 * (Štrumbelj & Kononenko, Knowledge and Information Systems 41 (2014) 647–665). Make it once and use it for many rows.
 */
export function riskExplainer(model: RiskModel): (row: RiskRow) => RiskExplanation {
  const { intercept, slope } = model.calibration.applied
  const write = rowWriter(model.encodings)
  const averageLogit =
    intercept + slope * (model.intercept + sumOver(model.means, (mean, i) => mean * at(model.weights, i)))
  const inputs = placedInputs(model.encodings)
  return row => {
    const values = new Float64Array(model.weights.length)
    write(row, values, 0)
    const contributions = inputs.map(({ encoding, first, end }) => {
      let sum = 0
      for (let i = first; i < end; i++) sum += at(model.weights, i) * (at(values, i) - at(model.means, i))
      return { key: encoding.key, kind: encoding.kind, contribution: slope * sum, ...read(encoding, model, first, row) }
    })
    const logit = averageLogit + sumOver(contributions, item => item.contribution)
    contributions.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || (a.key < b.key ? -1 : 1))
    return { probability: sigmoid(logit), logit, averageLogit, contributions }
  }
}

type Reading = Pick<Contribution, 'value' | 'seen' | 'usual'>

function read(encoding: InputEncoding, model: RiskModel, first: number, row: RiskRow): Reading {
  const columns = columnsOfInput(encoding)
  const share = (place: number) => (place < 0 ? 0 : at(model.means, first + place))
  const unknown = share(columns.findIndex(column => column.part === 'missing'))
  if (encoding.kind === 'category') {
    const value = categoryOf(row, encoding.key)
    if (value === null) return { value, seen: encoding.missing, usual: unknown }
    const level = columns.findIndex(column => column.part === 'level' && column.level === value)
    if (level >= 0) return { value, seen: true, usual: share(level) }
    const rare = encoding.rare.includes(value)
    return { value, seen: rare, usual: rare ? share(columns.findIndex(column => column.part === 'rare')) : 0 }
  }
  const value = encoding.kind === 'boolean' ? booleanOf(row, encoding.key) : numberOf(row, encoding.key)
  if (Number.isNaN(value)) return { value: null, seen: encoding.missing, usual: unknown }
  return { value: encoding.kind === 'boolean' ? value === 1 : value, seen: true, usual: encoding.mean }
}

function placedInputs(encodings: readonly InputEncoding[]) {
  let end = 0
  return encodings.map(encoding => {
    const first = end
    end += columnsOfInput(encoding).length
    return { encoding, first, end }
  })
}

function sumOver<Item>(items: readonly Item[], amount: (item: Item, place: number) => number): number {
  return items.reduce((sum, item, place) => sum + amount(item, place), 0)
}
