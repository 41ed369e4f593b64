import { minorDigits } from '../../../platform/currency.ts'
import type { TextKey } from '../../../web/i18n.ts'
import type { Offers } from '../../../web/module.ts'
import type { View } from '../../../web/view.ts'
import { currencyOf, usesOf } from '../learning/inputs.ts'
import type { RiskReason } from '../learning/predictions.ts'
import { saysNotUsed, tellingReasons } from '../learning/telling-reasons.ts'
import { nameOfUse, plainNameOfUse, valueOfUse } from './measure-words.ts'

type Speaker = Pick<View, 't' | 'format'>

/** What an input is called: 「Contract」, 「利用日数（直近28日）」, 「契約期間」. */
export function nameOfInput(view: Speaker, offers: Offers, key: string): string {
  const [source = '', ...rest] = key.split(':')
  const name = rest.join(':')
  if (source === 'trait') return name
  const use = usesOf([key])[0]
  if (use) return nameOfUse(view, offers, use)
  const currency = currencyOf(key)
  if (currency) return view.t('health:input.monthlyAmountIn', { currency })
  return name in accountNames ? view.t(accountNames[name as keyof typeof accountNames]) : name
}

const accountNames = {
  kind: 'health:input.kind',
  plan: 'health:input.plan',
  tenure_days: 'health:input.tenureDays',
} as const

/** The reasons of a risk as a person would say them, at most three. */
export function riskReasonWords(view: Speaker, offers: Offers, reasons: readonly RiskReason[]): readonly string[] {
  return tellingReasons(reasons).map(reason => reasonWords(view, offers, reason))
}

function reasonWords(view: Speaker, offers: Offers, reason: RiskReason): string {
  const { key, kind, value } = reason
  if (kind !== 'number') return categoryWords(view, offers, reason)
  const use = usesOf([key])[0]
  if (use) return useWords(view, offers, reason, use)
  const currency = currencyOf(key)
  const show = (number: number) =>
    currency
      ? view.format.money(Math.round(number) * 10 ** minorDigits(currency), currency)
      : view.format.number(number, Math.abs(number) < 100 && !Number.isInteger(number) ? 1 : 0)
  const sentence = key === 'account:tenure_days' ? 'health:told.tenure' : 'health:told.number'
  return view.t(sentence, {
    name: currency ? view.t('health:input.monthlyAmount') : nameOfInput(view, offers, key),
    value: show(Number(value)),
    usual: show(reason.usual),
    count: Math.round(Number(value)),
  })
}

/** 「プランが「スタンダード」（全体の32%）」, 「導入支援：はい（全体の33%）」 */
function categoryWords(view: Speaker, offers: Offers, { key, kind, value, usual }: RiskReason): string {
  const { t, format } = view
  const name = nameOfInput(view, offers, key)
  if (kind === 'category')
    return t('health:told.category', { name, value: String(value), share: format.percent(usual) })
  const answer = t(value ? 'health:reason.yes' : 'health:reason.no')
  return t('health:told.boolean', { name, value: answer, share: format.percent(value ? usual : 1 - usual) })
}

/** Measures with a sentence of their own; others are told by their name. */
const sentences: Readonly<Record<string, TextKey>> = {
  'events.days_since_active': 'health:told.daysSince',
  'events.silence_days': 'health:told.daysSince',
  'events.days_active': 'health:told.daysActive',
  'events.people': 'health:told.people',
  'events.breadth': 'health:told.breadth',
}

type Use = NonNullable<ReturnType<typeof usesOf>[number]>

/** 「最後の利用から29日（平均1.5日）」, 「使った機能の種類が、その前の28日より40%減りました」 */
function useWords(view: Speaker, offers: Offers, reason: RiskReason, use: Use): string {
  const { t, format } = view
  const value = Number(reason.value)
  if (saysNotUsed(reason)) return t('health:told.notUsed', { days: use.window })
  if (use.compare) {
    const name = plainNameOfUse(view, offers, use)
    const change = { name, days: use.window, share: format.percent(Math.abs(value)) }
    return t(value < 0 ? 'health:told.less' : 'health:told.more', change)
  }
  const show = (number: number) => valueOfUse(view, offers, use, Math.round(number * 10) / 10)
  const named = sentences[use.measure]
  const name = nameOfUse(view, offers, use)
  return t(named ?? 'health:told.number', { name, value: show(value), usual: show(reason.usual), days: use.window })
}
