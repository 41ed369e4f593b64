import { href, paths } from '../../../../paths.ts'
import { LinkButton } from '../../../../web/ui/button.tsx'
import { type Column, DataTable } from '../../../../web/ui/data-table.tsx'
import { Tag } from '../../../../web/ui/tag.tsx'
import { useView } from '../../../../web/view.ts'
import { problemText } from '../export.ts'
import type { listProblems } from '../queries.ts'
import type { ProblemName } from '../rows/problem.ts'

export type ListedProblem = Awaited<ReturnType<typeof listProblems>>[number]

interface ProblemTableProps {
  /** Where all of them can be had as a file, unless the page says so elsewhere. */
  readonly importId?: number
  readonly problems: readonly ListedProblem[]
}

/** The first problems, and all of them as a file. */
export function ProblemTable({ importId, problems }: ProblemTableProps) {
  const { t } = useView()
  return (
    <>
      <p class="cluster">
        <span class="muted small">{t('imports:problems.first', { count: problems.length })}</span>
        {importId === undefined ? null : (
          <LinkButton href={href(paths.importErrors, { id: importId })} size="small" icon="download" download>
            {t('imports:problems.download')}
          </LinkButton>
        )}
      </p>
      <DataTable caption={t('imports:problems.caption')} columns={useColumns()} rows={problems} empty={null} />
    </>
  )
}

function useColumns(): readonly Column<ListedProblem>[] {
  const { t, format } = useView()
  return [
    { key: 'row', label: t('imports:problems.row'), value: row => format.number(row.row_number), numeric: true },
    {
      key: 'message',
      label: t('imports:problems.message'),
      value: row => problemText(t, row.message as ProblemName, row.detail),
    },
    { key: 'column', label: t('imports:problems.column'), value: row => <bdi>{row.column_name ?? ''}</bdi> },
    { key: 'value', label: t('imports:problems.value'), value: row => <bdi>{row.value ?? ''}</bdi> },
    {
      key: 'kind',
      label: t('imports:problems.kind'),
      value: row =>
        row.warning ? (
          <Tag tone="care">{t('imports:problems.warning')}</Tag>
        ) : (
          <Tag tone="bad">{t('imports:problems.error')}</Tag>
        ),
    },
  ]
}
