import type { KindField, PlayAbout } from '../../../web/play-kinds.ts'
import { hasOwnField } from '../../customers/index.ts'
import { mayBeEmpty, problemsOfText } from '../../messages/index.ts'
import { contractDates } from './contract-dates.ts'
import type { Settings, SettingValue } from './definition.ts'
import type { Known } from './known.ts'
import { error, type Place, type Problem } from './problem.ts'

interface Filled {
  readonly fields: readonly KindField[]
  readonly settings: Settings
  readonly about: PlayAbout
}

/** What is wrong with the settings of a step or trigger, field by field. */
export function problemsOfFields(at: Place, { fields, settings, about }: Filled, known: Known): readonly Problem[] {
  return fields
    .filter(field => isAsked(field, settings))
    .flatMap(field => [
      ...problemsOfField({ ...at, field: field.name }, { field, value: settings[field.name], about }, known),
      ...(isLackedBy(field, settings) ? [error({ ...at, field: field.name }, 'plays:problem.missing')] : []),
      ...(saysTheSame(field, settings) ? [error({ ...at, field: field.name }, 'plays:problem.sameWords')] : []),
    ])
}

function isLackedBy({ name, required, requiredWith }: KindField, settings: Settings): boolean {
  return !required && requiredWith !== undefined && isEmpty(settings[name]) && !isEmpty(settings[requiredWith])
}

function saysTheSame({ name, unlike }: KindField, settings: Settings): boolean {
  if (!unlike) return false
  const [own = '', other = ''] = [name, unlike].map(one =>
    String(settings[one] ?? '')
      .normalize('NFKC')
      .trim(),
  )
  return own !== '' && own.toLowerCase() === other.toLowerCase()
}

/** Whether a field is asked for with these settings. */
export function isAsked({ when }: KindField, settings: Settings): boolean {
  return !when || when.is.includes(String(settings[when.field] ?? ''))
}

/** Whether a text begins as an address of the web does, with a host that is no placeholder. */
export function isAddress(text: string): boolean {
  return /^https?:\/\/[^\s/?#{}]+([/?#]|$)/i.test(text)
}

interface One {
  readonly field: KindField
  readonly value: SettingValue | undefined
  readonly about: PlayAbout
}

function problemsOfField(at: Place, { field, value, about }: One, known: Known): readonly Problem[] {
  if (isEmpty(value)) return field.required ? [error(at, 'plays:problem.missing')] : []
  const text = String(value)
  switch (field.type) {
    case 'number':
      return problemsOfNumber(at, field, Number(value))
    case 'choice':
      return field.choices?.some(choice => choice.value === text) ? [] : [error(at, 'plays:problem.choice')]
    case 'segment':
      return known.segments.get(Number(value)) === about ? [] : [error(at, 'plays:problem.segmentGone')]
    case 'contact_segment':
      return known.segments.get(Number(value)) === 'contact' ? [] : [error(at, 'plays:problem.segmentGone')]
    case 'staff':
      return known.people.has(text) ? [] : [error(at, 'plays:problem.personGone')]
    case 'date_field':
      return isDateField(text, known) ? [] : [error(at, 'plays:problem.dateField')]
    case 'url':
      return isAddress(text) ? problemsOfWords(at, field, text, known) : [error(at, 'plays:problem.url')]
    case 'trait':
      return hasOwnField(about, text) ? [error(at, 'plays:problem.ownField')] : problemsOfWords(at, field, text, known)
    case 'event':
    case 'text':
    case 'words':
      return problemsOfWords(at, field, text, known)
    default:
      return []
  }
}

function isEmpty(value: SettingValue | undefined): boolean {
  return (
    value === undefined ||
    (typeof value === 'string' ? value.trim() === '' : Array.isArray(value) && value.length === 0)
  )
}

function problemsOfNumber(at: Place, { min, max }: KindField, value: number): readonly Problem[] {
  if (min === undefined || max === undefined) {
    return Number.isFinite(value) ? [] : [error(at, 'plays:problem.number')]
  }
  const within = Number.isSafeInteger(value) && value >= min && value <= max
  return within ? [] : [error(at, 'plays:problem.range', { min, max })]
}

function isDateField(name: string, { offers }: Known): boolean {
  if (name.startsWith('trait:')) return name.length > 'trait:'.length
  return contractDates.has(name) || offers.fields.get(name)?.type === 'date'
}

function problemsOfWords(
  at: Place,
  { type, max, placeholders, required }: KindField,
  text: string,
  known: Known,
): readonly Problem[] {
  const long = max !== undefined && text.length > max ? [error(at, 'plays:problem.long', { max })] : []
  if (!placeholders) {
    // It would go out as it stands. Names of events and traits are what others made them.
    const braces = type !== 'event' && type !== 'trait' && /\{\{[^{}\n]*\}\}/.test(text)
    return braces ? [...long, error(at, 'plays:problem.noPlaceholders')] : long
  }
  const unknown = problemsOfText(text, known.placeholders).map(({ key, values }) => error(at, key, values))
  const empty = unknown.length === 0 && required && type === 'text' && mayBeEmpty(text)
  return [...long, ...unknown, ...(empty ? [error(at, 'plays:problem.mayBeEmpty')] : [])]
}
