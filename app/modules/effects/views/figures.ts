import type { View } from '../../../web/view.ts'
import type { OutcomeKind } from '../estimates/moments.ts'

/** How the figures of an outcome are written. */
export interface Figures {
  /** 93.4%, or 12.3 */
  readonly value: (value: number) => string
  /** +2.1ポイント, or +1.4 */
  readonly difference: (value: number) => string
  /** A difference without its sign. */
  readonly size: (value: number) => string
  /** From … to …, both with their signs; "nothing is known" of an endless one. */
  readonly range: (interval: { readonly low: number; readonly high: number }) => string
  /** A difference on the axis of a chart. */
  readonly axis: (value: number) => string
}

/** Shares are written in percent and their differences in points, numbers with as many digits as tell something. */
export function figuresOf({ t, format }: Pick<View, 't' | 'format'>, kind: OutcomeKind): Figures {
  const points = (text: string) => t('effects:figures.points', { value: text })
  const plain =
    kind === 'share'
      ? {
          value: (value: number) => format.percent(value, 1),
          difference: (value: number) => points(format.signed(value * 100, digitsOf(value * 100, 2))),
          size: (value: number) => points(format.number(Math.abs(value) * 100, digitsOf(value * 100, 2))),
          axis: (value: number) => format.signed(value * 100, digitsOf(value * 100, 2)),
        }
      : {
          value: (value: number) => format.number(value, digitsOf(value)),
          difference: (value: number) => format.signed(value, digitsOf(value)),
          size: (value: number) => format.number(Math.abs(value), digitsOf(value)),
          axis: (value: number) => format.signed(value, digitsOf(value)),
        }
  const range = ({ low, high }: { readonly low: number; readonly high: number }) =>
    Number.isFinite(low)
      ? t('effects:figures.range', { low: plain.difference(low), high: plain.difference(high) })
      : t('effects:figures.unknown')
  return { ...plain, range }
}

/** p = 0.031, or p < 0.001. */
export function pWords(view: Pick<View, 'format'>, p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${pNumber(view, p)}`
}

/** The same without the letter. */
export function pNumber({ format }: Pick<View, 'format'>, p: number): string {
  return p < 0.001 ? '< 0.001' : format.number(p, 3)
}

function digitsOf(value: number, most = 3): number {
  const size = Math.abs(value)
  return Math.min(most, size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3)
}
