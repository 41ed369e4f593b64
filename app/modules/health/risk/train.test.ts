import { describe, expect, it } from 'vitest'
import { predictedBy } from '../../../../test/support/risk.ts'
import { seededRandom } from '../../../platform/random.ts'
import type { RiskInput, RiskRow } from './inputs.ts'
import { sigmoid } from './logistic.ts'
import { type RiskModel, type TrainOptions, trainRisk } from './train.ts'

const INPUTS: RiskInput[] = [
  { key: 'tenure', kind: 'number' },
  { key: 'plan', kind: 'category' },
  { key: 'trained', kind: 'boolean' },
]

describe('a model', () => {
  it('finds what was put into the data, and says how well it does on customers it has not seen', async () => {
    const { rows, outcome } = customers(4000)
    const model = await trained(rows, outcome)
    expect(model.counts).toEqual({ rows: 4000, churned: outcome.filter(Boolean).length, stayed: expect.any(Number) })
    expect(model.metrics.auc).toBeGreaterThan(0.75)
    expect(model.beatsBaseRate).toBe(true)
    expect(model.calibration.applied).toEqual({ intercept: 0, slope: 1 })
    expect(model.importance.map(input => input.key)).toEqual(['tenure', 'plan', 'trained'])
    expect(model.aucByFold).toHaveLength(5)
    expect(model.refusedInputs).toEqual([])

    const unseen = customers(4000, 99)
    const [before, after] = [predictedBy(model, rows), predictedBy(model, unseen.rows)]
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(mean(before)).toBeCloseTo(model.baseRate, 6) // the intercept is not penalised
    expect(mean(after)).toBeCloseTo(unseen.outcome.filter(Boolean).length / 4000, 1)
  })

  it('is plain data: it predicts the same after a round trip through JSON', async () => {
    const { rows, outcome } = customers(500)
    const model = await trained(rows, outcome)
    const stored: RiskModel = JSON.parse(JSON.stringify(model))
    expect(stored).toEqual(model)
    expect(predictedBy(stored, rows)).toEqual(predictedBy(model, rows))
  })

  it('is the same each time, and predicts the same for any order of rows', async () => {
    const { rows, outcome } = customers(500)
    const model = await trained(rows, outcome)
    expect(await trained(rows, outcome)).toEqual(model)
    const turned = await trained([...rows].reverse(), [...outcome].reverse())
    expect(largestDifference(predictedBy(turned, rows), predictedBy(model, rows))).toBeLessThan(1e-9)
  })

  it('does not care about the unit of a number', async () => {
    const { rows, outcome } = customers(500)
    const inDays = rows.map(row => ({ ...row, tenure: Number(row.tenure) * 30.4 + 1000 }))
    const [months, days] = [await trained(rows, outcome), await trained(inDays, outcome)]
    expect(largestDifference(predictedBy(days, inDays), predictedBy(months, rows))).toBeLessThan(1e-9)
    expect(days.metrics.logLoss).toBeCloseTo(months.metrics.logLoss, 9)
  })

  it('of noise does not claim to know anything', async () => {
    const { rows } = customers(300)
    const random = seededRandom(5)
    const model = await trained(
      rows,
      rows.map(() => random() < 0.3),
    )
    expect(model.beatsBaseRate).toBe(false)
    expect(model.metrics.auc).toBeLessThan(0.6)
  })

  it('corrects probabilities that are clearly off, as those of a strongly penalised fit are', async () => {
    const { rows, outcome } = customers(4000)
    const model = await trained(rows, outcome, { C: 0.0005 })
    expect(model.calibration.observed.slope).toBeGreaterThan(1.5)
    expect(model.calibration.applied).toEqual(model.calibration.observed)
    const plain = await trained(rows, outcome)
    expect(model.metrics.logLoss).toBeLessThan(plain.metrics.logLoss * 1.05)
  })

  it('is not fooled by several rows of one account, of which it would recognise one by the others', async () => {
    const random = seededRandom(6)
    const inputs = Array.from({ length: 40 }, (_, i): RiskInput => ({ key: `noise ${i}`, kind: 'number' }))
    const accounts = Array.from({ length: 100 }, () => inputs.map(({ key }) => [key, random()]))
    const left = accounts.map(() => random() < 0.4)
    const groups = Array.from({ length: 1000 }, (_, row) => row % 100)
    const rows = groups.map(account => Object.fromEntries(accounts[account] ?? []))
    const outcome = groups.map(account => left[account] === true)
    expect((await trained(rows, outcome, { inputs })).metrics.auc).toBeGreaterThan(0.7)
    expect((await trained(rows, outcome, { inputs, groups })).metrics.auc).toBeLessThan(0.6)
  })

  it('tells its progress, which never falls and ends at 1', async () => {
    const { rows, outcome } = customers(300)
    const shares: number[] = []
    await trained(rows, outcome, { onProgress: ({ share }) => shares.push(share) })
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(shares.at(-1)).toBe(1)
  })

  it('stops when told to', async () => {
    const { rows, outcome } = customers(300)
    const stop = new AbortController()
    const onProgress = ({ stage }: { stage: string }) => stage === 'validating' && stop.abort(new Error('stopping'))
    const training = trainRisk(rows, outcome, { inputs: INPUTS, signal: stop.signal, onProgress })
    await expect(training).rejects.toThrow('stopping')
  })
})

