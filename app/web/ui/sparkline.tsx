import { classes, type Tone } from './tone.ts'

interface SparklineProps {
  readonly values: readonly (number | null)[]
  /** Said instead of the drawing: 「90日で 58 から 34 へ」 */
  readonly label: string
  readonly tone?: Tone
  readonly min?: number
  readonly max?: number
}

const width = 100
const height = 24

/** The shape of a development in the height of a line of text. */
export function Sparkline({ values, label, tone, min, max }: SparklineProps) {
  return (
    <svg
      class={classes('sparkline', tone)}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path d={sparkPath(values, min, max)} />
    </svg>
  )
}

/** The path of a sparkline; gaps where values are missing. Empty when there is nothing to draw. */
export function sparkPath(values: readonly (number | null)[], min?: number, max?: number): string {
  const known = values.filter(value => value !== null)
  if (known.length === 0) return ''
  const low = min ?? Math.min(...known)
  const high = max ?? Math.max(...known)
  const step = width / Math.max(1, values.length - 1)
  const y = (value: number) => (high === low ? height / 2 : 2 + (height - 4) * (1 - (value - low) / (high - low)))
  const points = values.map((value, index) => (value === null ? null : `${round(index * step)} ${round(y(value))}`))
  return points
    .map((point, index) => (point === null ? '' : `${index === 0 || points[index - 1] === null ? 'M' : 'L'}${point}`))
    .join('')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
