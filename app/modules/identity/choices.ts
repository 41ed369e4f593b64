import { z } from 'zod'
import { timeZones } from '../../platform/time-zone.ts'
import type { Locale } from '../../web/i18n.ts'
import { locales } from '../../web/i18n.ts'
import type { Option, OptionGroup } from '../../web/ui/choice.tsx'

const currencies = Intl.supportedValuesOf('currency')
const usual = ['JPY', 'USD', 'EUR', 'GBP', 'CNY', 'KRW', 'TWD', 'SGD', 'AUD', 'CAD', 'INR', 'THB', 'VND']

export const locale = z.enum(locales, { error: 'web:form.invalid' })
/** A switch in a form. */
export const onOff = z.enum(['on', 'off'], { error: 'web:form.invalid' }).transform(value => value === 'on')
export const timeZone = z.string().refine(name => timeZones.includes(name), 'web:form.invalid')
export const currency = z.string().refine(code => currencies.includes(code), 'web:form.invalid')

/** Languages by their own names. */
export const localeOptions: readonly Option[] = [
  { value: 'ja', text: '日本語' },
  { value: 'en', text: 'English' },
]

/** All time zones, by part of the world. */
export function timeZoneOptions(): readonly (Option | OptionGroup)[] {
  const groups = Map.groupBy(
    timeZones.filter(name => name.includes('/')),
    name => name.slice(0, name.indexOf('/')),
  )
  const parts = [...groups].map(([group, names]) => ({
    group,
    options: names.map(name => ({ value: name, text: name.replaceAll('_', ' ') })),
  }))
  return [...parts, { value: 'UTC', text: 'UTC' }]
}

/** Currencies with their names, the usual ones first. */
export function currencyOptions(
  language: Locale,
  words: { readonly usual: string; readonly all: string },
): readonly OptionGroup[] {
  const names = new Intl.DisplayNames(language, { type: 'currency' })
  const option = (code: string) => ({ value: code, text: `${code} ${names.of(code) ?? ''}` })
  return [
    { group: words.usual, options: usual.map(option) },
    { group: words.all, options: currencies.filter(code => !usual.includes(code)).map(option) },
  ]
}
