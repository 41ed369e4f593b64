import { Tag } from '../../../web/ui/tag.tsx'
import type { Tone } from '../../../web/ui/tone.ts'
import { useView } from '../../../web/view.ts'
import type { Band } from '../tables.ts'

/** The band of a score, in its colour and in words. */
export function BandTag({ band }: { readonly band: Band }) {
  const { t } = useView()
  return <Tag tone={toneOf(band)}>{t(`health:band.${band}`)}</Tag>
}

/** The colour of a band. */
export function toneOf(band: Band): Tone {
  return band === 'unknown' ? 'neutral' : band
}

/** The bands of a model as ranges of a chart. */
export function bandsOf(bands: { readonly good: number; readonly care: number }, t: ReturnType<typeof useView>['t']) {
  return [
    { from: 0, to: bands.care, tone: 'bad', name: t('health:band.bad') },
    { from: bands.care, to: bands.good, tone: 'care', name: t('health:band.care') },
    { from: bands.good, to: 100, tone: 'good', name: t('health:band.good') },
  ] as const
}
