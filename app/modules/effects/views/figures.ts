import type { View } from '../../../web/view.ts'
import type { Ruling } from '../estimates/comparison.ts'
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
  /** The difference of a ruling, and its interval; of too few no more than that. */
  readonly differenceIn: (ruling: Told) => string
  readonly rangeIn: (ruling: Told) => string
}

type Told = Pick<Ruling, 'enough' | 'best' | 'always'>

/** Shares are written in percent and their differences in points, numbers with as many digits as tell something. */
export function figuresOf({ t, format }: Pick<View, 't' | 'format'>, kind: OutcomeKind): Figures {
  const points = (text: string) => t('effects:figures.points', { value: text, count: /^\D?1$/.test(text) ? 1 : 2 })
  const plain =
    kind === 'share'
      ? {
          value: (value: number) => format.percent(value, value > 0 && value < 0.01 ? 2 : 1),
          difference: (value: number) => points(format.signed(value * 100, digitsOfPoints(value * 100))),
          size: (value: number) => points(format.number(Math.abs(value) * 100, digitsOfPoints(value * 100))),
          axis: (value: number) => format.signed(value * 100, digitsOfPoints(value * 100)),
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
  return {
    ...plain,
    range,
    differenceIn: ({ enough, best }) => (enough ? plain.difference(best.value) : '–'),
    rangeIn: ({ enough, always }) => (enough ? range(always) : t('effects:figures.few')),
  }
}

/** What is an estimate is not told to the last digit: 602,386 is about 610,000. */
export function about(count: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1)
  return Math.ceil(count / unit) * unit
}

/** p = 0.031, or p < 0.001. */
export function pWords(view: Pick<View, 'format'>, p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${pNumber(view, p)}`
}

/** The same without the letter. */
export function pNumber({ format }: Pick<View, 'format'>, p: number): string {
  return p < 0.001 ? '< 0.001' : format.number(p, 3)
}

/** As many as tell something: of 12.3 one, of 0.00412 five, of nothing none. */
function digitsOf(value: number): number {
  const size = Math.abs(value)
  if (!(size > 0)) return 0
  if (size >= 0.1) return size >= 100 ? 0 : size >= 10 ? 1 : 2
  return Math.min(mostDigits, 1 - Math.floor(Math.log10(size)))
}

/** Of percentage points one less: 0.05 points are few already. */
function digitsOfPoints(value: number): number {
  const digits = digitsOf(value)
  return digits > 2 ? digits - 1 : digits
}

const mostDigits = 6
