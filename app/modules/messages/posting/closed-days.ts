import type { Db, Tx } from '../../../platform/db.ts'
import { findCompany } from '../../identity/index.ts'
import { holidaysOf } from './holidays.ts'

/** Why a day on which there usually is business is none. */
export type ClosedWhy = 'holiday' | 'closed_day'

/** Days (ISO 8601) without business, besides those of the week. */
export type ClosedDays = ReadonlyMap<string, ClosedWhy>

/** No public holidays are kept. */
export const noHolidays = 'none'

/** What the settings say of closed days. */
export interface ClosedSettings {
  /** The country (ISO 3166-1) whose public holidays are kept, or `noHolidays`. */
  readonly holidays: string
  /** The company's own days (ISO 8601). */
  readonly closedDays: readonly string[]
}

/** All that are closed around an instant and as far ahead as anybody waits; the calendars of a country are made once. */
export async function closedAround(at: Date, { holidays, closedDays }: ClosedSettings): Promise<ClosedDays> {
  const own = closedDays.map(day => [day, 'closed_day'] as const)
  if (holidays === noHolidays) return new Map(own)
  const year = at.getUTCFullYear()
  const years = await Promise.all([year - 1, year, year + 1, year + 2].map(one => holidaysOf(holidays, one)))
  return new Map([...own, ...years.flat().map(({ day }) => [day, 'holiday'] as const)])
}

/** The country of a new installation, until somebody says otherwise: of a company whose days are Tokyo's it is Japan. */
export async function usualHolidays(db: Db | Tx): Promise<string> {
  return (await findCompany(db))?.timeZone === 'Asia/Tokyo' ? 'JP' : noHolidays
}

const mostDays = 400

/** What somebody typed as closed days. */
export type TypedDays =
  | { readonly days: readonly string[] }
  /** The first line that is no date: its number, and what it says. */
  | { readonly line: number; readonly text: string }
  | { readonly most: number }

/** Reads dates, one in a line: 2026-12-29, 2026/12/29 or 2026年12月29日. */
export function readClosedDays(typed: string): TypedDays {
  const days = new Set<string>()
  for (const [index, line] of typed.normalize('NFKC').split(/\r?\n/).entries()) {
    const text = line.trim()
    if (text === '') continue
    const day = dateOf(text)
    if (!day) return { line: index + 1, text: text.slice(0, 40) }
    days.add(day)
  }
  return days.size > mostDays ? { most: mostDays } : { days: [...days].sort() }
}

function dateOf(text: string): string | undefined {
  const [, year = '', month = '', day = ''] =
    /^(\d{4})(?:-|\/|\.|年)\s?(\d{1,2})(?:-|\/|\.|月)\s?(\d{1,2})日?$/.exec(text) ?? []
  // The year 0 is none of PostgreSQL's.
  if (Number(year) === 0) return undefined
  try {
    const parts = { year: Number(year), month: Number(month), day: Number(day) }
    return Temporal.PlainDate.from(parts, { overflow: 'reject' }).toString()
  } catch {
    return undefined
  }
}
