import { href, paths } from '../../../../paths.ts'
import type { PlayTab } from '../../../../web/module.ts'
import { LinkButton } from '../../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../../web/ui/card.tsx'
import { Select } from '../../../../web/ui/choice.tsx'
import { type Column, DataTable } from '../../../../web/ui/data-table.tsx'
import { EmptyState } from '../../../../web/ui/empty-state.tsx'
import { FilterBar } from '../../../../web/ui/filter-bar.tsx'
import { Pagination } from '../../../../web/ui/pagination.tsx'
import { MarkedName } from '../../../../web/ui/tag.tsx'
import { Time } from '../../../../web/ui/time.tsx'
import { useView } from '../../../../web/view.ts'
import { allSteps } from '../../definition/steps.ts'
import type { EnrollmentFilter, EnrollmentRow } from '../../running/enrollments.ts'
import type { ShownPlay } from '../../running/shown-play.ts'
import { endings } from '../../tables.ts'
import { EnrollmentState } from './enrollment-state.tsx'
import { PlayFrame } from './play-frame.tsx'
import { stepWords, type Telling } from './step-words.ts'

interface EnrollmentsPageProps {
  readonly play: ShownPlay
  readonly tabs: readonly PlayTab[]
  readonly telling: Telling
  readonly filter: Pick<EnrollmentFilter, 'state' | 'step' | 'endedBy'>
  readonly rows: readonly EnrollmentRow[]
  readonly total: number
  readonly next: string | undefined
  readonly previous: string | undefined
}

/** Who is or was in a play. */
export function EnrollmentsPage(props: EnrollmentsPageProps) {
  const { play, tabs, filter, rows, total, next, previous } = props
  const { t } = useView()
  const { state, step, endedBy: by } = filter
  const title = t('plays:running.tabs.enrollments')
  return (
    <PlayFrame play={play} tabs={tabs} title={title}>
      <Filters {...props} />
      <Card
        title={title}
        actions={
          total > 0 ? (
            <LinkButton
              icon="download"
              size="small"
              href={href(paths.playEnrollmentsExport, { id: play.id }, { state, step, by })}
              download
            >
              {t('plays:running.csv')}
            </LinkButton>
          ) : undefined
        }
      >
        <DataTable
          caption={title}
          columns={useColumns(props)}
          rows={rows}
          href={row => href(paths.enrollment, { id: row.id })}
          empty={<Nobody filtered={Boolean(state ?? step ?? by)} />}
        />
      </Card>
      <Pagination previous={previous} next={next} shown={rows.length} total={total} />
    </PlayFrame>
  )
}

function Nobody({ filtered }: { readonly filtered: boolean }) {
  const { t } = useView()
  return (
    <CardPart>
      <EmptyState
        icon="users"
        title={t(filtered ? 'plays:running.enrollments.noneFiltered' : 'plays:running.enrollments.none')}
      >
        {filtered ? undefined : t('plays:running.enrollments.noneText')}
      </EmptyState>
    </CardPart>
  )
}

function Filters({ play, telling, filter }: EnrollmentsPageProps) {
  const view = useView()
  const { t } = view
  const action = href(paths.playEnrollments, { id: play.id })
  const steps = play.version?.definition ? allSteps(play.version.definition.steps) : []
  return (
    <FilterBar action={action} clear={action}>
      <Select
        name="state"
        label={t('plays:running.enrollments.state')}
        value={filter.state}
        empty={t('plays:running.enrollments.all')}
        options={(['under_way', 'ended'] as const).map(value => ({
          value,
          text: t(`plays:running.enrollments.states.${value}`),
        }))}
      />
      <Select
        name="step"
        label={t('plays:running.enrollments.step')}
        value={filter.step}
        empty={t('plays:running.enrollments.all')}
        options={steps.map(step => ({ value: step.id, text: shortened(stepWords(view, telling, step)) }))}
      />
      <Select
        name="by"
        label={t('plays:running.enrollments.by')}
        value={filter.endedBy}
        empty={t('plays:running.enrollments.all')}
        options={endings.map(value => ({ value, text: t(`plays:running.ending.${value}`) }))}
      />
    </FilterBar>
  )
}

const longestChoice = 40

function shortened(text: string): string {
  const letters = [...text]
  return letters.length > longestChoice ? `${letters.slice(0, longestChoice).join('')}…` : text
}

function useColumns({ play, telling }: EnrollmentsPageProps): readonly Column<EnrollmentRow>[] {
  const view = useView()
  const { t } = view
  const definition = play.version?.definition
  const steps = new Map((definition ? allSteps(definition.steps) : []).map(step => [step.id, step]))
  const account: Column<EnrollmentRow> = {
    key: 'account',
    label: t('plays:running.account'),
    value: row => <MarkedName name={row.contact ?? row.account} sample={row.sample} />,
  }
  return [
    account,
    ...(play.about === 'contact'
      ? [{ key: 'of', label: t('plays:running.ofAccount'), value: (row: EnrollmentRow) => <bdi>{row.account}</bdi> }]
      : []),
    {
      key: 'state',
      label: t('plays:running.enrollments.state'),
      value: row => <EnrollmentState row={row} paused={play.state === 'paused'} />,
    },
    {
      key: 'step',
      label: t('plays:running.enrollments.step'),
      minor: true,
      value: row => {
        const step = steps.get(row.step ?? '')
        return step ? <span class="small">{shortened(stepWords(view, telling, step))}</span> : null
      },
    },
    {
      key: 'entered',
      label: t('plays:running.enrollments.entered'),
      steady: true,
      value: row => <Time at={row.enteredAt} />,
    },
  ]
}
