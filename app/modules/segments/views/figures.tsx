import { Card } from '../../../web/ui/card.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { ProgressPanel } from '../../../web/ui/progress-panel.tsx'
import { Stat } from '../../../web/ui/stat.tsx'
import { Change, MarkedName } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { About } from '../about.ts'
import type { Move } from '../members.ts'
import type { Evaluation, Segment } from '../queries.ts'
import { memberHref } from './member.ts'

export interface SegmentFiguresProps {
  readonly segment: Pick<Segment, 'about' | 'members' | 'weekAgo' | 'evaluation'>
  readonly total: number
  readonly moves: readonly Move[]
}

/** How many are in it now, who came and went lately, and how far it is computed: the part of the page that stays live. */
export function SegmentFigures({ segment, total, moves }: SegmentFiguresProps) {
  const { t, format } = useView()
  const { about, members, weekAgo, evaluation } = segment
  const share = format.percent(total > 0 ? members / total : 0, 1)
  return (
    <div class="stack loose" id="segment-figures">
      <Card padded label={t(`segments:about.${about}.count`)}>
        <Stack>
          <Stat
            big
            label={t(`segments:about.${about}.count`)}
            value={format.number(members)}
            change={weekAgo === null ? undefined : <Change value={members - weekAgo} better="neither" />}
            note={`${t(`segments:about.${about}.share`, { total: format.number(total), share })}${
              weekAgo === null ? '' : ` · ${t('segments:list.change')}`
            }`}
          />
          <Computing evaluation={evaluation} />
        </Stack>
      </Card>
      <Card title={t('segments:page.moves')} padded>
        <Moves about={about} moves={moves} />
      </Card>
    </div>
  )
}

function Computing({ evaluation: { status, done, total, problem } }: { readonly evaluation: Evaluation }) {
  const { t } = useView()
  if (problem) {
    const reason = t(`segments:error.${problem as 'unreadable'}`)
    return (
      <p class="bad-text small" role="alert">
        {t('segments:page.problem', { reason })}
      </p>
    )
  }
  if (status === 'done') return null
  return (
    <ProgressPanel
      id="segment-progress"
      title={t(status === 'failed' ? 'segments:page.evaluationFailed' : 'segments:page.evaluation')}
      state={status}
      done={done}
      total={total}
      unit={t('segments:page.unit', { count: total ?? done })}
      message={status === 'failed' ? t('segments:page.evaluationFailedText') : undefined}
    />
  )
}

function Moves({ about, moves }: Pick<SegmentFiguresProps, 'moves'> & { readonly about: About }) {
  const { t } = useView()
  if (moves.length === 0) return <p class="muted">{t('segments:page.noMoves')}</p>
  return (
    <ul>
      {moves.map(({ id, name, sample, kind, at }) => (
        <li>
          <a class="link" href={memberHref(about, id)}>
            <MarkedName name={name} sample={sample} />
          </a>{' '}
          <span class="small muted">
            {t(kind === 'entered' ? 'segments:page.movedIn' : 'segments:page.movedOut')} <Time at={at} />
          </span>
        </li>
      ))}
    </ul>
  )
}
