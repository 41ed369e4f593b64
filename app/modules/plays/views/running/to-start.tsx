import { Time } from '../../../../web/ui/time.tsx'
import { useView } from '../../../../web/view.ts'
import type { ShownPlay } from '../../running/shown-play.ts'
import { keptDays } from '../../starting/kept.ts'

interface ToStartLinesProps {
  readonly play: Pick<ShownPlay, 'state' | 'toStart' | 'givenUp'>
  /** Something keeps the play from starting anybody. */
  readonly stuck: boolean
}

/** Who is still to be started, and who will not be any more, since they could not be for too long. */
export function ToStartLines({ play: { state, toStart, givenUp }, stuck }: ToStartLinesProps) {
  const { t, format } = useView()
  const why = state === 'paused' ? 'paused' : stuck ? 'kept' : 'inTurn'
  const counted = (count: number) => ({ count, n: format.number(count), days: keptDays })
  return (
    <>
      {toStart > 0 ? <p class="small">{t(`plays:running.toStart.${why}`, counted(toStart))}</p> : null}
      {givenUp ? (
        <p class="small">
          <span class="care-text">{t('plays:running.toStart.givenUp', counted(givenUp.count))}</span>{' '}
          <Time at={givenUp.at} />
        </p>
      ) : null}
    </>
  )
}
