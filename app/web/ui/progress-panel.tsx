import type { Child } from 'hono/jsx'
import { useView } from '../view.ts'
import { Tag } from './tag.tsx'
import { classes, type Tone } from './tone.ts'

export type ProgressState = 'waiting' | 'running' | 'finished' | 'failed' | 'stopped'

interface ProgressPanelProps {
  /** Live updates replace the element with this id. */
  readonly id: string
  readonly title: string
  readonly state: ProgressState
  readonly done?: number
  /** Absent while the size of the work is not known. */
  readonly total?: number | undefined
  /** What is being counted: 「行」, 「顧客」. Without it only the share is shown. */
  readonly unit?: string
  readonly message?: Child
  readonly actions?: Child
}

const tones: Readonly<Record<ProgressState, Tone | 'accent'>> = {
  waiting: 'neutral',
  running: 'accent',
  finished: 'good',
  failed: 'bad',
  stopped: 'care',
}

/** How far a longer piece of work has come. */
export function ProgressPanel(props: ProgressPanelProps) {
  const { id, title, state, done = 0, total, unit = '', message, actions } = props
  const { t, format } = useView()
  const known = total !== undefined && total > 0
  const ended = state !== 'running' && state !== 'waiting'
  return (
    <section class={classes('progress-panel', tones[state])} id={id} aria-labelledby={`${id}-title`}>
      <div class="progress-head">
        <h2 id={`${id}-title`}>{title}</h2>
        <Tag tone={tones[state]}>{t(`web:ui.progress.${state}`)}</Tag>
      </div>
      <progress aria-labelledby={`${id}-title`} max={known ? total : 1} value={known ? done : ended ? 1 : undefined} />
      <div class="progress-head small muted">
        <span class="num">
          {unit === ''
            ? null
            : known
              ? t('web:ui.progress.count', { done: format.number(done), total: format.number(total), unit })
              : done > 0
                ? t('web:ui.progress.soFar', { done: format.number(done), unit })
                : null}
        </span>
        {known && !ended ? <span class="num">{format.percent(done / total)}</span> : null}
      </div>
      {message === undefined ? null : <div class="small">{message}</div>}
      {actions === undefined ? null : <div class="cluster">{actions}</div>}
    </section>
  )
}
