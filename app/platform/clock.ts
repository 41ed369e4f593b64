let fixed: Temporal.Instant | undefined

/** The present instant. Tests set it with `setClock`. */
export function now(): Temporal.Instant {
  return fixed ?? Temporal.Now.instant()
}

/** The present instant as the driver's Date. */
export function nowDate(): Date {
  return new Date(now().epochMilliseconds)
}

/** The day it is in the zone, for example the company's. */
export function today(timeZone: string): Temporal.PlainDate {
  return now().toZonedDateTimeISO(timeZone).toPlainDate()
}

/** The day it is in the zone at this instant. */
export function dayOf(at: Date, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDate()
}

/** The first instant of the day in the zone; where the clock is put on at midnight, that is later than 00:00. */
export function startOfDay(day: Temporal.PlainDate | string, timeZone: string): Date {
  return new Date(Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds)
}

/** The first instant after the day in the zone: what is before it is of the day, or earlier. */
export function endOfDay(day: Temporal.PlainDate | string, timeZone: string): Date {
  return startOfDay(Temporal.PlainDate.from(day).add({ days: 1 }), timeZone)
}

/** The last millisecond of the day in the zone: a moment that is still of the day, for what was known when it ended. */
export function lastMomentOf(day: Temporal.PlainDate | string, timeZone: string): Date {
  return new Date(endOfDay(day, timeZone).getTime() - 1)
}

/** Tests only: fixes the clock, or lets it run again. */
export function setClock(instant: Temporal.Instant | undefined): void {
  fixed = instant
}
