import { minorDigits } from '../../../platform/currency.ts'
import type { Measure } from '../../../web/module.ts'
import type { MeasureUse } from '../../segments/index.ts'

/** In what a person types the values of a use: shares as percent, money in whole units of the currency. */
export interface TypedUnit {
  readonly unit: Measure['unit'] | 'change'
  /** What is typed is this many times what is stored. */
  readonly factor: number
}

/** How values of a use are typed; `currency` is the company's. */
export function typedUnit(use: Pick<MeasureUse, 'compare'>, measure: Measure | undefined, currency: string): TypedUnit {
  if (use.compare) return { unit: 'change', factor: 100 }
  const unit = measure?.unit ?? 'count'
  if (unit === 'percent') return { unit, factor: 100 }
  if (unit === 'money') return { unit, factor: 1 / 10 ** minorDigits(currency) }
  return { unit, factor: 1 }
}

/** A stored number as it is typed. */
export function typedNumber(value: number, { factor }: TypedUnit): string {
  return String(Number((value * factor).toPrecision(12)))
}

/** What is stored of a typed number. Divided, because a hundredth of 7 is 0.07 and 0.01 times 7 is not. */
export function storedNumber(value: number, { factor }: TypedUnit): number {
  return factor >= 1 ? value / factor : Math.round(value * (1 / factor))
}
