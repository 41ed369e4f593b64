import type { Measure, Offers } from '../../../web/module.ts'
import type { View } from '../../../web/view.ts'
import type { MeasureUse } from '../../segments/index.ts'

type Speaker = Pick<View, 't' | 'format'>

/** The name of what is measured: 「利用日数(28日)」, 「利用日数の増減(28日)」. */
export function nameOfUse({ t }: Speaker, offers: Offers, use: MeasureUse): string {
  const offered = offers.measures.get(use.measure)
  const name = offered ? t(offered.label) : use.measure
  const of = use.of ? t('health:use.of', { name, of: use.of }) : name
  if (!use.window) return of
  const key = use.compare ? 'health:use.change' : 'health:use.window'
  return t(key, { name: of, days: use.window })
}

/** A value with its unit: 「12日」, 「3人」, 「−40%」; 「—」 when there is no data. */
export function valueOfUse(view: Speaker, offers: Offers, use: MeasureUse, value: number | null): string {
  if (value === null) return view.t('health:use.noData')
  if (use.compare) return view.t('health:use.changed', { percent: view.format.signed(value * 100), unit: '%' })
  return withUnit(view, offers.measures.get(use.measure)?.unit ?? 'count', value)
}

function withUnit({ t, format }: Speaker, unit: Measure['unit'], value: number): string {
  if (unit === 'percent') return format.percent(value, 1)
  const shown = format.number(value, Number.isInteger(value) ? 0 : 1)
  return t(`health:unit.${unit}`, { value: shown, count: value })
}
