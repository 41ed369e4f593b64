import { useView } from '../view.ts'
import type { Option } from './draw.ts'
import { ChartFigure, type ChartProps } from './figure.tsx'
import { grid, valueAxis } from './options.ts'

interface ReliabilityBin {
  /** Mean predicted probability of the bin, 0–1. */
  readonly predicted: number
  /** Share that it really happened to, 0–1. */
  readonly observed: number
  readonly count: number
}

interface ReliabilityChartProps extends ChartProps {
  readonly bins: readonly ReliabilityBin[]
  readonly words: { readonly predicted: string; readonly observed: string; readonly count: string }
}

/**
 * Whether probabilities mean what they say: on the diagonal, of those told 30 % it happened to 30 %. Larger dots stand
 * for more cases. (Reliability diagram, Murphy and Winkler 1977.)
 */
export function ReliabilityChart({ bins, words, ...chart }: ReliabilityChartProps) {
  const { format } = useView()
  const percent = (value: number) => format.percent(value)
  return (
    <ChartFigure
      height={260}
      {...chart}
      option={() => reliabilityOption(bins, words, percent)}
      table={{
        head: [words.predicted, words.observed, words.count],
        rows: bins.map(bin => [
          format.percent(bin.predicted, 1),
          format.percent(bin.observed, 1),
          format.number(bin.count),
        ]),
      }}
    />
  )
}

function reliabilityOption(
  bins: readonly ReliabilityBin[],
  words: ReliabilityChartProps['words'],
  percent: (value: number) => string,
): Option {
  const most = Math.max(1, ...bins.map(({ count }) => count))
  const end = endOf(bins)
  const sized = bins.map(({ predicted, observed, count }) => ({
    value: [predicted, observed],
    symbolSize: 6 + 10 * Math.sqrt(count / most),
  }))
  const still = { silent: true, emphasis: { disabled: true } }
  const name = { nameTextStyle: { color: 'var(--ink-2)', fontSize: 12 } }
  const axis = { ...valueAxis({ min: 0, max: end, format: percent }), ...name }
  return {
    grid: { ...grid([percent(1)]), top: 30, bottom: 46, right: 24 },
    xAxis: { ...axis, name: words.predicted, nameLocation: 'middle', nameGap: 28 },
    yAxis: {
      ...axis,
      name: words.observed,
      nameTextStyle: { ...name.nameTextStyle, align: 'left', padding: [0, 0, 0, -28] },
    },
    series: [
      line(
        [
          [0, 0],
          [end, end],
        ],
        { color: 'var(--ink-3)', width: 1.25, type: [4, 4] },
      ),
      line(
        bins.map(({ predicted, observed }) => [predicted, observed]),
        { color: 'var(--accent)', width: 2 },
      ),
      { ...still, type: 'scatter', data: sized, itemStyle: { color: 'var(--accent)', opacity: 0.85 } },
    ],
  }
}

/** Where the axes end: with a rare outcome everything lies near nothing. Each is divided into four whole percentages. */
const ends = [0.04, 0.08, 0.2, 0.4, 0.6, 0.8]

function endOf(bins: readonly ReliabilityBin[]): number {
  const most = Math.max(0, ...bins.flatMap(({ predicted, observed }) => [predicted, observed]))
  return ends.find(end => most * 1.05 <= end) ?? 1
}

function line(data: readonly (readonly number[])[], lineStyle: Option): Option {
  return {
    silent: true,
    emphasis: { disabled: true },
    type: 'line',
    showSymbol: false,
    data: data.map(point => [...point]),
    lineStyle,
  }
}
