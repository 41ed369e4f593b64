import { type ModelDefinition, type ScoredMeasure, useKey } from '../scoring/definition.ts'

/** One thing in which two definitions differ. */
export type Difference =
  | { readonly kind: 'added' | 'removed'; readonly measure: ScoredMeasure }
  | { readonly kind: 'weight'; readonly measure: ScoredMeasure; readonly from: number; readonly to: number }
  | { readonly kind: 'scale'; readonly measure: ScoredMeasure; readonly from: ScoredMeasure['scale'] }
  | { readonly kind: 'band'; readonly band: 'good' | 'care'; readonly from: number; readonly to: number }

/** What is different in `after`; measures are matched by what they measure. */
export function differences(before: ModelDefinition, after: ModelDefinition): readonly Difference[] {
  const then = new Map(before.measures.map(measure => [useKey(measure), measure]))
  const now = new Map(after.measures.map(measure => [useKey(measure), measure]))
  return [
    ...after.measures.flatMap(measure => {
      const old = then.get(useKey(measure))
      return old ? changes(old, measure) : [{ kind: 'added', measure } as const]
    }),
    ...before.measures.flatMap(measure => (now.has(useKey(measure)) ? [] : [{ kind: 'removed', measure } as const])),
    ...(['good', 'care'] as const).flatMap(band => {
      const [from, to] = [before.bands[band], after.bands[band]]
      return from === to ? [] : [{ kind: 'band', band, from, to } as const]
    }),
  ]
}

function changes(old: ScoredMeasure, measure: ScoredMeasure): readonly Difference[] {
  const weight =
    old.weight === measure.weight ? [] : [{ kind: 'weight', measure, from: old.weight, to: measure.weight } as const]
  const scale = sameScale(old.scale, measure.scale) ? [] : [{ kind: 'scale', measure, from: old.scale } as const]
  return [...weight, ...scale]
}

function sameScale(a: ScoredMeasure['scale'], b: ScoredMeasure['scale']): boolean {
  if (a.kind !== 'threshold' || b.kind !== 'threshold') return a.kind === b.kind
  return a.zero === b.zero && a.full === b.full
}
