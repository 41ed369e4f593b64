import { ChartFigure, type ChartProps, type ChartTable } from './chart/figure.tsx'
import {
  type Band,
  bandArea,
  barSeries,
  categoryAxis,
  eventLines,
  grid,
  lineSeries,
  roomForBands,
  type Scale,
  type Series,
  valueAxis,
  widthOf,
} from './chart/options.ts'
import { useView } from './view.ts'

interface SeriesChartProps extends ChartProps {
  readonly series: readonly Series[]
  /** Words of a value, with its unit; plain numbers unless given. */
  readonly format?: (value: number) => string
  readonly min?: number
  readonly max?: number
}

interface LineChartProps extends SeriesChartProps {
  /** Days as 2026-11-22, one per value. */
  readonly days: readonly string[]
  readonly bands?: readonly Band[]
  /** What happened meanwhile: a number in the drawing, the words below it. */
  readonly events?: readonly { readonly day: string; readonly text: string }[]
}

/** How something went over days. */
export function LineChart({ days, series, bands = [], events = [], format, min, max, ...chart }: LineChartProps) {
  const view = useView()
  const scale: Scale = { min, max, format: format ?? (value => view.format.number(value, 1)) }
  const names = days.map(day => view.format.dayMonth(day))
  const marked = events.map(event => ({ ...event, index: days.indexOf(event.day) })).filter(({ index }) => index >= 0)
  const signed = marked.map((event, order) => ({ ...event, sign: signs[order] ?? '•' }))
  return (
    <ChartFigure
      {...chart}
      option={size => {
        const frame = grid(axisLabels(series, scale), { top: signed.length > 0 ? 26 : 14, right: roomForBands(bands) })
        const lines = series.map(lineSeries)
        // Bands and events belong to the picture, not to a line; ECharts hangs them on the first one.
        const [first, ...rest] = lines
        const carrier = { ...first, markArea: bandArea(bands), markLine: eventLines(signed) }
        return {
          grid: frame,
          xAxis: categoryAxis(names, size.width - frame.left - frame.right, false),
          yAxis: valueAxis(scale),
          series: first ? [carrier, ...rest] : [],
        }
      }}
      table={seriesTable(view.t('web:ui.chart.day'), days.map(view.format.date), series, scale)}
      legend={series}
      notes={signed.map(({ sign, day, text }) => `${sign} ${view.format.dayMonth(day)} ${text}`)}
    />
  )
}

const signs = [...'①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳']

interface BarChartProps extends SeriesChartProps {
  readonly names: readonly string[]
  /** What the names are, for the table: 「イベント名」 */
  readonly of: string
  /** On top of each other instead of beside each other. */
  readonly stacked?: boolean
}

/** Amounts side by side. */
export function BarChart({ names, of, series, stacked = false, format, min, max, ...chart }: BarChartProps) {
  const view = useView()
  const scale: Scale = { min: min ?? 0, max, format: format ?? (value => view.format.number(value, 1)) }
  const frame = grid(axisLabels(stacked ? [totals(series)] : series, scale))
  return (
    <ChartFigure
      {...chart}
      option={size => ({
        grid: frame,
        xAxis: categoryAxis(names, size.width - frame.left - frame.right, true),
        yAxis: valueAxis(scale),
        series: series.map(one => barSeries(one, stacked)),
      })}
      table={seriesTable(of, names, series, scale)}
      legend={series.map(one => ({ ...one, bar: true }))}
    />
  )
}

interface HistogramProps extends ChartProps {
  /** Lower edge of each bin, and the upper edge of the last one. */
  readonly edges: readonly number[]
  /** How many there are per bin. */
  readonly counts: readonly number[]
  /** How many there were before the change; drawn as outlines. */
  readonly before?: readonly number[]
  /** Words for what is counted and the two rows. */
  readonly words: { readonly bin: string; readonly now: string; readonly before?: string }
}

/** How values are distributed, now and before. */
export function Histogram({ edges, counts, before, words, ...chart }: HistogramProps) {
  const { format } = useView()
  const names = counts.map(
    (_, index) => `${format.number(edges[index] ?? 0, 1)}–${format.number(edges[index + 1] ?? 0, 1)}`,
  )
  const now: Series = { name: words.now, values: counts }
  const series = before
    ? [{ name: words.before ?? '', values: before, tone: 'neutral', dashed: true } as const, now]
    : [now]
  return <BarChart {...chart} names={names} of={words.bin} series={series} format={value => format.number(value)} />
}

function axisLabels(series: readonly Series[], { min, max, format }: Scale): string[] {
  const values = series.flatMap(one => one.values).filter(value => value !== null)
  const least = min ?? Math.min(0, ...values)
  const most = max ?? Math.max(0, ...values) * 1.2
  return [least, most, (least + most) / 2].map(format).sort((a, b) => widthOf(b) - widthOf(a))
}

function totals(series: readonly Series[]): Series {
  const length = Math.max(0, ...series.map(({ values }) => values.length))
  const sum = (index: number) => series.reduce((all, { values }) => all + (values[index] ?? 0), 0)
  return { name: '', values: Array.from({ length }, (_, index) => sum(index)) }
}

function seriesTable(of: string, names: readonly string[], series: readonly Series[], { format }: Scale): ChartTable {
  return {
    head: [of, ...series.map(({ name }) => name)],
    rows: names.map((name, index) => [
      name,
      ...series.map(({ values }) => {
        const value = values[index]
        return value === null || value === undefined ? '–' : format(value)
      }),
    ]),
  }
}
