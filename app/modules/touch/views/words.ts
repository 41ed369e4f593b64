import type { View } from '../../../web/view.ts'
import { type ByKind, type TouchKind, touchKinds } from '../mix.ts'
import type { Month } from '../months.ts'

/** 2026年11月, November 2026 */
export function monthName({ locale }: Pick<View, 'locale'>, month: Month): string {
  const format = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' })
  return format.format(Temporal.PlainDate.from(month).toZonedDateTime('UTC').epochMilliseconds)
}

/** 90分, 2時間30分, 95時間: minutes alone below two hours, none from ten hours on. */
export function timeOf({ t, format }: Pick<View, 't' | 'format'>, minutes: number): string {
  if (minutes < 120) return format.minutes(minutes)
  const rest = Math.round(minutes % 60)
  if (minutes >= 600 || rest === 0) return t('touch:time.hours', { hours: format.number(minutes / 60) })
  return t('touch:time.both', { hours: format.number(Math.floor(minutes / 60)), rest })
}

/** Whether time spent is notably more or less than planned: a tenth of it is about the same. */
export function differs(spent: number, planned: number): boolean {
  return Math.abs(spent - planned) > 0.1 * planned
}

/** 「ハイタッチ 50%、テックタッチ 50%」: the kinds that have any. */
export function sharesInWords({ t, format }: Pick<View, 't' | 'format'>, shares: ByKind): string {
  return format.list(
    touchKinds
      .filter(kind => shares[kind] > 0)
      .map(kind => t('touch:mix.share', { kind: t(nameOf(kind)), share: format.percent(shares[kind] / 100) })),
  )
}

/** The key of a kind's name. */
export function nameOf<Kind extends TouchKind>(kind: Kind): `touch:kind.${Kind}` {
  return `touch:kind.${kind}`
}
