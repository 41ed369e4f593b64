import { dayOf, endOfDay } from '../../platform/clock.ts'
import { readDay } from '../../web/forms.ts'

/** When something should be done by: some time on a day, or an exact instant. */
export type Due = { readonly day: string } | { readonly at: Date }

/** The instant a due lies at: of a day it is the end, in the zone of the person who said it. `due_on` keeps the day. */
export function dueColumns(due: Due, timeZone: string): { readonly due_at: Date; readonly due_on: string | null } {
  if ('at' in due) return { due_at: due.at, due_on: null }
  return { due_at: endOfDay(due.day, timeZone), due_on: due.day }
}

export const dueStates = ['overdue', 'today', 'soon', 'later'] as const
export type DueState = (typeof dueStates)[number]

const soonDays = 7

/** Whether something due at `dueAt` is late, due by the end of the day in the zone, within the seven days after, or later. */
export function dueState(dueAt: Date, now: Date, timeZone: string): DueState {
  if (dueAt <= now) return 'overdue'
  const today = dayIn(now, timeZone)
  if (dueAt <= endOfDay(today, timeZone)) return 'today'
  const soon = Temporal.PlainDate.from(today).add({ days: soonDays })
  return dueAt <= endOfDay(soon.toString(), timeZone) ? 'soon' : 'later'
}

/** The day it is at an instant in the zone, as 2026-11-22. */
export function dayIn(at: Date, timeZone: string): string {
  return dayOf(at, timeZone).toString()
}

/**
 * The due that a form's fields mean: a day (2026-11-22) and perhaps a time (15:30) in the person's zone.
 * Undefined when they are none, or lie outside of the years 2000 to 2100.
 */
export function readDue(day: string, time: string | undefined, timeZone: string): Due | undefined {
  const date = day.startsWith('20') ? readDay(day) : undefined
  if (!date || (time !== undefined && !/^\d\d:\d\d$/.test(time))) return undefined
  if (time === undefined) return { day }
  try {
    const zoned = date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time, { overflow: 'reject' }) })
    return { at: new Date(zoned.epochMilliseconds) }
  } catch {
    return undefined
  }
}
