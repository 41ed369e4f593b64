import { type FormValues, readNumber } from '../../../web/forms.ts'
import {
  type PropertyAsked,
  type PropertyCondition,
  propertyAsks,
  propertyInputOf,
  propertyLimits,
} from './condition.ts'

/** Conditions on properties as they stand in the form, finished or not. */
export type PropertyDraft = readonly PropertyRow[]

export interface PropertyRow {
  readonly id: string
  readonly property: string
  readonly asks: PropertyAsked
  readonly value: string
  /** The input the person saw when they typed this. */
  readonly shown: string
}

/** What is missing or wrong in a row, as the last part of a text key under `events:property.error`. */
export type PropertyProblem = 'propertyMissing' | 'valueMissing' | 'numberInvalid' | 'tooLong'

/** Which input a row has; when it is another than was shown, the row is to be shown anew. */
export function shownOf({ asks }: Pick<PropertyRow, 'asks'>): string {
  return propertyInputOf(asks) ?? 'none'
}

/** Reads the conditions whose fields begin with `prefix` from a form, in which others may stand beside them. */
export function propertyDraft(values: FormValues, prefix: string): PropertyDraft {
  const all = (name: string) => [values[`${prefix}${name}`] ?? []].flat()
  const one = (name: string) => all(name)[0] ?? ''
  return [...new Set(all('row[]'))]
    .filter(id => /^p\d{1,4}$/.test(id))
    .slice(0, propertyLimits.conditions)
    .map(id => ({
      id,
      property: one(`property.${id}`),
      asks: propertyAsks.find(is => is === one(`asks.${id}`)) ?? 'same',
      value: one(`value.${id}`),
      shown: one(`shown.${id}`),
    }))
}

/** Conditions as a draft to edit. */
export function propertyDraftOf(conditions: readonly PropertyCondition[]): PropertyDraft {
  return conditions.map(({ property, asks }, place) => {
    const row = { id: `p${place + 1}`, property, asks: asks.is, value: typedOf(asks) }
    return { ...row, shown: shownOf(row) }
  })
}

function typedOf(asks: PropertyCondition['asks']): string {
  if ('text' in asks) return asks.text
  if ('number' in asks) return String(asks.number)
  return 'texts' in asks ? asks.texts.join(', ') : ''
}

/**
 * What the button of the form does that said `step`: nothing, unless it begins with the prefix. After it, `add` adds a row,
 * `remove:p3` takes one away. `added` is the id of a new row.
 */
export function applyPropertyStep(
  before: PropertyDraft,
  step: string,
  prefix: string,
): { readonly draft: PropertyDraft; readonly stepped: boolean; readonly added: string | undefined } {
  const own = step.startsWith(prefix) ? step.slice(prefix.length) : ''
  if (own.startsWith('remove:')) {
    return { draft: before.filter(({ id }) => own !== `remove:${id}`), stepped: true, added: undefined }
  }
  if (own !== 'add' || before.length >= propertyLimits.conditions) {
    return { draft: before, stepped: false, added: undefined }
  }
  const added = `p${Math.max(0, ...before.map(({ id }) => Number(id.slice(1)))) + 1}`
  const row = { id: added, property: '', asks: 'same', value: '' } as const
  return { draft: [...before, { ...row, shown: shownOf(row) }], stepped: true, added }
}

/** The conditions of the rows that are finished, and what is wrong with the others by id. Empty rows count as not there. */
export function settleProperties(draft: PropertyDraft): {
  readonly conditions: readonly PropertyCondition[]
  readonly problems: ReadonlyMap<string, PropertyProblem>
} {
  const problems = new Map<string, PropertyProblem>()
  const conditions = draft.flatMap(row => {
    if (row.property.trim() === '' && row.value.trim() === '') return []
    const found = conditionOf(row)
    if (typeof found !== 'string') return [found]
    problems.set(row.id, found)
    return []
  })
  return { conditions, problems }
}

function conditionOf(row: PropertyRow): PropertyCondition | PropertyProblem {
  const property = row.property.trim()
  if (property === '') return 'propertyMissing'
  if (property.length > propertyLimits.property) return 'tooLong'
  const asks = questionOf(row)
  return typeof asks === 'string' ? asks : { property, asks }
}

function questionOf({ asks: is, value }: PropertyRow): PropertyCondition['asks'] | PropertyProblem {
  const typed = value.trim()
  switch (propertyInputOf(is)) {
    case undefined:
      return { is: is as 'yes' }
    case 'number': {
      if (typed === '') return 'valueMissing'
      const number = readNumber(typed)
      return number === undefined ? 'numberInvalid' : { is: is as 'less', number }
    }
    case 'texts': {
      const texts = [...new Set(typed.split(/[,、\n]/).map(text => text.trim()))].filter(text => text !== '')
      if (texts.some(text => text.length > propertyLimits.text) || texts.length > propertyLimits.texts) return 'tooLong'
      return texts.length > 0 ? { is: 'one_of', texts } : 'valueMissing'
    }
    default:
      if (typed === '') return 'valueMissing'
      return typed.length > propertyLimits.text ? 'tooLong' : { is: is as 'same', text: typed }
  }
}
