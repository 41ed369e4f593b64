import { readNumber } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import type { Offers } from '../../../web/module.ts'
import { measureUseShape } from '../../segments/index.ts'
import {
  definitionProblems,
  type ModelDefinition,
  modelDefinition,
  mostMeasures,
  type ScoredMeasure,
} from '../scoring/definition.ts'
import type { Draft, DraftRow } from './draft.ts'
import { storedNumber, typedUnit } from './units.ts'

/** What is wrong with a row, and which of its fields is to blame. */
export interface RowProblem {
  readonly field: 'measure' | 'window' | 'of' | 'weight' | 'zero' | 'full'
  readonly key: TextKey
}

/** A draft understood: its definition when nothing is wrong, else what is. */
export interface Filled {
  readonly definition: ModelDefinition | undefined
  readonly rows: ReadonlyMap<string, RowProblem>
  readonly bands: TextKey | undefined
  /** About the model as a whole. */
  readonly whole: TextKey | undefined
}

/** Understands what was typed. `currency` is the company's, in which money is typed. */
export function fill(draft: Draft, offers: Offers, currency: string): Filled {
  const read = draft.rows.map(row => ({ row, ...readRow(row, offers, currency) }))
  const rows = new Map(read.flatMap(({ row, problem }) => (problem ? [[row.id, problem] as const] : [])))
  const measures = read.flatMap(({ measure }) => measure ?? [])
  const bands = readBands(draft)
  const whole = countProblem(draft.rows.length)
  if (rows.size > 0 || typeof bands === 'string' || whole) {
    return { definition: undefined, rows, bands: typeof bands === 'string' ? bands : undefined, whole }
  }
  const definition = modelDefinition.parse({ measures, bands })
  for (const { position, key } of definitionProblems(definition, offers)) {
    const id = draft.rows[position]?.id
    if (id) rows.set(id, { field: blamed(key), key })
  }
  return { definition: rows.size === 0 ? definition : undefined, rows, bands: undefined, whole: undefined }
}

function countProblem(count: number): TextKey | undefined {
  if (count === 0) return 'health:model.noMeasures'
  return count > mostMeasures ? 'health:model.tooMany' : undefined
}

function readRow(
  row: DraftRow,
  offers: Offers,
  currency: string,
): Partial<{ measure: ScoredMeasure; problem: RowProblem }> {
  const offered = offers.measures.get(row.measure)
  if (row.measure === '') return { problem: { field: 'measure', key: 'health:model.measureMissing' } }
  if (!offered) return { problem: { field: 'measure', key: 'health:model.measureUnknown' } }
  const weight = readNumber(row.weight)
  if (weight === undefined || weight < 0.1 || weight > 100)
    return { problem: { field: 'weight', key: 'health:model.weightRange' } }
  const window = offered.on ? readNumber(row.window) : undefined
  if (offered.on && row.window.trim() !== '' && !isWindow(window))
    return { problem: { field: 'window', key: 'health:model.windowRange' } }
  const of = offered.of ? row.of.trim() : ''
  if (offered.ofNeeded && of === '') return { problem: { field: 'of', key: 'health:model.ofMissing' } }
  if (of.length > 500) return { problem: { field: 'of', key: 'web:form.tooLong' } }
  const compare = offered.on && row.compare ? { compare: 'previous' as const } : {}
  const use = { measure: row.measure, ...(window && { window }), ...(of && { of }), ...compare }
  const read = readScale(row, offers, use, currency)
  return 'problem' in read ? read : { measure: { ...use, weight, scale: read.scale } }
}

function isWindow(days: number | undefined): boolean {
  return days !== undefined && measureUseShape.shape.window.safeParse(days).success
}

function readScale(
  row: DraftRow,
  offers: Offers,
  use: Pick<ScoredMeasure, 'measure' | 'compare'>,
  currency: string,
): { scale: ScoredMeasure['scale'] } | { problem: RowProblem } {
  if (row.scale === 'percentile') return { scale: { kind: 'percentile' } }
  const unit = typedUnit(use, offers.measures.get(use.measure), currency)
  const [zero, full] = [readNumber(row.zero), readNumber(row.full)]
  if (!isThreshold(zero)) return { problem: { field: 'zero', key: 'health:model.numberNeeded' } }
  if (!isThreshold(full)) return { problem: { field: 'full', key: 'health:model.numberNeeded' } }
  return { scale: { kind: 'threshold', zero: storedNumber(zero, unit), full: storedNumber(full, unit) } }
}

function isThreshold(value: number | undefined): value is number {
  return value !== undefined && Math.abs(value) <= 1e10
}

function readBands({ good, care }: Draft): ModelDefinition['bands'] | TextKey {
  const bands = { good: readNumber(good), care: readNumber(care) }
  if (bands.good === undefined || bands.care === undefined) return 'health:model.numberNeeded'
  if (bands.good > 100 || bands.care < 0) return 'health:model.bandsRange'
  return bands.good > bands.care ? { good: bands.good, care: bands.care } : 'health:model.bandsOrder'
}

function blamed(key: TextKey): RowProblem['field'] {
  if (key === 'health:model.windowMissing') return 'window'
  return key === 'health:model.thresholdsEqual' ? 'full' : 'measure'
}
