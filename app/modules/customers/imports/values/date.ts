/** A day, or an instant with the day it lies on in the company's time zone. */
export interface ReadDate {
  /** YYYY-MM-DD */
  readonly day: string
  /** ISO 8601 in UTC, when the cell had a time. */
  readonly instant?: string
}

/** In 03/04/2024, what comes first. */
export type DateOrder = 'month' | 'day'

const yearFirst =
  /^(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年\s*(\d{1,2})月\s*(\d{1,2})日?|(\d{2})(\d{2}))(?:\([日月火水木金土]\))?(.*)$/
const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(.*)$/
const era =
  /^(令和|平成|昭和|大正|R|H|S|T)\s*(\d{1,2}|元)\s*(?:年\s*(\d{1,2})月\s*(\d{1,2})日?|[-/.](\d{1,2})[-/.](\d{1,2}))(.*)$/i
const time =
  /^[T\s]+(\d{1,2})(?::(\d{2})|時(\d{1,2})分?)(?::(\d{2})|(\d{1,2})秒)?(?:\.\d+)?\s*(Z|UTC|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?$/i

// The year before the first of each era: https://www.ndl.go.jp/jp/help/era.html
const eras: Readonly<Record<string, number>> = {
  令和: 2018,
  r: 2018,
  平成: 1988,
  h: 1988,
  昭和: 1925,
  s: 1925,
  大正: 1911,
  t: 1911,
}

/**
 * Reads a date as people write it: 2024-01-31, 2024/1/31, 20240131, 2024年1月31日, 令和6年1月31日, 31/01/2024, each also with
 * a time. Times without a zone are of `timeZone`. Undefined when it is none, or outside of 1900 to 2199.
 */
export function readDate(text: string, order: DateOrder, timeZone: string): ReadDate | undefined {
  const found = parts(text.normalize('NFKC').trim(), order)
  if (!found || !isDay(found.year, found.month, found.day)) return undefined
  const day = `${found.year}-${pad(found.month)}-${pad(found.day)}`
  if (found.rest === '') return { day }
  const clock = time.exec(found.rest)
  return clock ? withTime(day, clock, timeZone) : undefined
}

/** Which order the dates of a column show, when they show one: a number above 12 cannot be a month. */
export function shownOrder(text: string): DateOrder | undefined {
  const match = yearLast.exec(text.trim())
  if (!match) return undefined
  // Written with dots, the day comes first wherever that is usual.
  if (match[2] === '.' || Number(match[1]) > 12) return 'day'
  return Number(match[3]) > 12 ? 'month' : undefined
}

interface Parts {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly rest: string
}

function parts(text: string, order: DateOrder): Parts | undefined {
  const first = yearFirst.exec(text)
  if (first) {
    const [, year, m1, d1, m2, d2, m3, d3, rest = ''] = first
    return { year: Number(year), month: Number(m1 ?? m2 ?? m3), day: Number(d1 ?? d2 ?? d3), rest }
  }
  const last = yearLast.exec(text)
  if (last) {
    const [, a, , b, year, rest = ''] = last
    const [month, day] = order === 'month' ? [a, b] : [b, a]
    return { year: Number(year), month: Number(month), day: Number(day), rest }
  }
  const japanese = era.exec(text)
  if (!japanese) return undefined
  const [, name = '', count = '', m1, d1, m2, d2, rest = ''] = japanese
  const year = (eras[name.toLowerCase()] ?? 0) + (count === '元' ? 1 : Number(count))
  return { year, month: Number(m1 ?? m2), day: Number(d1 ?? d2), rest }
}

function isDay(year: number, month: number, day: number): boolean {
  if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1) return false
  return day <= (month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31)
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

function withTime(day: string, clock: RegExpExecArray, timeZone: string): ReadDate | undefined {
  const [, hour = '0', m1, m2, s1, s2, zone] = clock
  const [h, minute, second] = [Number(hour), Number(m1 ?? m2), Number(s1 ?? s2 ?? 0)]
  if (h > 23 || minute > 59 || second > 59) return undefined
  const local = `${day}T${pad(h)}:${pad(minute)}:${pad(second)}`
  // Midnight is how programs write a day that has no time.
  if (!zone && local.endsWith('00:00:00')) return { day }
  const instant = zone
    ? Temporal.Instant.from(local + (/^(z|utc)$/i.test(zone) ? 'Z' : zone))
    : Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone).toInstant()
  return { day: instant.toZonedDateTimeISO(timeZone).toPlainDate().toString(), instant: instant.toString() }
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
