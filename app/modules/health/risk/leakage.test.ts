import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../platform/random.ts'
import { changedLater, type InputKind, type RiskRow, type RiskValue } from './inputs.ts'
import { findLeak, findLost } from './leakage.ts'
import { trainRisk } from './train.ts'

const random = seededRandom(4)
const outcome = Array.from({ length: 1000 }, () => random() < 0.25)

describe('what was only known afterwards', () => {
  it('a number that orders customers almost perfectly, in either direction', () => {
    expect(leak('number', left => (left ? random() : 0.97 + random()))).toMatchObject({ reason: 'separates' })
    expect(leak('number', left => (left ? 0.97 + random() : random()))).toMatchObject({ reason: 'separates' })
    expect(leak('number', left => (left ? 0.5 + random() : random()))).toBeNull()
  })

  it('a number that only leavers have, or only stayers', () => {
    expect(leak('number', left => (left && random() < 0.5 ? random() : null))).toMatchObject({
      reason: 'gives_away',
      value: { part: 'known' },
    })
    expect(leak('number', left => (left && random() < 0.5 ? null : random()))).toMatchObject({
      reason: 'gives_away',
      value: { part: 'missing' },
    })
  })

  it('a category or boolean that says the outcome, also if it says so of some only', () => {
    expect(leak('category', left => (left ? 'former' : 'active'))).toMatchObject({ value: { level: 'former' } })
    expect(leak('category', left => (left && random() < 0.3 ? 'cancelling' : 'active'))).toMatchObject({
      reason: 'gives_away',
      value: { part: 'level', level: 'cancelling' },
    })
    expect(leak('boolean', left => left && random() < 0.3)).toMatchObject({ value: { part: 'level', level: 'true' } })
  })

  it('a category whose many reasons are each rare', () => {
    const reason = (left: boolean) => (left ? `reason ${Math.floor(random() * 40)}` : null)
    expect(leak('category', reason)).toMatchObject({ reason: 'gives_away', value: { part: 'known' } })
  })

  it('a category that separates without any level being pure', () => {
    expect(leak('category', left => (random() < 0.003 ? 'a' : left ? 'a' : 'b'))).toMatchObject({ reason: 'separates' })
  })

  it('is not suspected where values are too few or too rare to tell', () => {
    let number = 0
    expect(leak('category', () => `id ${number++}`)).toBeNull()
    let known = 0
    expect(leak('number', left => (left ? (known++ < 29 ? 1 : null) : random() < 0.5 ? 0 : null))).toBeNull()
  })

  it('is not suspected of few rows, of chance, or of a plan that everybody keeps', () => {
    let given = 0
    expect(leak('category', left => (left && given++ < 29 ? 'rare' : 'active'))).toBeNull()
    expect(leak('category', left => (!left && random() < 0.4 ? 'enterprise' : 'standard'))).toBeNull()
    expect(leak('category', () => (random() < 0.5 ? 'a' : 'b'))).toBeNull()
    const nearlyAll = outcome.map((_, row) => row >= 20)
    const rows = outcome.map((_, row) => ({ x: row % 25 === 24 ? 'small' : 'big' }))
    expect(findLeak({ key: 'x', kind: 'category' }, rows, nearlyAll)).toBeNull()
  })
})

it('a leaking input is left out of the model and named, the others stay', async () => {
  const rows = outcome.map(left => ({
    cancelledBecause: left ? 'price' : null,
    tenure: (left ? 20 : 30) + 30 * random(),
  }))
  const result = await trainRisk(rows, outcome, {
    inputs: [
      { key: 'cancelledBecause', kind: 'category' },
      { key: 'tenure', kind: 'number' },
    ],
  })
  if (!result.trained) throw new Error(result.refusal.reason)
  expect(result.model.encodings.map(encoding => encoding.key)).toEqual(['tenure'])
  expect(result.model.refusedInputs).toMatchObject([{ key: 'cancelledBecause', reason: 'gives_away' }])
  expect(result.model.metrics.auc).toBeLessThan(0.8)
})

describe('what was changed later', () => {
  const rowsOf = (lost: number, known: number): RiskRow[] => [
    ...Array.from({ length: lost }, (): RiskRow => ({ x: changedLater })),
    ...Array.from({ length: known }, () => ({ x: 'east' })),
    ...Array.from({ length: 50 }, () => ({ x: null })),
  ]

  it('is refused when more than a fifth of what was known is lost, also when nothing else is known', () => {
    const input = { key: 'x', kind: 'category' } as const
    expect(findLost(input, rowsOf(21, 79))).toEqual({ key: 'x', reason: 'changed_later', share: 0.21 })
    expect(findLost(input, rowsOf(20, 80))).toBeNull()
    expect(findLost(input, rowsOf(3, 0))).toMatchObject({ share: 1 })
    expect(findLost(input, rowsOf(0, 0))).toBeNull()
  })

  it('does not count as not being there', () => {
    // Everybody who left never had it; of those who stayed, some changed it. Only the former is a sign.
    expect(leak('number', left => (left ? changedLater : random()))).toBeNull()
    expect(leak('number', left => (left ? null : random()))).toMatchObject({ reason: 'gives_away' })
  })
})

function leak(kind: InputKind, valueFor: (left: boolean) => RiskValue) {
  const rows = outcome.map((left): RiskRow => ({ x: valueFor(left) }))
  return findLeak({ key: 'x', kind }, rows, outcome)
}
