import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { expectSound } from '../../../../test/support/health.ts'
import { seededRandom } from '../../../platform/random.ts'
import { scoreValues } from './compile.ts'
import { definitionProblems, type ModelDefinition, modelDefinition } from './definition.ts'
import { bandOf } from './points.ts'

const { services } = await openStage()
const { db, offers } = services

const random = seededRandom(7)
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
const odd = [0, -0, 1, -1, 0.5, 1e-6, -1e12, 1e12, 1e300, -1e300, 1e308, Number.MIN_VALUE, Number.NaN, null, null]
const infinite = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]

function anyDefinition(): ModelDefinition {
  const count = 1 + Math.floor(random() * 6)
  const number = () => pick([0, 1, -1, 1e-6, 28, -0.6, 1e12, -1e12, random() * 100])
  const measures = Array.from({ length: count }, () => {
    const zero = number()
    const apart = number()
    return {
      measure: pick(['events.count', 'events.silence_days', 'health.sentiment']),
      weight: pick([0.1, 1, 33.3, 100]),
      scale: pick([
        { kind: 'percentile' } as const,
        { kind: 'threshold', zero, full: Math.abs(zero - apart) < 1e-6 ? zero / 2 + 1 : apart } as const,
      ]),
    }
  })
  return modelDefinition.parse({ measures, bands: { good: 70, care: 40 } })
}

describe('whatever the values', () => {
  it('scores lie in 0 to 100, contributions add up to them, and confidence is a share', async () => {
    let scored = 0
    for (let round = 0; round < 60; round++) {
      const definition = anyDefinition()
      const rows = Array.from({ length: 20 }, () =>
        definition.measures.map(() => pick([...odd, ...infinite, random() * 200 - 100])),
      )
      const values = rows.map((row, i) => sql`(${i}::bigint, ${sql.join(row.map(value => sql`${value}::float8`))})`)
      const columns = definition.measures.map((_, i) => sql.ref(`v${i}`))
      const measured = sql`select * from (values ${sql.join(values)}) v (account_id, ${sql.join(columns)})`
      const cuts = new Map([[0, Array.from({ length: 21 }, (_, i) => i - 10)]])
      const found = await sql<
        Parameters<typeof expectSound>[0]
      >`${scoreValues(definition, measured, offers, cuts)}`.execute(db)
      for (const row of found.rows) expectSound(row)
      scored += found.rows.filter(row => row.computed !== null).length
    }
    expect(scored).toBeGreaterThan(500)
  })
})

describe('a definition', () => {
  const measure = { measure: 'events.count', window: 28, weight: 1, scale: { kind: 'threshold', zero: 0, full: 1 } }
  const parse = (more: object, bands: object = { good: 70, care: 40 }) =>
    modelDefinition.safeParse({ measures: [{ ...measure, ...more }], bands })

  it.each([
    ['a weight of nothing', { weight: 0 }],
    ['a weight that is no number', { weight: Number.NaN }],
    ['a threshold beyond all numbers', { scale: { kind: 'threshold', zero: 0, full: Number.POSITIVE_INFINITY } }],
    ['a window of years', { window: 731 }],
    ['a window of half a day', { window: 0.5 }],
    ['a scale that is not known', { scale: { kind: 'magic' } }],
    ['no name at all', { measure: '' }],
  ])('is refused with %s', (_, more) => expect(parse(more).success).toBe(false))

  it('is refused when its bands are in the wrong order', () => {
    expect(parse({}, { good: 40, care: 40 }).success).toBe(false)
    expect(parse({}).success).toBe(true)
  })

  it('names what cannot be computed, by position', () => {
    const definition = modelDefinition.parse({
      measures: [
        measure,
        measure,
        { ...measure, window: undefined },
        { ...measure, of: 'a', scale: { kind: 'threshold', zero: 5, full: 5.0000001 } },
        { ...measure, measure: 'gone.measure' },
        { ...measure, measure: 'events.silence_days' },
        { ...measure, measure: 'health.sentiment', window: undefined, of: 'a' },
      ],
      bands: { good: 70, care: 40 },
    })
    expect(definitionProblems(definition, offers)).toEqual([
      { position: 1, key: 'health:model.measureTwice' },
      { position: 2, key: 'health:model.windowMissing' },
      { position: 3, key: 'health:model.thresholdsEqual' },
      { position: 4, key: 'health:model.measureUnknown' },
      { position: 5, key: 'health:model.windowImpossible' },
      { position: 6, key: 'health:model.ofImpossible' },
    ])
  })
})

it('a band begins at its limit', () => {
  const bands = { good: 70, care: 40 }
  expect([null, 0, 39.9, 40, 69.9, 70, 100].map(score => bandOf(score, bands))).toEqual(
    ['unknown', 'bad', 'bad', 'care', 'care', 'good', 'good'], // biome-ignore format: one row
  )
})
