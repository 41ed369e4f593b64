import type { Offers } from '../../../web/module.ts'
import type { View } from '../../../web/view.ts'
import { usesOf } from '../learning/inputs.ts'
import type { RiskReason } from '../learning/predictions.ts'
import { nameOfUse, valueOfUse } from './measure-words.ts'

type Speaker = Pick<View, 't' | 'format'>

/** What an input is called: 「Contract」, 「利用日数(直近28日)」, 「契約期間」. */
export function nameOfInput(view: Speaker, offers: Offers, key: string): string {
  const [source = '', ...rest] = key.split(':')
  const name = rest.join(':')
  if (source === 'trait') return name
  const use = usesOf([key])[0]
  if (use) return nameOfUse(view, offers, use)
  return name in accountNames ? view.t(accountNames[name as keyof typeof accountNames]) : name
}

const accountNames = {
  kind: 'health:input.kind',
  plan: 'health:input.plan',
  monthly_amount: 'health:input.monthlyAmount',
  tenure_days: 'health:input.tenureDays',
} as const

/** A reason in words, with what is usual: 「Contract が Month-to-month（全体の55%）」, 「tenure が 2（平均 32.4）」. */
export function reasonWords(view: Speaker, offers: Offers, reason: RiskReason): string {
  const { t, format } = view
  const name = nameOfInput(view, offers, reason.key)
  if (reason.value === null) return t('health:reason.missing', { name, share: format.percent(reason.usual) })
  if (reason.kind === 'number') {
    const show = (value: number) => numberOfInput(view, offers, reason.key, value)
    return t('health:reason.number', { name, value: show(Number(reason.value)), usual: show(reason.usual) })
  }
  const value =
    reason.kind === 'boolean' ? t(reason.value ? 'health:reason.yes' : 'health:reason.no') : String(reason.value)
  const share = reason.kind === 'boolean' && !reason.value ? 1 - reason.usual : reason.usual
  return t('health:reason.category', { name, value, share: format.percent(share) })
}

function numberOfInput(view: Speaker, offers: Offers, key: string, value: number): string {
  const use = usesOf([key])[0]
  if (use) return valueOfUse(view, offers, use, use.compare ? value : Math.round(value * 10) / 10)
  return view.format.number(value, Math.abs(value) < 100 && !Number.isInteger(value) ? 1 : 0)
}
