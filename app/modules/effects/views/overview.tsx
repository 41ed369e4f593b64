import { href, paths } from '../../../paths.ts'
import { allows, evaluators } from '../../../web/access.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import type { Verdict } from '../estimates/comparison.ts'
import type { ExperimentRow } from '../experiments/queries.ts'
import type { ReadLine } from '../plays/together.ts'
import { PlaysTable } from './plays-table.tsx'
import { VerdictTag } from './verdict.tsx'

export interface ExperimentLine {
  readonly row: ExperimentRow
  readonly verdicts: readonly Verdict[]
}

interface OverviewProps {
  readonly plays: readonly ReadLine[]
  readonly experiments: readonly ExperimentLine[]
  readonly next: string | undefined
}

/** What is known to work, to harm, to do nothing, and what is not yet known. */
export function OverviewPage({ plays, experiments, next }: OverviewProps) {
  const { t, staff } = useView()
  const may = allows(evaluators, staff)
  return (
    <StaffLayout title={t('effects:title')} width="wide">
      <PageHead
        title={t('effects:title')}
        lead={t('effects:overview.lead')}
        actions={
          may ? (
            <LinkButton href={href(paths.experimentNew)} icon="upload">
              {t('effects:overview.import')}
            </LinkButton>
          ) : undefined
        }
      />
      <Stack>
        <PlaysTable lines={plays} />
        <Card title={t('effects:overview.experiments')}>
          <DataTable
            caption={t('effects:overview.experiments')}
            columns={useExperimentColumns()}
            rows={experiments}
            href={({ row }) => href(paths.experiment, { id: row.id })}
            empty={
              <EmptyState icon="flask-conical" title={t('effects:overview.emptyTitle')}>
                {t('effects:overview.empty')}
              </EmptyState>
            }
          />
          {next === undefined ? null : (
            <CardPart>
              <Pagination next={next} shown={experiments.length} />
            </CardPart>
          )}
        </Card>
      </Stack>
    </StaffLayout>
  )
}

function useExperimentColumns(): readonly Column<ExperimentLine>[] {
  const { t, format } = useView()
  return [
    { key: 'name', label: t('effects:overview.name'), leading: true, value: ({ row }) => <bdi>{row.name}</bdi> },
    {
      key: 'verdict',
      label: t('effects:arms.verdict'),
      value: ({ row, verdicts }) =>
        row.status === 'done' ? (
          <span class="cluster">
            {verdicts.map(verdict => (
              <VerdictTag verdict={verdict} />
            ))}
          </span>
        ) : (
          <Tag tone="neutral">{t(`effects:status.${row.status}`)}</Tag>
        ),
    },
    {
      key: 'rows',
      label: t('effects:arms.n'),
      numeric: true,
      value: ({ row }) => (row.status === 'done' ? format.number(row.rows_total - row.faults) : '–'),
    },
    { key: 'created', label: t('effects:overview.created'), value: ({ row }) => format.date(row.created_at) },
  ]
}
