import type { Offers } from '../../../web/module.ts'
import type { View } from '../../../web/view.ts'
import type { Difference } from '../editing/difference.ts'
import type { ScoredMeasure } from '../scoring/definition.ts'
import { nameOfUse, valueOfUse } from './measure-words.ts'

type Speaker = Pick<View, 't' | 'format'>

/** One difference in words: 「利用日数（直近28日）の重みを20から30に変えました」. */
export function differenceWords(view: Speaker, offers: Offers, difference: Difference): string {
  const { t, format } = view
  if (difference.kind === 'band') {
    const { from, to } = difference
    const band = t(`health:band.${difference.band}`)
    return t('health:difference.band', { band, from: format.number(from, 1), to: format.number(to, 1) })
  }
  const { measure } = difference
  const name = nameOfUse(view, offers, measure)
  switch (difference.kind) {
    case 'added':
      return t('health:difference.added', { name, weight: format.number(measure.weight, 1) })
    case 'removed':
      return t('health:difference.removed', { name })
    case 'weight':
      return t('health:difference.weight', {
        name,
        from: format.number(difference.from, 1),
        to: format.number(difference.to, 1),
      })
    case 'scale':
      return t('health:difference.scale', {
        name,
        from: scaleWords(view, offers, { ...measure, scale: difference.from }),
        to: scaleWords(view, offers, measure),
      })
  }
}

/** How a value becomes points, in words: 「28日で0点、3日で100点」. */
export function scaleWords(view: Speaker, offers: Offers, measure: ScoredMeasure): string {
  const { scale } = measure
  if (scale.kind === 'percentile') return view.t('health:model.byPercentile')
  const isPoints = offers.measures.get(measure.measure)?.unit === 'points'
  if (isPoints && scale.zero === 0 && scale.full === 100) return view.t('health:model.asItIs')
  return view.t('health:model.byThreshold', {
    zero: valueOfUse(view, offers, measure, scale.zero),
    full: valueOfUse(view, offers, measure, scale.full),
  })
}
