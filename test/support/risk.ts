import type { RiskRow } from '../../app/modules/health/risk/inputs.ts'
import { riskExplainer } from '../../app/modules/health/risk/predict.ts'
import type { RiskModel } from '../../app/modules/health/risk/train.ts'

/** The probability (0…1) that each customer leaves, as the product tells it, in the order of the rows. */
export function predictedBy(model: RiskModel, rows: readonly RiskRow[]): Float64Array {
  const explain = riskExplainer(model)
  return Float64Array.from(rows, row => explain(row).probability)
}
