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

/** Tests only: fixes the clock, or lets it run again. */
export function setClock(instant: Temporal.Instant | undefined): void {
  fixed = instant
}
