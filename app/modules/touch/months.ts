import { startOfDay, today } from '../../platform/clock.ts'

/** A month of the company's calendar, named by its first day: 2026-11-01. */
export type Month = string

/** Months that are counted, this one and those before. */
export const countedMonths = 13

/** Days after its end for which a month is still counted again: what was said late still counts. */
const lateDays = 3

/** The first day of the month it is in the company's time zone. */
export function presentMonth(timeZone: string): Month {
  return today(timeZone).with({ day: 1 }).toString()
}

/** So many months before (or, if negative, after). */
export function monthsBefore(month: Month, count: number): Month {
  return Temporal.PlainDate.from(month).subtract({ months: count }).toString()
}

/** The first instant of a month, and the first one after it. */
export function boundsOf(month: Month, timeZone: string): { readonly from: Date; readonly to: Date } {
  return { from: startOfDay(month, timeZone), to: startOfDay(monthsBefore(month, -1), timeZone) }
}

/** The last day of a month. */
export function lastDayOf(month: Month): string {
  return Temporal.PlainDate.from(monthsBefore(month, -1)).subtract({ days: 1 }).toString()
}

/** Whether a month has been over for long enough that it is not counted again. */
export function isSettled(month: Month, timeZone: string): boolean {
  const closed = Temporal.PlainDate.from(monthsBefore(month, -1)).add({ days: lateDays })
  return Temporal.PlainDate.compare(today(timeZone), closed) >= 0
}

/** The month that a text names as 2026-11, if it is among those that are counted; else this one. */
export function monthFrom(text: string | undefined, timeZone: string): Month {
  const present = presentMonth(timeZone)
  const asked = /^\d{4}-(0[1-9]|1[0-2])$/.test(text ?? '') ? `${text}-01` : present
  return asked <= present && asked > monthsBefore(present, countedMonths) ? asked : present
}

/** As addresses name a month: 2026-11. */
export function wordOfMonth(month: Month): string {
  return month.slice(0, 7)
}
