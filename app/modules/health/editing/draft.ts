import type { FormValues } from '../../../web/forms.ts'
import { mostMeasures } from '../scoring/definition.ts'

/** A model as it stands in the form, finished or not: everything as it was typed. */
export interface Draft {
  readonly name: string
  /** Id of the segment of a new model; empty while none is chosen. */
  readonly segment: string
  readonly rows: readonly DraftRow[]
  readonly good: string
  readonly care: string
  readonly note: string
}

export interface DraftRow {
  readonly id: string
  /** Key of the measure; empty when nothing is chosen yet. */
  readonly measure: string
  readonly window: string
  readonly of: string
  readonly compare: boolean
  readonly weight: string
  readonly scale: 'threshold' | 'percentile'
  readonly zero: string
  readonly full: string
  /** The inputs the person saw when they typed this. */
  readonly shown: string
}

const emptyRow: Omit<DraftRow, 'id'> = {
  measure: '',
  window: '28',
  of: '',
  compare: false,
  weight: '10',
  scale: 'threshold',
  zero: '',
  full: '',
  shown: '',
}

/** Which inputs a row has; when it is another than was shown, the row is to be shown anew. */
export function inputsOf({ measure, scale, compare }: DraftRow): string {
  return `${measure}|${scale}|${compare ? 'change' : ''}`
}

/** Reads the fields of the form. What is not understood is left out. */
export function readDraft(values: FormValues): Draft {
  const one = (name: string) => [values[name] ?? ''].flat()[0] ?? ''
  const ids = [...new Set([values['row[]'] ?? []].flat())]
    .filter(id => /^r\d{1,4}$/.test(id))
    .slice(0, 2 * mostMeasures)
  return {
    name: one('name'),
    segment: one('segment'),
    rows: ids.map(id => ({
      id,
      measure: one(`measure.${id}`),
      window: one(`window.${id}`),
      of: one(`of.${id}`),
      compare: one(`compare.${id}`) === 'previous',
      weight: one(`weight.${id}`),
      scale: one(`scale.${id}`) === 'percentile' ? 'percentile' : 'threshold',
      zero: one(`zero.${id}`),
      full: one(`full.${id}`),
      shown: one(`shown.${id}`),
    })),
    good: one('good'),
    care: one('care'),
    note: one('note'),
  }
}

/** What a button of the form does: `add` adds a row, `remove:r3` takes one away; anything else changes nothing. */
export function applyStep(draft: Draft, step: string): Draft {
  if (step === 'add') {
    const numbers = draft.rows.map(row => Number(row.id.slice(1)))
    return { ...draft, rows: [...draft.rows, { ...emptyRow, id: `r${Math.max(0, ...numbers) + 1}` }] }
  }
  const removed = /^remove:(r\d+)$/.exec(step)?.[1]
  return removed ? { ...draft, rows: draft.rows.filter(row => row.id !== removed) } : draft
}
