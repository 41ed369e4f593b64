import { href, paths } from '../../../../paths.ts'
import { StaffLayout } from '../../../../web/layout.tsx'
import { LinkButton } from '../../../../web/ui/button.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../../web/ui/data-table.tsx'
import { EmptyState } from '../../../../web/ui/empty-state.tsx'
import { PageHead } from '../../../../web/ui/page-head.tsx'
import { Pagination } from '../../../../web/ui/pagination.tsx'
import { Time } from '../../../../web/ui/time.tsx'
import { useView } from '../../../../web/view.ts'
import type { listImports } from '../queries.ts'
import { StatusTag } from './status.tsx'

type Row = Awaited<ReturnType<typeof listImports>>[number]

interface ImportsPageProps {
  readonly rows: readonly Row[]
  readonly names: ReadonlyMap<string, string>
  readonly next: string | undefined
}

/** Imports so far. */
export function ImportsPage({ rows, names, next }: ImportsPageProps) {
  const { t } = useView()
  const start = (
    <LinkButton href={href(paths.importNew)} look="primary" icon="upload">
      {t('imports:list.new')}
    </LinkButton>
  )
  return (
    <StaffLayout title={t('imports:title.list')}>
      <PageHead
        title={t('imports:title.list')}
        breadcrumb={[{ text: t('imports:navigation.accounts'), href: href(paths.accounts) }]}
        lead={t('imports:list.lead')}
        actions={rows.length > 0 ? start : undefined}
      />
      <Card label={t('imports:list.caption')}>
        <DataTable
          caption={t('imports:list.caption')}
          columns={useColumns(names)}
          rows={rows}
          href={row => href(paths.import, { id: row.id })}
          empty={
            <EmptyState icon="file-up" title={t('imports:list.emptyTitle')} action={start}>
              {t('imports:list.empty')}
            </EmptyState>
          }
        />
      </Card>
      {rows.length > 0 ? <Pagination shown={rows.length} next={next} /> : null}
    </StaffLayout>
  )
}

function useColumns(names: ReadonlyMap<string, string>): readonly Column<Row>[] {
  const { t, format } = useView()
  const count = (key: 'created' | 'updated' | 'failed', value: (row: Row) => number): Column<Row> => ({
    key,
    label: t(`imports:list.${key}`),
    numeric: true,
    value: row => (row.status === 'done' ? format.number(value(row)) : ''),
  })
  return [
    { key: 'file', label: t('imports:list.file'), value: row => <bdi>{row.file_name}</bdi>, leading: true },
    { key: 'subject', label: t('imports:list.subject'), value: row => t(`imports:subject.${row.subject}`) },
    { key: 'status', label: t('imports:list.status'), value: row => <StatusTag status={row.status} /> },
    count('created', row => row.created_count),
    count('updated', row => row.updated_count),
    count('failed', row => row.failed_count),
    {
      key: 'at',
      label: t('imports:list.at'),
      value: row => (
        <>
          <Time at={row.created_at} />{' '}
          <span class="muted">
            {row.staff_id ? <bdi>{names.get(row.staff_id) ?? ''}</bdi> : t('imports:list.byCommand')}
          </span>
        </>
      ),
    },
  ]
}
