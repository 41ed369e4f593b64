import { Card, CardPart } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { useView } from '../../../web/view.ts'
import type { Compared, Report } from '../report/report.ts'
import { type Figures, figuresOf, pNumber } from './figures.ts'
import { VerdictTag } from './verdict.tsx'

interface ArmLine {
  readonly name: string
  readonly n: number
  readonly mean: number
  readonly compared: Compared | undefined
}

interface ArmsCardProps {
  readonly report: Report
  readonly nameOf: (arm: string) => string
}

/** All arms in numbers, the control first. */
export function ArmsCard({ report, nameOf }: ArmsCardProps) {
  const { t } = useView()
  const names = [report.control, ...report.compared.map(({ arm }) => arm)]
  const lines = names.map(arm => {
    const compared = report.compared.find(one => one.arm === arm)
    const estimate = compared?.comparison.arm ?? report.compared[0]?.comparison.control
    return { name: nameOf(arm), n: estimate?.n ?? 0, mean: estimate?.mean ?? Number.NaN, compared }
  })
  return (
    <Card title={t('effects:arms.title')}>
      <DataTable caption={t('effects:arms.title')} columns={useColumns(report)} rows={lines} empty={null} />
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

function useColumns(report: Report): readonly Column<ArmLine>[] {
  const view = useView()
  const { t, format } = view
  const figures = figuresOf(view, report.question.kind)
  return [
    { key: 'name', label: t('effects:arms.name'), leading: true, value: line => <bdi>{line.name}</bdi> },
    { key: 'n', label: t('effects:arms.n'), numeric: true, value: line => format.number(line.n) },
    {
      key: 'mean',
      label: t(`effects:arms.mean.${report.question.kind}`),
      numeric: true,
      value: line => (Number.isFinite(line.mean) ? figures.value(line.mean) : '–'),
    },
    {
      key: 'difference',
      label: t('effects:arms.difference'),
      numeric: true,
      value: ({ compared }) => (compared ? differenceOf(figures, compared) : t('effects:arms.control')),
    },
    {
      key: 'range',
      label: t('effects:arms.range'),
      numeric: true,
      value: ({ compared }) => (compared ? figures.range(compared.comparison.always) : '–'),
    },
    {
      key: 'p',
      label: t('effects:arms.p'),
      numeric: true,
      minor: true,
      value: ({ compared }) => (compared ? pNumber(view, compared.p) : '–'),
    },
    {
      key: 'verdict',
      label: t('effects:arms.verdict'),
      value: ({ compared }) => (compared ? <VerdictTag verdict={compared.verdict} /> : '–'),
    },
  ]
}

function differenceOf(figures: Figures, { comparison: { best } }: Compared): string {
  return Number.isFinite(best.value) ? figures.difference(best.value) : '–'
}
