import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { useView, type View } from '../../../web/view.ts'
import type { Variant, Variants } from '../plays/variants.ts'
import type { Compared, Report } from '../report/report.ts'
import { type Figures, figuresOf } from './figures.ts'
import { VerdictTag } from './verdict.tsx'

interface Line extends Variant {
  readonly words: string
  readonly n: number
  readonly mean: number
  readonly compared: Compared | undefined
}

interface TableProps extends Pick<Variants, 'variants' | 'report'> {
  readonly nameOf: (path: string) => string
}

/** Variants in numbers, with what each cost. */
export function VariantsTable({ variants, report, nameOf }: TableProps) {
  const view = useView()
  const lines = variants.map((variant): Line => {
    const compared = report.compared.find(({ arm }) => arm === variant.path)
    const own = report.arms.get(variant.path)
    const control = report.compared[0]?.comparison.control
    const mean = compared?.comparison.arm.mean ?? (variant.path === report.control ? control?.mean : undefined)
    return { ...variant, words: nameOf(variant.path), n: own?.n ?? 0, mean: mean ?? Number.NaN, compared }
  })
  const columns = [...resultColumns(view, report), ...costColumns(view)]
  return <DataTable caption={view.t('effects:variants.title')} columns={columns} rows={lines} empty={null} />
}

function resultColumns(view: View, report: Report): readonly Column<Line>[] {
  const { t, format } = view
  const figures = figuresOf(view, report.question.kind)
  return [
    { key: 'name', label: t('effects:variants.name'), leading: true, value: line => <bdi>{line.words}</bdi> },
    { key: 'n', label: t('effects:arms.n'), numeric: true, value: line => format.number(line.n) },
    {
      key: 'mean',
      label: t(`effects:arms.mean.${report.question.kind}`),
      numeric: true,
      value: line => (Number.isFinite(line.mean) ? figures.value(line.mean) : '–'),
    },
    {
      key: 'difference',
      label: t('effects:segments.difference'),
      numeric: true,
      value: line => (line.path === report.control ? t('effects:arms.control') : differenceOf(figures, line.compared)),
    },
    {
      key: 'range',
      label: t('effects:arms.range'),
      numeric: true,
      value: ({ compared }) => (compared ? figures.range(compared.comparison.always) : '–'),
    },
    {
      key: 'verdict',
      label: t('effects:arms.verdict'),
      value: ({ compared }) => (compared ? <VerdictTag verdict={compared.verdict} variant /> : '–'),
    },
  ]
}

function differenceOf(figures: Figures, compared: Compared | undefined): string {
  const difference = compared?.comparison.best.value ?? Number.NaN
  return Number.isFinite(difference) ? figures.difference(difference) : '–'
}

function costColumns({ t, format }: View): readonly Column<Line>[] {
  const each = (total: number, { accounts }: Line) => (accounts > 0 ? format.number(total / accounts, 1) : '–')
  return [
    {
      key: 'minutes',
      label: t('effects:variants.minutes'),
      numeric: true,
      value: line => each(line.minutes, line),
    },
    {
      key: 'mails',
      label: t('effects:variants.mails'),
      numeric: true,
      value: line => each(line.mails, line),
    },
  ]
}
