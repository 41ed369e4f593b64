import { describe, expect, it } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { defaultDefinition, type ModelDefinition } from '../scoring/definition.ts'
import { measuresByModule } from './choices.ts'
import { differences } from './difference.ts'
import { applyStep, type Draft, readDraft } from './draft.ts'
import { fill } from './fill.ts'
import { draftOf } from './from-definition.ts'
import { storedNumber, typedNumber, typedUnit } from './units.ts'

const { services } = await openStage({ empty: true })
const { offers } = services
const begun = draftOf(defaultDefinition, { name: 'すべて' }, offers, 'JPY')

/** The draft as a browser sends it. */
function sent(draft: Draft): Record<string, string | string[]> {
  const { name, segment, good, care, note, rows } = draft
  const fields = rows.flatMap(row =>
    Object.entries(row)
      .filter(([key]) => key !== 'id' && key !== 'compare')
      .map(([key, value]) => [`${key}.${row.id}`, String(value)] as const)
      .concat(row.compare ? [[`compare.${row.id}`, 'previous'] as const] : []),
  )
  return { name, segment, good, care, note, 'row[]': rows.map(row => row.id), ...Object.fromEntries(fields) }
}

const changed = (row: Partial<Draft['rows'][number]>, place = 1): Draft => ({
  ...begun,
  rows: begun.rows.map((one, i) => (i === place ? { ...one, ...row } : one)),
})

describe('a draft', () => {
  it('goes through the form and back without a change', () => {
    expect(readDraft(sent(begun))).toEqual(begun)
    expect(fill(readDraft(sent(begun)), offers, 'JPY').definition).toEqual(defaultDefinition)
  })

  it('gets a row and loses one by the buttons of the form', () => {
    const added = applyStep(begun, 'add')
    expect(added.rows.map(row => row.id)).toEqual(['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7'])
    expect(applyStep(added, 'remove:r3').rows.map(row => row.id)).toEqual(['r1', 'r2', 'r4', 'r5', 'r6', 'r7'])
    expect(applyStep(begun, 'remove:r99')).toEqual(begun)
    expect(applyStep(begun, 'drop table')).toBe(begun)
  })

  it('keeps rows apart and leaves out what is none', () => {
    const read = readDraft({ 'row[]': ['r1', 'r1', '__proto__', 'r2; --', 'r2'], 'measure.r2': 'events.count' })
    expect(read.rows.map(row => [row.id, row.measure])).toEqual([['r1', ''], ['r2', 'events.count']]) // biome-ignore format: two rows
  })
})

describe('what was typed', () => {
  it('are changes in percent, and amounts in whole units', () => {
    const change = typedUnit({ compare: 'previous' }, offers.measures.get('events.count'), 'JPY')
    expect(change).toEqual({ unit: 'change', factor: 100 })
    expect(typedNumber(-0.6, change)).toBe('-60')
    expect(storedNumber(7, change)).toBe(0.07)
    const money = (currency: string) =>
      typedUnit({}, { ...offers.measures.get('events.count'), unit: 'money' } as never, currency)
    expect(storedNumber(12.5, money('USD'))).toBe(1250)
    expect(typedNumber(1250, money('USD'))).toBe('12.5')
    expect(storedNumber(300, money('JPY'))).toBe(300)
  })

  it.each([
    ['no measure', { measure: '' }, 'measure', 'health:model.measureMissing'],
    ['a measure that nobody offers', { measure: 'x.y' }, 'measure', 'health:model.measureUnknown'],
    ['no window', { window: '' }, 'window', 'health:model.windowMissing'],
    ['a window of no days', { window: '0' }, 'window', 'health:model.windowRange'],
    ['a window of years', { window: '9999' }, 'window', 'health:model.windowRange'],
    ['a window in words', { window: '先月' }, 'window', 'health:model.windowRange'],
    ['no weight', { weight: '' }, 'weight', 'health:model.weightRange'],
    ['a weight below nothing', { weight: '-1' }, 'weight', 'health:model.weightRange'],
    ['an endless event name', { of: 'あ'.repeat(501) }, 'of', 'web:form.tooLong'],
    [
      'no value for 0 points',
      { scale: 'threshold' as const, zero: '', full: '3' },
      'zero',
      'health:model.numberNeeded',
    ],
    [
      'an enormous value',
      { scale: 'threshold' as const, zero: '0', full: '9'.repeat(40) },
      'full',
      'health:model.numberNeeded',
    ],
    ['equal values', { scale: 'threshold' as const, zero: '3', full: '3' }, 'full', 'health:model.thresholdsEqual'],
    ['a measure twice', { measure: 'events.breadth' }, undefined, undefined],
  ])('with %s is told to the field', (_, row, field, key) => {
    const { definition, rows } = fill(changed(row), offers, 'JPY')
    expect(definition).toBeUndefined()
    if (key) expect(rows.get('r2')).toEqual({ field, key })
    else expect(rows.get('r5')).toEqual({ field: 'measure', key: 'health:model.measureTwice' })
  })

  it.each([
    ['70', '', 'health:model.numberNeeded'],
    ['101', '40', 'health:model.bandsRange'],
    ['70', '-1', 'health:model.bandsRange'],
    ['40', '40', 'health:model.bandsOrder'],
  ])('bands from %s and %s are refused', (good, care, key) => {
    expect(fill({ ...begun, good, care }, offers, 'JPY')).toMatchObject({ definition: undefined, bands: key })
  })

  it('is no model without measures or with too many', () => {
    expect(fill({ ...begun, rows: [] }, offers, 'JPY').whole).toBe('health:model.noMeasures')
    const rows = Array.from({ length: 21 }, (_, i) => ({ ...changed({}).rows[0], id: `r${i}` })) as Draft['rows']
    expect(fill({ ...begun, rows }, offers, 'JPY').whole).toBe('health:model.tooMany')
  })
})

describe('two definitions', () => {
  const of = (...measures: ModelDefinition['measures']): ModelDefinition => ({
    measures,
    bands: { good: 70, care: 40 },
  })
  const [silence, days] = defaultDefinition.measures
  if (!silence || !days) throw new Error('the default model has measures')

  it('differ by measures that came, went, weigh or score otherwise, and by bands', () => {
    const before = of(silence, { ...days, weight: 20 })
    const after = {
      measures: [
        { ...silence, weight: 30, scale: { kind: 'threshold', zero: 40, full: 3 } as const },
        { ...days, window: 7 },
      ],
      bands: { good: 80, care: 40 },
    }
    expect(differences(before, after).map(one => one.kind)).toEqual(['weight', 'scale', 'added', 'removed', 'band'])
    expect(differences(before, before)).toEqual([])
  })

  it('are the same in another order', () => {
    expect(differences(of(silence, days), of(days, silence))).toEqual([])
  })
})

it('offers no measure that only stands in for another one in the past', () => {
  const keys = [...measuresByModule(offers).values()].flat().map(measure => measure.key)
  expect(keys).toContain('events.silence_days')
  expect(keys).toContain('health.sentiment')
  expect(keys).not.toContain('events.days_since_active')
  expect(keys).not.toContain('health.sentiment_noted')
})
