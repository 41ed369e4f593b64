import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { predictedBy } from '../../../../test/support/risk.ts'
import { telco } from '../../../../test/support/telco.ts'
import type { RiskInput, RiskRow } from './inputs.ts'
import { measureRisk } from './metrics.ts'
import { riskExplainer } from './predict.ts'
import { type RiskModel, trainRisk } from './train.ts'

// The expected figures are those of a reference fit on this split, with this coding and C = 1; a clearly higher AUC would
// mean that the model is leaking.
const NUMBERS = ['tenure', 'MonthlyCharges', 'TotalCharges']

describe.skipIf(telco.absent)(`churn of telco.csv${telco.skipped}`, () => {
  const records: Record<string, string>[] = parse(telco.read(), { columns: true })
  const rows = records.map((record): RiskRow => {
    const numbers = NUMBERS.map(key => [key, Number(record[key]?.trim() || 0)])
    return { ...record, ...Object.fromEntries(numbers) }
  })
  const outcome = records.map(record => record.Churn === 'Yes')
  const inputs = Object.keys(records[0] ?? {})
    .filter(key => key !== 'customerID' && key !== 'Churn')
    .map((key): RiskInput => ({ key, kind: NUMBERS.includes(key) ? 'number' : 'category' }))
  const inTest = (row: number) => row % 5 === 0
  const training = rows.filter((_, row) => !inTest(row))
  const trainingOutcome = outcome.filter((_, row) => !inTest(row))

  it('is predicted as well as by the reference, and not better', async () => {
    const model = await trained(training, trainingOutcome, inputs)
    const test = rows.filter((_, row) => inTest(row))
    const figures = measureRisk(
      predictedBy(model, test),
      outcome.filter((_, row) => inTest(row)),
    )
    expect(figures).toMatchObject({ rows: 1409, churned: 372 })
    expect(Math.abs((figures.auc ?? 0) - 0.8356)).toBeLessThan(0.002)
    expect(Math.abs(figures.brier - 0.14)).toBeLessThan(0.002)
    expect(Math.abs(figures.logLoss - 0.4258)).toBeLessThan(0.002)
  })

  it('is judged by cross-validation about as on the test rows, and needs no recalibration', async () => {
    const model = await trained(training, trainingOutcome, inputs)
    expect(Math.abs((model.metrics.auc ?? 0) - 0.8356)).toBeLessThan(0.02)
    expect(Math.abs(model.metrics.brier - 0.14)).toBeLessThan(0.01)
    expect(model.calibration.applied).toEqual({ intercept: 0, slope: 1 })
    expect(model.metrics.lift?.lift).toBeGreaterThan(2.5)
  })

  it('gives the reasons one would give: short tenure, month to month', async () => {
    const model = await trained(training, trainingOutcome, inputs)
    const newcomer = rows.find(row => row.tenure === 2 && row.Contract === 'Month-to-month') ?? {}
    const raising = riskExplainer(model)(newcomer).contributions.filter(({ contribution }) => contribution > 0)
    expect(raising[0]).toMatchObject({ key: 'tenure', value: 2 })
    expect(raising[0]?.usual).toBeCloseTo(32, 0)
    expect(raising.map(({ key }) => key)).toContain('Contract')
  })

  it('is not learned from the customer number or from the outcome itself', async () => {
    const all = [...inputs, { key: 'customerID', kind: 'category' }, { key: 'Churn', kind: 'category' }] as RiskInput[]
    const model = await trained(training, trainingOutcome, all)
    expect(model.refusedInputs).toMatchObject([
      { key: 'customerID', reason: 'nearly_unique' },
      { key: 'Churn', reason: 'gives_away' },
    ])
    expect(model.metrics.auc).toBeLessThan(0.86)
  })
})

async function trained(rows: RiskRow[], outcome: boolean[], inputs: RiskInput[]): Promise<RiskModel> {
  const result = await trainRisk(rows, outcome, { inputs, C: 1 })
  if (!result.trained) throw new Error(`refused: ${result.refusal.reason}`)
  return result.model
}
