import { Card, CardPart } from '../../../../web/ui/card.tsx'
import { Disclosure } from '../../../../web/ui/disclosure.tsx'
import { ProgressPanel } from '../../../../web/ui/progress-panel.tsx'
import { Stat, Stats } from '../../../../web/ui/stat.tsx'
import { useView } from '../../../../web/view.ts'
import type { ImportRow } from '../queries.ts'
import { type ListedProblem, ProblemTable } from './problems.tsx'

export const countsId = 'import-counts'

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
          unit={t('imports:counts.rows')}
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

/** New, updated, left out, warnings. */
export function CountStats({ row }: { readonly row: ImportRow }) {
  const { t, format } = useView()
  const unit = t('imports:counts.rows')
  return (
    <Stats>
      <Stat big label={t('imports:counts.created')} value={format.number(row.created_count)} unit={unit} />
      <Stat big label={t('imports:counts.updated')} value={format.number(row.updated_count)} unit={unit} />
      <Stat big label={t('imports:counts.failed')} value={format.number(row.failed_count)} unit={unit} />
      <Stat big label={t('imports:counts.warnings')} value={format.number(row.warning_count)} unit={unit} />
    </Stats>
  )
}
