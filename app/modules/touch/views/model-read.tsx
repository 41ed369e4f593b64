import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Stat, Stats } from '../../../web/ui/stat.tsx'
import { BarRow, BarRows } from '../../../web/ui/track.tsx'
import { useView } from '../../../web/view.ts'
import { touchKinds } from '../mix.ts'
import type { TouchModel } from '../models.ts'
import { nameOf } from './words.ts'

interface ModelReadProps {
  readonly model: TouchModel
  readonly segments: ReadonlyMap<number, string>
}

/** A model for those who look. */
export function ModelRead({ model, segments }: ModelReadProps) {
  const { t, format } = useView()
  const { shares, purposes, segmentId, ended } = model
  const shown = touchKinds.filter(kind => (shares?.[kind] ?? 0) > 0 || purposes[kind] !== '')
  return (
    <Card label={model.name}>
      <CardPart>
        <Stats>
          <Stat
            label={t('touch:models.segment')}
            value={
              ended ? '–' : segmentId === null ? t('touch:models.everybodyElse') : (segments.get(segmentId) ?? '–')
            }
          />
          <Stat label={t('touch:models.minutes')} value={format.minutes(model.minutes)} />
        </Stats>
      </CardPart>
      <CardPart>
        <BarRows>
          {shown.map(kind => (
            <BarRow
              label={t(nameOf(kind))}
              share={(shares?.[kind] ?? 0) / 100}
              value={shares ? format.percent(shares[kind] / 100) : ''}
              detail={purposes[kind] || undefined}
            />
          ))}
        </BarRows>
      </CardPart>
      {model.note ? (
        <CardPart>
          <p class="prewrap">{model.note}</p>
        </CardPart>
      ) : null}
    </Card>
  )
}
