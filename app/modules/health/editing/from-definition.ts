import type { Offers } from '../../../web/module.ts'
import type { ModelDefinition, ScoredMeasure } from '../scoring/definition.ts'
import { type Draft, type DraftRow, inputsOf } from './draft.ts'
import { typedNumber, typedUnit } from './units.ts'

/** A definition as the form shows it. */
export function draftOf(
  definition: ModelDefinition,
  { name, segment = '' }: { readonly name: string; readonly segment?: string },
  offers: Pick<Offers, 'measures'>,
  currency: string,
): Draft {
  return {
    name,
    segment,
    rows: definition.measures.map((measure, i) => rowOf(measure, `r${i + 1}`, offers, currency)),
    good: String(definition.bands.good),
    care: String(definition.bands.care),
    note: '',
  }
}

function rowOf(measure: ScoredMeasure, id: string, offers: Pick<Offers, 'measures'>, currency: string): DraftRow {
  const { scale } = measure
  const unit = typedUnit(measure, offers.measures.get(measure.measure), currency)
  const row = {
    id,
    measure: measure.measure,
    window: measure.window === undefined ? '' : String(measure.window),
    of: measure.of ?? '',
    compare: measure.compare === 'previous',
    weight: String(measure.weight),
    scale: scale.kind,
    zero: scale.kind === 'threshold' ? typedNumber(scale.zero, unit) : '',
    full: scale.kind === 'threshold' ? typedNumber(scale.full, unit) : '',
    shown: '',
  }
  return { ...row, shown: inputsOf(row) }
}
