import { describe, expect, it } from 'vitest'
import type { ModelDefinition } from './definition.ts'
import { type Composition, explainMove, explainScore, leadingMoves } from './explain.ts'

const definition: ModelDefinition = {
  measures: [
    { measure: 'events.silence_days', weight: 2, scale: { kind: 'threshold', zero: 28, full: 3 } },
    { measure: 'events.days_active', window: 28, weight: 1, scale: { kind: 'percentile' } },
    { measure: 'health.sentiment', weight: 1, scale: { kind: 'threshold', zero: 0, full: 100 } },
  ],
  bands: { good: 70, care: 40 },
}

function composition(points: (number | null)[], values: (number | null)[] = points): Composition {
  const present = definition.measures.reduce((sum, measure, i) => sum + (points[i] == null ? 0 : measure.weight), 0)
  const contributions = definition.measures.map((measure, i) => {
    const earned = points[i]
    return earned == null ? null : (earned * measure.weight) / present
  })
  return {
    definition,
    values,
    points,
    contributions,
    score: contributions.reduce<number>((sum, part) => sum + (part ?? 0), 0),
  }
}

describe('explainScore', () => {
  it('adds up to the score and names the costliest measure first', () => {
    const parts = explainScore(composition([20, 90, 100]))
    expect(parts.reduce((sum, part) => sum + part.contribution, 0)).toBeCloseTo(57.5)
    expect(parts.map(part => part.measure.measure)).toEqual([
      'events.silence_days',
      'events.days_active',
      'health.sentiment',
    ])
  })

  it('hands the weight of a missing measure to the others', () => {
    const parts = explainScore(composition([50, 50, null]))
    const silence = parts.find(part => part.measure.measure === 'events.silence_days')
    const sentiment = parts.find(part => part.measure.measure === 'health.sentiment')
    expect(silence?.possible).toBeCloseTo(66.667, 2)
    expect(sentiment).toMatchObject({ possible: 0, contribution: 0, points: null })
  })
})

describe('explainMove', () => {
  it('splits the change of the score into changes of its measures', () => {
    const before = composition([100, 80, null])
    const after = composition([20, 80, 100])
    const moves = explainMove(before, after)
    const sum = moves.reduce((total, move) => total + move.change, 0)
    expect(sum).toBeCloseTo((after.score ?? 0) - (before.score ?? 0))
    expect(moves[0]?.measure.measure).toBe('events.silence_days')
    expect(moves.find(move => move.measure.measure === 'events.days_active')?.reweighted).toBe(true)
  })

  it('counts a measure that a new version dropped', () => {
    const before = composition([100, 80, 100])
    const narrower = { ...definition, measures: definition.measures.slice(0, 1) }
    const after: Composition = { definition: narrower, score: 100, values: [1], points: [100], contributions: [100] }
    const moves = explainMove(before, after)
    expect(moves.reduce((total, move) => total + move.change, 0)).toBeCloseTo(100 - (before.score ?? 0))
    expect(moves).toHaveLength(3)
  })
})

describe('what is told of why a score moved', () => {
  it.each([
    [[-14, -7, -3], -24, [-14, -7]],
    [[-0.8, -0.4, 0.2], -1, [-0.8]],
    [[-0.4, -0.4, -0.4], -1.2, []],
    [[-9, 12, 5], 8, [12, 5]],
    [[], 0, []],
  ])('of moves by %j for a change of %j are those by %j', (changes, change, told) => {
    const [measure] = definition.measures
    if (!measure) throw new Error('no measure')
    const moves = changes.map(one => ({ measure, change: one, before: null, after: null, reweighted: false }))
    expect(leadingMoves(moves, change).map(move => move.change)).toEqual(told)
  })
})
