import { Button } from '../../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../../web/ui/card.tsx'
import { Disclosure } from '../../../../web/ui/disclosure.tsx'
import { ProgressPanel } from '../../../../web/ui/progress-panel.tsx'
import { Stat, Stats } from '../../../../web/ui/stat.tsx'
import { useView } from '../../../../web/view.ts'
import type { ImportRow } from '../queries.ts'
import { type ListedProblem, ProblemTable } from './problems.tsx'

export const countsId = 'import-counts'
/** Of the form with the mapping, which the button up here sends. */
export const formId = 'import-plan'

interface CountsProps {
  readonly row: ImportRow
  readonly problems: readonly ListedProblem[]
}

/** What importing would do, by the numbers; while they are being counted, how far that is. */
export function Counts({ row, problems }: CountsProps) {
  const { t } = useView()
  if (row.status === 'ready') return <CountedCard row={row} problems={problems} />
  return (
    <div id={countsId}>
      <Card padded label={t('imports:counts.counting')}>
        <ProgressPanel
          id="import-counting"
          title={t('imports:counts.counting')}
          state="running"
          done={row.rows_done}
          total={row.phase === 'reading' ? row.rows_total : undefined}
          unit={t('imports:counts.rows', { count: row.phase === 'reading' ? row.rows_total : row.rows_done })}
          actions={<ImportButton rows={row.profile?.rows ?? 0} />}
        />
      </Card>
    </div>
  )
}

function CountedCard({ row, problems }: CountsProps) {
  const { t } = useView()
  return (
    <div id={countsId}>
      <Card title={t('imports:counts.title')}>
        <CardPart>
          <CountStats row={row} />
          <div class="form-actions">
            <ImportButton rows={row.created_count + row.updated_count} />
          </div>
        </CardPart>
        {problems.length > 0 ? (
          <CardPart>
            <Disclosure summary={t('imports:counts.problems')}>
              <ProblemTable importId={row.id} problems={problems} />
            </Disclosure>
          </CardPart>
        ) : null}
      </Card>
    </div>
  )
}

function ImportButton({ rows }: { readonly rows: number }) {
  const { t, format } = useView()
  return (
    <Button look="primary" form={formId} disabled={rows === 0} busy={t('imports:plan.starting')}>
      {t('imports:plan.run', { count: rows, rows: format.number(rows) })}
    </Button>
  )
}

/** New, updated, left out, warnings. */
export function CountStats({ row }: { readonly row: ImportRow }) {
  const { t, format } = useView()
  const counted = (rows: number) => ({ value: format.number(rows), unit: t('imports:counts.rows', { count: rows }) })
  const left = row.status === 'done' ? t('imports:result.left') : t('imports:counts.failed')
  return (
    <Stats>
      <Stat big label={t('imports:counts.created')} {...counted(row.created_count)} />
      <Stat big label={t('imports:counts.updated')} {...counted(row.updated_count)} />
      <Stat big label={left} {...counted(row.failed_count)} />
      <Stat big label={t('imports:counts.warnings')} {...counted(row.warning_count)} />
    </Stats>
  )
}