describe('training is refused', () => {
  it('with too few customers who left, or who stayed', async () => {
    const rows = customers(200).rows
    const first = (count: number) => rows.map((_, row) => row < count)
    expect(await refusalOf(rows, first(29))).toEqual({
      reason: 'too_few_outcomes',
      churned: 29,
      stayed: 171,
      needed: 30,
    })
    expect(await refusalOf(rows, first(171))).toMatchObject({ reason: 'too_few_outcomes', stayed: 29 })
    expect((await trainRisk(rows, first(30), { inputs: INPUTS })).trained).toBe(true)
  })

  it('when nobody left, everybody left, or there is nobody', async () => {
    const rows = customers(100).rows
    expect(
      await refusalOf(
        rows,
        rows.map(() => false),
      ),
    ).toEqual({ reason: 'constant_outcome', churned: 0, stayed: 100 })
    expect(
      await refusalOf(
        rows,
        rows.map(() => true),
      ),
    ).toMatchObject({ reason: 'constant_outcome', stayed: 0 })
    expect(await refusalOf([], [])).toEqual({ reason: 'constant_outcome', churned: 0, stayed: 0 })
  })

  it('counting accounts, not their many rows', async () => {
    const { rows, outcome } = customers(1000)
    const groups = rows.map((_, row) => row % 20)
    expect(await refusalOf(rows, outcome, { groups })).toMatchObject({ churned: 20, stayed: 0 })
    const leaving = rows.map((_, row) => row % 20 === 0)
    expect(await refusalOf(rows, leaving, { groups })).toMatchObject({ churned: 1, stayed: 19, needed: 30 })
  })

  it('without usable inputs, saying what is wrong with each', async () => {
    const { rows, outcome } = customers(200)
    const useless = rows.map((_, row) => ({ id: `customer ${row}`, country: 'jp' }))
    const inputs: RiskInput[] = [
      { key: 'id', kind: 'category' },
      { key: 'country', kind: 'category' },
      { key: 'region', kind: 'number' },
    ]
    expect(await refusalOf(useless, outcome, { inputs })).toEqual({
      reason: 'no_usable_inputs',
      refusedInputs: [
        { key: 'id', reason: 'nearly_unique', values: 200 },
        { key: 'country', reason: 'constant' },
        { key: 'region', reason: 'empty' },
      ],
    })
    expect(await refusalOf(rows, outcome, { inputs: [] })).toMatchObject({ reason: 'no_usable_inputs' })
  })

  it('with more columns than memory should hold', async () => {
    const { outcome } = customers(100)
    const inputs = Array.from({ length: 501 }, (_, i): RiskInput => ({ key: `trait ${i}`, kind: 'number' }))
    const random = seededRandom(1)
    const rows = outcome.map(() => Object.fromEntries(inputs.map(({ key }) => [key, random()])))
    const refusal = await refusalOf(rows, outcome, { inputs })
    expect(refusal).toEqual({ reason: 'too_large', rows: 100, columns: 501, mostColumns: 500 })
  })

  it('when the call itself is wrong', async () => {
    const { rows, outcome } = customers(100)
    await expect(trainRisk(rows, [true], { inputs: INPUTS })).rejects.toThrow('100 rows but 1 outcomes')
    await expect(trainRisk(rows, outcome, { inputs: INPUTS, folds: 1 })).rejects.toThrow('folds')
    await expect(trainRisk(rows, outcome, { inputs: INPUTS, groups: [1] })).rejects.toThrow('1 groups')
    const twice: RiskInput[] = [...INPUTS, { key: 'plan', kind: 'number' }]
    await expect(trainRisk(rows, outcome, { inputs: twice })).rejects.toThrow('twice')
  })
})

async function trained(rows: RiskRow[], outcome: boolean[], options: Partial<TrainOptions> = {}): Promise<RiskModel> {
  const result = await trainRisk(rows, outcome, { inputs: INPUTS, ...options })
  if (!result.trained) throw new Error(`refused: ${result.refusal.reason}`)
  return result.model
}

async function refusalOf(rows: RiskRow[], outcome: boolean[], options: Partial<TrainOptions> = {}) {
  const result = await trainRisk(rows, outcome, { inputs: INPUTS, ...options })
  return result.trained ? null : result.refusal
}

/** Customers whose logit of leaving is −1 − 0.08·(tenure − 30) ± 0.7 by plan − 0.3 when trained. */
function customers(count: number, seed = 1): { rows: RiskRow[]; outcome: boolean[] } {
  const random = seededRandom(seed)
  const rows: RiskRow[] = []
  const outcome: boolean[] = []
  for (let i = 0; i < count; i++) {
    const [tenure, monthly, trained] = [Math.floor(60 * random()), random() < 0.5, random() < 0.4]
    rows.push({ tenure, plan: monthly ? 'monthly' : 'yearly', trained })
    outcome.push(random() < sigmoid(-1 - 0.08 * (tenure - 30) + (monthly ? 0.7 : -0.7) - (trained ? 0.3 : 0)))
  }
  return { rows, outcome }
}

function largestDifference(one: Float64Array, other: Float64Array): number {
  return one.reduce((largest, value, row) => Math.max(largest, Math.abs(value - (other[row] ?? 0))), 0)
}
