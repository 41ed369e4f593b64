import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { scoreValues } from './compile.ts'
import { type ModelDefinition, type ScoredMeasure, scoredMeasure } from './definition.ts'
import { cutsIn } from './percentiles.ts'

const { services } = await openStage()
const { db, offers } = services

/** Points of accounts with these values, ranked among themselves. */
async function pointsAmong(values: readonly number[], use: Partial<ScoredMeasure> = {}): Promise<number[]> {
  const measure = scoredMeasure.parse({
    ...{ measure: 'events.days_active', window: 28, weight: 1, scale: { kind: 'percentile' } },
    ...use,
  })
  const definition: ModelDefinition = { measures: [measure], bands: { good: 70, care: 40 } }
  const rows = sql`select i as account_id, v as v0
    from unnest(${[...values]}::float8[]) with ordinality as given (v, i)`
  const cuts = await cutsIn(db, definition, rows)
  const scored = scoreValues(definition, rows, offers, cuts)
  const found = await sql<{ computed: number }>`select computed from (${scored}) s order by account_id`.execute(db)
  return found.rows.map(row => row.computed)
}

const times = (count: number, value: number) => Array.from({ length: count }, () => value)
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

describe('points by rank', () => {
  it('are in the middle where nobody is better or worse: alone, three alike, a hundred alike', async () => {
    expect(await pointsAmong([12])).toEqual([50])
    expect(await pointsAmong([12, 12, 12])).toEqual([50, 50, 50])
    expect(new Set(await pointsAmong(times(100, 12)))).toEqual(new Set([50]))
  })

  it('are all points for the best value of all, however many share it', async () => {
    for (const many of [60, 85, 99]) {
      const points = await pointsAmong([...times(many, 28), ...upTo(100 - many).map(days => days / 2)])
      expect(new Set(points.slice(0, many))).toEqual(new Set([100]))
      expect(Math.max(...points.slice(many))).toBeLessThanOrEqual(100 - many + 2.5)
      expect(points[many]).toBeLessThan(5)
    }
  })

  it('do not fall to nothing because one other account is better', async () => {
    const points = await pointsAmong([...times(99, 20), 28])
    expect(points[99]).toBe(100)
    expect(points[0]).toBeGreaterThan(45)
  })

  it('are none for no use at all, however many share that', async () => {
    expect(await pointsAmong([...times(4, 0), 5])).toEqual([0, 0, 0, 0, 100])
    expect(await pointsAmong([0, 0, 0])).toEqual([0, 0, 0])
    // A change of 0 is no change, and where less is better 0 is no fault.
    expect(await pointsAmong([0, 0, 0], { compare: 'previous' })).toEqual([50, 50, 50])
    const [most, few] = await pointsAmong([0, 0, 40], { measure: 'events.days_since_active', window: 365 }).then(
      ([a = 0, , b = 0]) => [a, b],
    )
    expect([most, few]).toEqual([100, 0])
  })

  it('are places among many different values, from 0 to 100, and never fall as the value grows', async () => {
    expect(await pointsAmong(upTo(21))).toEqual(upTo(21).map(place => (place - 1) * 5))
    const values = [1, 1, 1, 2, 3, 3, 8, 8, 8, 8, 9, 15, 20, 20, 28, 28]
    const points = await pointsAmong(values)
    expect(points).toEqual(points.toSorted((a, b) => a - b))
    expect(points[0]).toBeLessThan(15)
    expect(points.at(-1)).toBe(100)
    const less = await pointsAmong(values, { measure: 'events.days_since_active', window: 365 })
    expect(less).toEqual(less.toSorted((a, b) => b - a))
    expect(less[0]).toBe(100)
  })
})
