import { Tag } from '../../../../web/ui/tag.tsx'
import { Time } from '../../../../web/ui/time.tsx'
import { useView } from '../../../../web/view.ts'
import type { EnrollmentRow } from '../../running/enrollments.ts'
import { useReasonWords } from './reasons.ts'

interface EnrollmentStateProps {
  readonly row: EnrollmentRow
  readonly paused: boolean
  /** Where more is said anyway. */
  readonly brief?: boolean
}

/** Where an enrollment stands, in a few words: why it waits and until when, or why it is over. */
export function EnrollmentState({ row, paused, brief }: EnrollmentStateProps) {
  const { t } = useView()
  const words = useReasonWords()
  if (row.endedBy && row.endedAt) {
    return (
      <>
        <Tag>{t(`plays:running.ending.${row.endedBy}`)}</Tag>{' '}
        <span class="small muted">
          {row.endedDetail && !brief ? `${endingDetail(t, row)} ` : null}
          <Time at={row.endedAt} />
        </span>
      </>
    )
  }
  if (paused) return <Tag tone="care">{t('plays:running.enrollment.held')}</Tag>
  if (!row.waiting) return <Tag tone="accent">{t('plays:running.enrollment.due')}</Tag>
  const until = row.waitingLimit ?? row.wakeAt
  return (
    <>
      <Tag tone={row.waiting === 'problem' ? 'bad' : 'neutral'}>{words(row.waiting)}</Tag>{' '}
      {until && row.waiting !== 'problem' ? (
        <span class="small muted">
          {t(row.waiting === 'condition' ? 'plays:running.enrollment.atMost' : 'plays:running.enrollment.until')}{' '}
          <Time at={until} as="exact" />
        </span>
      ) : null}
    </>
  )
}

/** Why it is over, beyond how: the name of an exit or somebody's words; the engine's own word is told in ours. */
export function endingDetail(
  t: ReturnType<typeof useView>['t'],
  { endedDetail }: Pick<EnrollmentRow, 'endedDetail'>,
): string {
  return endedDetail === 'limit_reached' ? t('plays:running.passage.limit_reached') : (endedDetail ?? '')
}
