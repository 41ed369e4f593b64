import { minorDigits } from '../../../platform/currency.ts'
import { readNumber } from '../../../web/forms.ts'
import type { Subject } from './subjects.ts'

/** By what a typed number is multiplied to become the value: percent to a share, an amount to minor units of `currency`. */
export function scaleOf(subject: Subject, compare: boolean, currency: string): number {
  if (subject.kind === 'measure') {
    if (compare || subject.measure.unit === 'percent') return 0.01
    return subject.measure.unit === 'money' ? 10 ** minorDigits(currency) : 1
  }
  return isMoney(subject) ? 10 ** minorDigits(currency) : 1
}

/** Whether it is an amount that each account has in its own currency. */
export function isMoney(subject: Subject): boolean {
  return subject.kind === 'field' && subject.field.type === 'money'
}

/** What was typed, times `scale`; undefined when it is no number. */
export function typedNumber(text: string, scale = 1): number | undefined {
  const number = readNumber(text)
  // 12.3 percent is 0.123, not 0.12300000000000001.
  return number === undefined ? undefined : Number((number * scale).toPrecision(15))
}

/** The value as it is typed. */
export function numberText(value: number, scale = 1): string {
  return String(Number((value / scale).toPrecision(15)))
}
