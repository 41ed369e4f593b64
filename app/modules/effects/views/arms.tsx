import { Card, CardPart } from '../../../web/ui/card.tsx'
import { DataTable } from '../../../web/ui/data-table.tsx'
import { useView } from '../../../web/view.ts'
import type { Report } from '../report/report.ts'
import { armLine, resultColumns } from './result-columns.tsx'

interface ArmsCardProps {
  readonly report: Report
  readonly nameOf: (arm: string) => string
}

/** All arms in numbers, the control first. */
export function ArmsCard({ report, nameOf }: ArmsCardProps) {
  const view = useView()
  const { t } = view
  const arms = [report.control, ...report.compared.map(({ arm }) => arm)]
  const lines = arms.map(arm => armLine(report, arm, nameOf(arm)))
  const columns = resultColumns(view, report, { name: t('effects:arms.name') })
  return (
    <Card title={t('effects:arms.title')}>
      <DataTable caption={t('effects:arms.title')} columns={columns} rows={lines} empty={null} />
      {report.strata > 1 ? (
        <CardPart>
          <p class="small muted">{t('effects:arms.strata')}</p>
        </CardPart>
      ) : null}
      {report.compared.length > 1 ? (
        <CardPart>
          <p class="small muted">{t('effects:arms.together', { count: report.compared.length })}</p>
        </CardPart>
      ) : null}
    </Card>
  )
}
