import type { KindField } from '../../../web/play-kinds.ts'
import { contractDates } from '../definition/contract-dates.ts'
import type { Settings, SettingValue } from '../definition/definition.ts'
import { isAsked } from '../definition/field-problems.ts'
import type { PlayNames, Tongue } from './telling.ts'

const longest = 60

/** The settings as words, by the names of their fields: what a sentence of the kind is filled with. */
export function wordsOfSettings(
  tongue: Tongue,
  { fields, settings }: { readonly fields: readonly KindField[]; readonly settings: Settings },
  names: PlayNames,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    fields.map(field => {
      const value = isAsked(field, settings) ? settings[field.name] : undefined
      return [field.name, isMissing(value) ? tongue.t('plays:say.blank') : wordsOf(tongue, field, value, names)]
    }),
  )
}

function isMissing(value: SettingValue | undefined): value is undefined {
  return value === undefined || (Array.isArray(value) ? value.length === 0 : String(value).trim() === '')
}

function wordsOf(tongue: Tongue, field: KindField, value: SettingValue, names: PlayNames): string {
  const { t, format } = tongue
  const text = String(value)
  switch (field.type) {
    case 'number':
      return typeof value === 'number' ? format.number(value, 2) : text
    case 'choice': {
      const label = field.choices?.find(choice => choice.value === text)?.label
      return label ? t(label) : text
    }
    case 'flag':
      return t(value === true ? 'plays:say.yes' : 'plays:say.no')
    case 'tags':
      return Array.isArray(value) ? format.list(value) : text
    case 'segment':
    case 'contact_segment':
      return names.conditions.segments.get(Number(value)) ?? t('plays:say.segmentGone')
    case 'staff':
      return names.people.get(text) ?? t('plays:say.personGone')
    case 'date_field':
      return dateFieldWords(tongue, text, names)
    default:
      return short(field.placeholders ? withLabels(tongue, text, names) : text)
  }
}

/** The text with what is filled in told by its label: 「〔顧客の名前〕に電話する」. */
function withLabels({ t }: Tongue, text: string, { placeholders }: PlayNames): string {
  return text.replaceAll(/\{\{\s*([^{}|\n]*?)\s*(?:\|[^{}\n]*)?\}\}/g, (written, name: string) => {
    const known = placeholders.names.get(name)
    return known ? t('plays:say.filledIn', { name: t(known.label, known.values) }) : written
  })
}

/** A date of the account: one that is offered, one of its contracts, or a trait. */
export function dateFieldWords({ t }: Tongue, name: string, { offers, conditions }: PlayNames): string {
  const field = offers.fields.get(name)
  if (field) return t(field.label)
  const contract = contractDates.get(name)?.label
  if (contract) return t(contract)
  const key = name.replace(/^trait:/, '')
  return conditions.traits.account.get(key) ?? key
}

/** One line, as long as a sentence bears. */
export function short(text: string): string {
  const characters = [...text.replaceAll(/\s+/g, ' ').trim()]
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : characters.join('')
}
