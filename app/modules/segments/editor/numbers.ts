import { minorDigits } from '../../../platform/currency.ts'
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

/** A number as people type it (１,２００, 50%, 3日 without its unit), times `scale`; undefined when it is none. */
export function typedNumber(text: string, scale = 1): number | undefined {
  const plain = text.normalize('NFKC').replace(/[,\s]/g, '').replace(/[−ー]/g, '-').replace(/%$/, '')
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) || plain.length > 20) return undefined
  // 12.3 percent is 0.123, not 0.12300000000000001.
  return Number((Number(plain) * scale).toPrecision(15))
}

/** The value as it is typed. */
export function numberText(value: number, scale = 1): string {
  return String(Number((value / scale).toPrecision(15)))
}
