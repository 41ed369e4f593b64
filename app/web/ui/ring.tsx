import { useView } from '../view.ts'
import { Change } from './tag.tsx'
import { classes, type Tone } from './tone.ts'

interface RingProps {
  /** 0–100; undefined when nothing is known yet. */
  readonly score: number | undefined
  /** Good, care or bad: the band the score lies in. */
  readonly tone?: Tone
  /** Change against before, in points. */
  readonly delta?: number
  /** What the score is of, for screen readers: 「ヘルス」 */
  readonly label: string
  readonly size?: 'small' | 'large'
}

/** A score from 0 to 100 as a ring, with its change below. */
export function Ring({ score, tone = 'neutral', delta, label, size }: RingProps) {
  const { t, format } = useView()
  const shown = score === undefined ? '–' : format.number(score)
  const words = score === undefined ? t('web:ui.score.unknown') : t('web:ui.score.of', { score: shown })
  return (
    <span class={classes('score', tone, size)}>
      <svg class="ring" viewBox="0 0 36 36" role="img" aria-label={`${label} ${words}`}>
        <circle class="ring-track" cx="18" cy="18" r="15.9155" />
        {score === undefined ? null : (
          <circle
            class="ring-value"
            cx="18"
            cy="18"
            r="15.9155"
            stroke-dasharray={`${Math.min(100, Math.max(0, score))} 100`}
            transform="rotate(-90 18 18)"
          />
        )}
        <text class="ring-text" x="18" y="18.5">
          {shown}
        </text>
      </svg>
      {delta === undefined ? null : (
        <span class="score-delta">
          <Change value={delta} />
        </span>
      )}
    </span>
  )
}
