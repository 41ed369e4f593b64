import { LineChart } from '../../../web/chart.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { useView } from '../../../web/view.ts'
import type { Compared, CoursePoint, Report } from '../report/report.ts'
import { figuresOf } from './figures.ts'

interface DifferenceProps {
  readonly report: Report
  readonly compared: Compared
  /** Unique on the page. */
  readonly id: string
  /** Which arm, where there are several. */
  readonly name?: string | undefined
}

/** How the difference went, with the interval that holds on every day. */
export function DifferenceCard({ report, compared, id, name }: DifferenceProps) {
  const view = useView()
  const { t } = view
  const figures = figuresOf(view, report.question.kind)
  const { course, comparison } = compared
  const shown = course.slice(
    Math.max(
      0,
      course.findIndex(({ value }) => value !== null),
    ),
  )
  if (shown.length < 2 || shown[0]?.value === null) return null
  const reach = reachOf(shown, comparison.matters)
  const matters = comparison.matters ?? 0
  const bands =
    matters > 0 && matters < reach
      ? [{ from: -matters, to: matters, tone: 'care' as const, name: t('effects:course.matters') }]
      : []
  return (
    <Card title={name === undefined ? t('effects:course.title') : t('effects:course.titleOf', { name })}>
      <CardPart>
        <LineChart
          id={id}
          wide
          height={260}
          label={t('effects:course.label')}
          days={shown.map(({ day }) => day)}
          series={[
            { name: t('effects:course.difference'), values: shown.map(({ value }) => value) },
            { name: t('effects:course.high'), values: shown.map(({ high }) => high), tone: 'neutral', dashed: true },
            { name: t('effects:course.low'), values: shown.map(({ low }) => low), tone: 'neutral', dashed: true },
          ]}
          bands={bands}
          format={figures.axis}
          min={-reach}
          max={reach}
        />
        <p class="small muted">{t(`effects:course.note.${report.question.kind}`)}</p>
      </CardPart>
    </Card>
  )
}

/** How far the axis goes to each side: the early, wide intervals may leave the picture. A number with a half and a quarter. */
function reachOf(course: readonly CoursePoint[], matters: number | null): number {
  const later = course.slice(Math.floor(course.length / 3))
  const most = Math.max(
    ...later.flatMap(({ low, high }) => [Math.abs(low ?? 0), Math.abs(high ?? 0)]),
    1.2 * (matters ?? 0),
  )
  const unit = 10 ** Math.floor(Math.log10(most || 1))
  return unit * ([1, 2, 4, 10].find(step => step * unit >= most) ?? 10)
}
