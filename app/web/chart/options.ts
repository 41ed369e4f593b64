import type { Option } from './draw.ts'

export type ChartTone = 'accent' | 'good' | 'care' | 'bad' | 'neutral'

/** A named row of values over the same categories; null where nothing is known. */
export interface Series {
  readonly name: string
  readonly values: readonly (number | null)[]
  readonly tone?: ChartTone
  /** Told apart without colour, for example a forecast or a comparison. */
  readonly dashed?: boolean
}

/** A stretch of the value axis with a meaning: at risk from 0 to 40. */
export interface Band {
  readonly from: number
  readonly to: number
  readonly tone: 'good' | 'care' | 'bad'
  readonly name: string
}

export interface Scale {
  readonly min?: number | undefined
  readonly max?: number | undefined
  /** Words of a value on the axis. */
  readonly format: (value: number) => string
}

export const colourOf = (tone: ChartTone = 'accent'): string => (tone === 'neutral' ? 'var(--ink-3)' : `var(--${tone})`)
const softOf = (tone: ChartTone): string => `var(--${tone}-soft)`

const text = { color: 'var(--ink-2)', fontSize: 12 }

/** The frame around the drawing, wide enough for the longest label of the value axis. */
export function grid(labels: readonly string[], options: { readonly top?: number; readonly right?: number } = {}) {
  const longest = Math.max(0, ...labels.map(widthOf))
  return { left: Math.ceil(longest) + 12, right: options.right ?? 16, top: options.top ?? 14, bottom: 26 }
}

/** About how wide a label is: full-width characters take the font's size, others a bit more than half. */
export function widthOf(label: string): number {
  return [...label].reduce((sum, character) => sum + (character.charCodeAt(0) > 0x2e7f ? 12 : 7), 0)
}

/** Names along the bottom; of many only as many as have room. */
export function categoryAxis(names: readonly string[], room: number, gap: boolean): Option {
  const widest = Math.max(1, ...names.map(widthOf)) + 14
  const fitting = Math.max(1, Math.floor(room / widest))
  return {
    type: 'category',
    data: [...names],
    boundaryGap: gap,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: 'var(--line-strong)' } },
    axisLabel: { ...text, interval: Math.ceil(names.length / fitting) - 1, margin: 9 },
  }
}

export function valueAxis(scale: Scale): Option {
  return {
    type: 'value',
    min: scale.min,
    max: scale.max,
    splitNumber: 3,
    // Whole scales end at a line: 0, 25, 50, 75, 100.
    interval: scale.min === undefined || scale.max === undefined ? undefined : (scale.max - scale.min) / 4,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { ...text, formatter: scale.format },
    splitLine: { lineStyle: { color: 'var(--line)' } },
  }
}

const still = { silent: true, emphasis: { disabled: true } }

export function lineSeries(series: Series): Option {
  const colour = colourOf(series.tone)
  return {
    ...still,
    type: 'line',
    data: [...series.values],
    // A value between two gaps has no line; the dot shows that it is there.
    showSymbol: series.values.filter(value => value !== null).length < 2,
    symbol: 'circle',
    symbolSize: 6,
    itemStyle: { color: colour },
    lineStyle: { color: colour, width: 2.25, type: series.dashed ? [5, 4] : 'solid', cap: 'round' },
  }
}

export function barSeries(series: Series, stack: boolean): Option {
  const colour = colourOf(series.tone)
  const itemStyle = series.dashed
    ? { color: 'transparent', borderColor: colour, borderWidth: 1.25, borderType: [3, 2] }
    : { color: colour }
  return {
    ...still,
    type: 'bar',
    data: [...series.values],
    stack: stack ? 'all' : undefined,
    itemStyle: { ...itemStyle, borderRadius: stack ? 0 : [2, 2, 0, 0] },
    barMaxWidth: 28,
    barCategoryGap: '28%',
    barGap: '8%',
  }
}

/** Room that the names of bands need beside the drawing. */
export function roomForBands(bands: readonly Band[]): number {
  return Math.max(20, ...bands.map(({ name }) => widthOf(name) + 10))
}

/** Soft stretches behind the lines, with their names beside them, where no line runs through the words. */
export function bandArea(bands: readonly Band[]): Option | undefined {
  if (bands.length === 0) return undefined
  return {
    silent: true,
    data: bands.map(({ from, to, tone, name }) => [
      {
        name,
        yAxis: from,
        itemStyle: { color: softOf(tone), opacity: 0.55 },
        label: { position: 'right', color: colourOf(tone), fontSize: 11, distance: 6 },
      },
      { yAxis: to },
    ]),
  }
}

/** Upright lines at categories, with a sign at the top. */
export function eventLines(events: readonly { readonly index: number; readonly sign: string }[]): Option | undefined {
  if (events.length === 0) return undefined
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    lineStyle: { color: 'var(--ink-3)', type: [2, 3], width: 1 },
    data: events.map(({ index, sign }) => ({
      xAxis: index,
      label: { show: true, formatter: sign, position: 'end', color: 'var(--ink)', fontSize: 13, distance: 3 },
    })),
  }
}
