import { minorDigits } from '../platform/currency.ts'
import type { Locale } from './i18n.ts'

/** Dates, numbers, money and durations as people of the locale write them, in one time zone. */
export interface Format {
  /** 1,234 or 12.3 */
  number(value: number, digits?: number): string
  /** A share between 0 and 1 as 12 % (en) or 12% (ja). */
  percent(share: number, digits?: number): string
  /** +3 or −3; 0 as ±0. */
  signed(value: number, digits?: number): string
  /** Minor units with an ISO 4217 currency. */
  money(minor: number, currency: string): string
  /** 2026年11月22日(日) */
  date(day: Temporal.PlainDate | string | Date): string
  /** 11月22日 */
  dayMonth(day: Temporal.PlainDate | string | Date): string
  /** 2026年11月22日(日) 9:05 */
  dateTime(instant: Date): string
  /** 9:05 */
  time(instant: Date): string
  /** 3日前, in 2 hours */
  relative(instant: Date, from: Date): string
  /** 25分, 25 min */
  minutes(count: number): string
  /** A、B (ja) or A, B (en) */
  list(items: readonly string[]): string
}

const cache = new Map<string, Format>()

/** The Format of a locale and time zone; made once, because Intl objects are slow to make. */
export function formatFor(locale: Locale, timeZone: string): Format {
  const key = `${locale} ${timeZone}`
  let found = cache.get(key)
  if (!found) {
    found = createFormat(locale, timeZone)
    cache.set(key, found)
  }
  return found
}

function createFormat(locale: Locale, timeZone: string): Format {
  const numbers = [0, 1, 2, 3, 4, 5, 6].map(digits => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }))
  const percents = [0, 1, 2].map(
    digits => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }),
  )
  const number = (value: number, digits = 0) => numbers[digits]?.format(value) ?? String(value)
  const long = new Intl.DateTimeFormat(locale, {
    timeZone,
    year: 'numeric',
    month: locale === 'ja' ? 'long' : 'short',
    day: 'numeric',
    weekday: 'short',
  })
  const short = new Intl.DateTimeFormat(locale, { timeZone, month: locale === 'ja' ? 'long' : 'short', day: 'numeric' })
  const clock = new Intl.DateTimeFormat(locale, { timeZone, hour: 'numeric', minute: '2-digit', hour12: false })
  const signed = (value: number, digits = 0) => {
    const text = number(Math.abs(value), digits)
    if (Number(text.replaceAll(',', '')) === 0) return `±${text}`
    return `${value > 0 ? '+' : '−'}${text}`
  }
  const lists = new Intl.ListFormat(locale, { type: 'unit' })
  return {
    number,
    signed,
    percent: (share, digits = 0) => percents[digits]?.format(share) ?? String(share),
    money: (minor, currency) => moneyFormat(locale, currency)(minor),
    date: day => dated(long, day, timeZone),
    dayMonth: day => dated(short, day, timeZone),
    dateTime: instant => `${long.format(instant)} ${clock.format(instant)}`,
    time: instant => clock.format(instant),
    relative: relativeFormat(locale),
    list: items => lists.format(items),
    minutes: count => (locale === 'ja' ? `${number(count)}分` : `${number(count)} min`),
  }
}

function dated(format: Intl.DateTimeFormat, day: Temporal.PlainDate | string | Date, timeZone: string): string {
  if (day instanceof Date) return format.format(day)
  const plain = typeof day === 'string' ? Temporal.PlainDate.from(day.slice(0, 10)) : day
  // Noon avoids the hours that some zones skip at a change of clocks.
  return format.format(plain.toZonedDateTime({ timeZone, plainTime: '12:00' }).epochMilliseconds)
}

const moneyFormats = new Map<string, (minor: number) => string>()

function moneyFormat(locale: Locale, currency: string): (minor: number) => string {
  const key = `${locale} ${currency}`
  let found = moneyFormats.get(key)
  if (!found) {
    const digits = minorDigits(currency)
    const whole = { minimumFractionDigits: digits, maximumFractionDigits: digits }
    const exact = new Intl.NumberFormat(locale, { style: 'currency', currency, ...whole })
    const scale = 10 ** digits
    // The full-width yen sign of the locale data looks out of place beside tabular figures.
    found = minor => exact.format(minor / scale).replace('￥', '¥')
    moneyFormats.set(key, found)
  }
  return found
}

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

function relativeFormat(locale: Locale): (instant: Date, from: Date) => string {
  // Counted, not named: 40 hours may lie in the day before yesterday, and 50 days two months back. Only 「1分以内」 is a name.
  const counted = new Intl.RelativeTimeFormat(locale)
  const thisMinute = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(0, 'minute')
  return (instant, from) => {
    const seconds = (instant.getTime() - from.getTime()) / 1000
    const step = steps.find(([, size]) => Math.abs(seconds) >= size)
    const text = step ? counted.format(Math.trunc(seconds / step[1]), step[0]) : thisMinute
    return locale === 'ja' ? text.replaceAll(' ', '') : text
  }
}
