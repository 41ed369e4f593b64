import { Card } from '../../../../web/ui/card.tsx'
import { Icon } from '../../../../web/ui/icon.tsx'
import { Time } from '../../../../web/ui/time.tsx'
import { useView } from '../../../../web/view.ts'
import type { ShownPlay } from '../../running/shown-play.ts'
import type { Trouble } from '../../running/trouble.ts'

interface TroubleCardProps {
  readonly play: ShownPlay
  /** Undefined when what was wrong is over. */
  readonly trouble: Trouble | undefined
}

/** What keeps a play from running, in words; below it what the machine said, for whoever has to find out more. */
export function TroubleCard({ play, trouble }: TroubleCardProps) {
  const { t } = useView()
  const when = play.problemAt ? <Time at={play.problemAt} /> : null
  if (!trouble) {
    return (
      <p class="small muted">
        {t('plays:running.problem.over')} {when}
      </p>
    )
  }
  return (
    <Card label={t('plays:running.problem.title')} padded>
      <p class="bad-text" role="alert">
        <Icon name="circle-alert" /> {t('plays:running.problem.title')}
      </p>
      {trouble.problems.length > 0 ? (
        <ul class="points">
          {trouble.problems.map(({ text, values }) => (
            <li>{t(text, values ?? {})}</li>
          ))}
        </ul>
      ) : (
        <p>{t('plays:running.problem.unknown')}</p>
      )}
      {trouble.waiting > 0 ? <p>{t('plays:running.problem.waiting', { count: trouble.waiting })}</p> : null}
      <p class="small muted">
        {play.problem} · {when} {t('plays:running.problem.again')}
      </p>
    </Card>
  )
}
