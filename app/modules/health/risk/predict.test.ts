import { beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../../platform/random.ts'
import type { RiskInput, RiskRow } from './inputs.ts'
import { sigmoid } from './logistic.ts'
import { riskExplainer } from './predict.ts'
import { type RiskModel, trainRisk } from './train.ts'

const INPUTS: RiskInput[] = [
  { key: 'tenure', kind: 'number' },
  { key: 'contract', kind: 'category' },
  { key: 'paperless', kind: 'boolean' },
  { key: 'score', kind: 'number' },
]
const { rows, outcome } = customers(2000)
let model: RiskModel

beforeAll(async () => {
  const result = await trainRisk(rows, outcome, { inputs: INPUTS })
  if (!result.trained) throw new Error(result.refusal.reason)
  model = result.model
})

describe('an explanation', () => {
  it('adds up: the average customer plus all contributions is the prediction', () => {
    const explain = riskExplainer(model)
    for (const row of rows.slice(0, 200)) {
      const { probability, logit, averageLogit, contributions } = explain(row)
      const sum = contributions.reduce((total, { contribution }) => total + contribution, averageLogit)
      expect(sum).toBeCloseTo(logit, 12)
      expect(probability).toBe(sigmoid(logit))
    }
  })

  it('is relative to the average customer: contributions are zero on average', () => {
    const explain = riskExplainer(model)
    const totals = new Map<string, number>()
    for (const row of rows) {
      for (const { key, contribution } of explain(row).contributions) {
        totals.set(key, (totals.get(key) ?? 0) + contribution / rows.length)
      }
    }
    expect([...totals.keys()].sort()).toEqual(['contract', 'paperless', 'score', 'tenure'])
    for (const total of totals.values()) expect(total).toBeCloseTo(0, 9)
  })

  it('says what is unusual, in what is needed to say it in words, strongest first', () => {
    const { contributions } = riskExplainer(model)({ tenure: 2, contract: 'monthly', paperless: true, score: null })
    const [first, second] = contributions
    expect(first).toMatchObject({ key: 'tenure', kind: 'number', value: 2, seen: true })
    expect(first?.usual).toBeCloseTo(mean(rows.map(row => Number(row.tenure))), 9)
    expect(second).toMatchObject({ key: 'contract', kind: 'category', value: 'monthly', seen: true })
    expect(second?.usual).toBeCloseTo(mean(rows.map(row => (row.contract === 'monthly' ? 1 : 0))), 9)
    expect(first?.contribution).toBeGreaterThan(0)
    expect(second?.contribution).toBeGreaterThan(0)
    const strengths = contributions.map(({ contribution }) => Math.abs(contribution))
    expect(strengths).toEqual(strengths.toSorted((a, b) => b - a))
  })

  it('tells unknown, rare and never seen apart', () => {
    const explain = riskExplainer(model)
    const about = (row: RiskRow, key: string) => explain(row).contributions.find(item => item.key === key)
    expect(about({ contract: 'lifetime' }, 'contract')).toMatchObject({
      value: 'lifetime',
      seen: true,
      usual: 5 / 2000,
    })
    expect(about({ contract: 'hourly' }, 'contract')).toMatchObject({ value: 'hourly', seen: false, usual: 0 })
    expect(about({}, 'contract')).toMatchObject({ value: null, seen: false, usual: 0 })
    expect(about({}, 'score')).toMatchObject({
      value: null,
      seen: true,
      usual: mean(rows.map(row => (row.score === null ? 1 : 0))),
    })
    expect(about({ paperless: false }, 'paperless')).toMatchObject({ value: false, seen: true })
    expect(about({}, 'tenure')?.contribution).toBeCloseTo(0, 12)
  })

  it('goes through the calibration of the model', () => {
    const halved = { ...model, calibration: { ...model.calibration, applied: { intercept: 0.3, slope: 0.5 } } }
    const row = rows[0] as RiskRow
    const [plain, changed] = [riskExplainer(model)(row), riskExplainer(halved)(row)]
    expect(changed.logit).toBeCloseTo(0.3 + 0.5 * plain.logit, 12)
    expect(changed.contributions[0]?.contribution).toBeCloseTo(0.5 * (plain.contributions[0]?.contribution ?? 0), 12)
    expect(changed.probability).toBe(sigmoid(changed.logit))
  })
})

it('every probability is between 0 and 1, whatever is in the row', () => {
  const odd: RiskRow[] = [
    {},
    { tenure: 1e308 },
    { tenure: -1e308 },
    { tenure: Number.NaN, score: Number.POSITIVE_INFINITY },
    { tenure: 'many', contract: '\u0000\ud800', paperless: 'yes' },
    { contract: true, paperless: 2, score: false },
  ]
  for (const { probability } of odd.map(riskExplainer(model))) {
    expect(probability).toBeGreaterThanOrEqual(0)
    expect(probability).toBeLessThanOrEqual(1)
  }
})

function customers(count: number): { rows: RiskRow[]; outcome: boolean[] } {
  const random = seededRandom(8)
  const outcome: boolean[] = []
  const rows = Array.from({ length: count }, (_, i): RiskRow => {
    const [tenure, monthly, score] = [60 * random(), random() < 0.5, random() < 0.2 ? null : 10 * random()]
    outcome.push(random() < sigmoid(-1 - 0.08 * (tenure - 30) + (monthly ? 0.6 : -0.6) - 0.05 * (score ?? 8)))
    return { tenure, contract: i < 5 ? 'lifetime' : monthly ? 'monthly' : 'yearly', paperless: random() < 0.5, score }
  })
  return { rows, outcome }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
