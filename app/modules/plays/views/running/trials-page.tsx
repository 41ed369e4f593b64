import { href, paths } from '../../../../paths.ts'
import { allows } from '../../../../web/access.ts'
import type { PlayTab } from '../../../../web/module.ts'
import { PostButton } from '../../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../../web/ui/card.tsx'
import { EmptyState } from '../../../../web/ui/empty-state.tsx'
import { Pagination } from '../../../../web/ui/pagination.tsx'
import { MarkedName } from '../../../../web/ui/tag.tsx'
import { Time } from '../../../../web/ui/time.tsx'
import { useView } from '../../../../web/view.ts'
import { playMakers } from '../../rights.ts'
import type { ShownPlay } from '../../running/shown-play.ts'
import type { Trial } from '../../running/trials.ts'
import { PlayFrame } from './play-frame.tsx'

interface TrialsPageProps {
  readonly play: ShownPlay
  readonly tabs: readonly PlayTab[]
  readonly trials: readonly Trial[]
  readonly next: string | undefined
  readonly previous: string | undefined
}

/** What people did instead of what the play proposed: where the next variant comes from. */
export function TrialsPage({ play, tabs, trials, next, previous }: TrialsPageProps) {
  const { t } = useView()
  const title = t('plays:running.tabs.trials')
  return (
    <PlayFrame play={play} tabs={tabs} title={title}>
      <p class="muted">{t('plays:running.trials.lead')}</p>
      <Card title={title}>
        {trials.length === 0 ? (
          <CardPart>
            <EmptyState icon="lightbulb" title={t('plays:running.trials.none')}>
              {t('plays:running.trials.noneText')}
            </EmptyState>
          </CardPart>
        ) : (
          trials.map(trial => (
            <CardPart>
              <TrialItem play={play} trial={trial} />
            </CardPart>
          ))
        )}
      </Card>
      <Pagination previous={previous} next={next} shown={trials.length} />
    </PlayFrame>
  )
}

function TrialItem({ play, trial }: Pick<TrialsPageProps, 'play'> & { readonly trial: Trial }) {
  const { t, format, staff } = useView()
  const { note, title, person, minutes, at } = trial
  return (
    <>
      <p class="prewrap">
        <b>{note ?? t('plays:running.trials.noWords')}</b>
      </p>
      <p class="small">
        {t('plays:running.trials.instead')}{' '}
        <a class="link" href={href(paths.task, { id: trial.taskId })}>
          {title}
        </a>
      </p>
      <p class="small muted">
        <a class="link" href={href(paths.enrollment, { id: trial.enrollmentId })}>
          <MarkedName name={trial.account} sample={trial.sample} />
        </a>
        {person ? ` · ${person}` : null}
        {minutes ? ` · ${format.minutes(minutes)}` : null} · <Time at={at} />
      </p>
      {allows(playMakers, staff) && play.state !== 'archived' && note ? (
        <PostButton
          action={href(paths.playTrialPromotion, { id: play.id, task: trial.taskId })}
          size="small"
          icon="split"
        >
          {t('plays:trial.promote')}
        </PostButton>
      ) : null}
    </>
  )
}
