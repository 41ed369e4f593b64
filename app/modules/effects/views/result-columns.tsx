import type { Column } from '../../../web/ui/data-table.tsx'
import type { View } from '../../../web/view.ts'
import type { Compared, Report } from '../report/report.ts'
import { figuresOf, pNumber } from './figures.ts'
import { VerdictTag } from './verdict.tsx'

/** An arm as tables show it. */
export interface ArmLine {
  readonly name: string
  readonly n: number
  readonly mean: number
  /** It is what the others are compared with. */
  readonly isControl: boolean
  readonly compared: Compared | undefined
}

/** An arm with what came of it. */
export function armLine(report: Report, arm: string, name: string): ArmLine {
  const compared = report.compared.find(one => one.arm === arm)
  const isControl = arm === report.control
  const estimate = compared?.comparison.arm ?? (isControl ? report.compared[0]?.comparison.control : undefined)
  const n = estimate?.n ?? report.arms.get(arm)?.n ?? 0
  return { name, n, mean: estimate?.mean ?? Number.NaN, isControl, compared }
}

interface ColumnWords {
  /** What arms are called. */
  readonly name: string
  /** They are variants of a play, not its arms. */
  readonly variant?: boolean
}

/** What came of arms. Of too few to compare there are counts and means, and nothing else. */
export function resultColumns(view: View, report: Report, words: ColumnWords): readonly Column<ArmLine>[] {
  const { t, format } = view
  const figures = figuresOf(view, report.question.kind)
  return [
    { key: 'name', label: words.name, leading: true, value: line => <bdi>{line.name}</bdi> },
    { key: 'n', label: t('effects:arms.n'), numeric: true, value: line => format.number(line.n) },
    {
      key: 'mean',
      label: t(`effects:arms.mean.${report.question.kind}`),
      numeric: true,
      value: ({ mean }) => (Number.isFinite(mean) ? figures.value(mean) : '–'),
    },
    {
      key: 'difference',
      label: t('effects:arms.difference'),
      numeric: true,
      value: ({ isControl, compared }) =>
        isControl ? t('effects:arms.control') : compared ? figures.differenceIn(compared.comparison) : '–',
    },
    {
      key: 'range',
      label: t('effects:arms.range'),
      numeric: true,
      value: ({ compared }) => (compared ? figures.rangeIn(compared.comparison) : '–'),
    },
    {
      key: 'p',
      label: t('effects:arms.p'),
      numeric: true,
      minor: true,
      value: ({ compared }) => (compared?.comparison.enough ? pNumber(view, compared.p) : '–'),
    },
    {
      key: 'verdict',
      label: t('effects:arms.verdict'),
      value: ({ compared }) =>
        compared ? <VerdictTag verdict={compared.verdict} variant={words.variant === true} /> : '–',
    },
  ]
}
