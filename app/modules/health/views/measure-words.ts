import type { Measure, Offers } from '../../../web/module.ts'
import type { View } from '../../../web/view.ts'
import type { MeasureUse } from '../../segments/index.ts'

type Speaker = Pick<View, 't' | 'format'>

/** The name of what is measured: 「使った日数（直近28日）」, 「使った日数の増減（28日）」. */
export function nameOfUse(view: Speaker, offers: Offers, use: MeasureUse): string {
  const name = plainNameOfUse(view, offers, use)
  if (!use.window) return name
  const key = use.compare ? 'health:use.change' : 'health:use.window'
  return view.t(key, { name, days: use.window })
}

/** The same without saying of which days: 「使った日数」. */
export function plainNameOfUse({ t }: Speaker, offers: Offers, use: MeasureUse): string {
  const offered = offers.measures.get(use.measure)
  const name = offered ? t(offered.label) : use.measure
  return use.of ? t('health:use.of', { name, of: use.of }) : name
}

/** A measure with its value: 「使った日数 3日」. */
export function namedValueOfUse(view: Speaker, offers: Offers, use: MeasureUse, value: number | null): string {
  return view.t('health:use.named', {
    name: plainNameOfUse(view, offers, use),
    value: valueOfUse(view, offers, use, value),
  })
}

/**
 * A measure with what it was and what it is: 「使った日数 12→3日」; only what it is where nothing was known before. Of a
 * change that shrank what it comes to: 「使った日数が前の28日より45%減」.
 */
export function changeOfUse(
  view: Speaker,
  offers: Offers,
  use: MeasureUse,
  { before, after }: { readonly before: number | null; readonly after: number | null },
): string {
  const { t, format } = view
  const name = plainNameOfUse(view, offers, use)
  if (use.compare && after !== null && after < 0)
    return t('health:use.less', { name, days: use.window, share: format.percent(-after) })
  if (use.compare)
    return t('health:use.named', {
      name: t('health:use.changeOf', { name }),
      value: between(view, offers, use, before, after),
    })
  return t('health:use.named', { name, value: between(view, offers, use, before, after) })
}

/** 「12→3日」, 「±0%→+45%」: both in full where it is not the unit alone that comes after the number. */
function between(view: Speaker, offers: Offers, use: MeasureUse, before: number | null, after: number | null): string {
  const now = valueOfUse(view, offers, use, after)
  if (before === null) return now
  const unit = offers.measures.get(use.measure)?.unit ?? 'count'
  const short = !use.compare && unit !== 'percent' && unit !== 'money' && after !== null
  const was = short
    ? view.format.number(before, Number.isInteger(before) ? 0 : 1)
    : valueOfUse(view, offers, use, before)
  return `${was}→${now}`
}

/** A value with its unit: 「12日」, 「3人」, 「−40%」; 「データなし」 when there is no data. */
export function valueOfUse(view: Speaker, offers: Offers, use: MeasureUse, value: number | null): string {
  if (value === null) return view.t('health:use.noData')
  if (use.compare) return view.t('health:use.changed', { percent: view.format.signed(value * 100), unit: '%' })
  return withUnit(view, offers.measures.get(use.measure)?.unit ?? 'count', value)
}

function withUnit({ t, format }: Speaker, unit: Measure['unit'], value: number): string {
  if (unit === 'percent') return format.percent(value, 1)
  const shown = format.number(value, Number.isInteger(value) ? 0 : 1)
  if (unit === 'number') return shown
  return t(`health:unit.${unit}`, { value: shown, count: value })
}
