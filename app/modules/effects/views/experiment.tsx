import { href, paths } from '../../../paths.ts'
import { allows, evaluators } from '../../../web/access.ts'
import type { FormState } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { LinkButton, PostButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { ProgressPanel } from '../../../web/ui/progress-panel.tsx'
import { useView } from '../../../web/view.ts'
import type { ExperimentRow } from '../experiments/queries.ts'
import type { Report } from '../report/report.ts'
import { ChooseCard } from './choose.tsx'
import { ExperimentResult, type Fault } from './experiment-result.tsx'

export const progressId = 'experiment-progress'

interface ExperimentPageProps {
  readonly row: ExperimentRow
  readonly report: Report | undefined
  readonly faults: readonly Fault[]
  readonly form: FormState
}

/** One experiment, wherever it stands. */
export function ExperimentPage({ row, report, faults, form }: ExperimentPageProps) {
  const { t, staff, format } = useView()
  const live = isUnderWay(row) ? href(paths.experimentLive, { id: row.id }) : undefined
  const from = row.file_name || t('effects:experiment.pasted')
  return (
    <StaffLayout title={row.name} width="wide" {...(live && { live })}>
      <PageHead
        title={row.name}
        breadcrumb={[{ text: t('effects:title'), href: href(paths.effects) }]}
        lead={t('effects:experiment.lead', { from, day: format.date(row.created_at) })}
        actions={
          allows(evaluators, staff) ? (
            <PostButton
              action={href(paths.experimentRemoval, { id: row.id })}
              look="quiet"
              icon="trash-2"
              confirm={t('effects:experiment.removeConfirm')}
            >
              {t('effects:experiment.remove')}
            </PostButton>
          ) : undefined
        }
      />
      <Stack>
        <Body row={row} report={report} faults={faults} form={form} />
      </Stack>
    </StaffLayout>
  )
}

function Body({ row, report, faults, form }: ExperimentPageProps) {
  const { t, staff } = useView()
  if (isUnderWay(row)) return <ExperimentProgress row={row} />
  if (row.status === 'unreadable') return <Unreadable row={row} />
  if (row.status === 'choosing' && row.columns && row.plan) {
    if (!allows(evaluators, staff)) return <Card padded>{t('effects:experiment.notChosen')}</Card>
    const nothing = row.failure?.reason === 'no_rows'
    return <ChooseCard id={row.id} columns={row.columns} plan={row.plan} form={form} nothing={nothing} />
  }
  if (!report || !row.plan) return null
  return <ExperimentResult row={row} plan={row.plan} report={report} faults={faults} form={form} />
}

/** Whether the page has to wait. */
export function isUnderWay({ status }: Pick<ExperimentRow, 'status'>): boolean {
  return status === 'arriving' || status === 'looking' || status === 'reading'
}

/** How far looking or adding up has come. */
export function ExperimentProgress({ row }: { readonly row: ExperimentRow }) {
  const { t } = useView()
  const reading = row.status === 'reading'
  const title = t(reading ? 'effects:experiment.reading' : 'effects:experiment.looking')
  return (
    <div id={progressId}>
      <Card padded label={title}>
        <ProgressPanel
          id="experiment-progress-panel"
          title={title}
          state="running"
          done={row.rows_done}
          total={reading ? row.rows_total : undefined}
          unit={t('effects:experiment.rows', { count: row.rows_done })}
        />
      </Card>
    </div>
  )
}

const ownReasons = ['no_arm', 'no_other_arm', 'no_outcome']

/** Why the file cannot be read, and what to do. The reasons are those of other imports, and some of our own. */
function Unreadable({ row }: { readonly row: ExperimentRow }) {
  const { t } = useView()
  const { reason = 'malformed', values = {} } = row.failure ?? {}
  const own = ownReasons.includes(reason)
  return (
    <Card padded title={t('imports:result.unreadableTitle')}>
      <p>{t((own ? `effects:failure.${reason}` : `imports:unreadable.${reason}`) as TextKey, values)}</p>
      <div class="cluster">
        <LinkButton href={href(paths.experimentNew)} look="primary" icon="upload">
          {t('effects:experiment.again')}
        </LinkButton>
      </div>
    </Card>
  )
}
