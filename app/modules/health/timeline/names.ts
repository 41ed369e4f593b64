import type { MeasureUse } from '../../segments/index.ts'
import { currencyOf, usesOf } from '../learning/inputs.ts'

/**
 * Values for texts that name a measure or an input within a sentence. A timeline entry is read in the reader's language, so
 * it carries keys: the sentence looks them up by nesting (https://www.i18next.com/translation-function/nesting).
 */
export type NameValues = Readonly<Record<string, string | number>>

/** Values for `health:timeline.name1.FORM` or `name2.FORM`, which name a measure use. */
export function nameOfUse(use: MeasureUse, place: 1 | 2): NameValues {
  const form = use.compare ? 'change' : use.window ? 'window' : 'label'
  return {
    [`form${place}`]: use.of ? `${form}Of` : form,
    [`name${place}`]: labelOf(use.measure),
    [`days${place}`]: use.window ?? 0,
    [`of${place}`]: plain(use.of ?? ''),
  }
}

/** `events:measure.daysActive` for `events.days_active`: readers of timelines are not handed what modules offer. */
export function labelOf(measure: string): string {
  const [module, key = ''] = measure.split('.')
  return `${module}:measure.${key.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())}`
}

/** The same for an input of the risk model, in the first place. */
export function nameOfInput(key: string): NameValues {
  const use = usesOf([key])[0]
  if (use) return nameOfUse(use, 1)
  const known = currencyOf(key) ? 'health:input.monthlyAmount' : accountInputs[key]
  return known ? { form1: 'label', name1: known } : { form1: 'plain', name1: plain(key.slice(key.indexOf(':') + 1)) }
}

const accountInputs: Readonly<Record<string, string>> = {
  'account:kind': 'health:input.kind',
  'account:plan': 'health:input.plan',
  'account:tenure_days': 'health:input.tenureDays',
}

/** Words of somebody else within such a sentence: they must not look like a key to look up. */
export function plain(text: string): string {
  return text.replaceAll('$t(', '$t (')
}
