import type { ClosedWhy } from './closed-days.ts'
import type { Limits } from './settings.ts'

/** Why mail may not leave at an instant. */
export type ClosedNow = 'quiet_hours' | 'not_business_day' | ClosedWhy

/** The days and hours of one time zone around an instant; made once for all contacts who live there. */
export interface LocalDays {
  /** Instants (ms) at which the present day and the six before it begin, the present day last. */
  readonly starts: readonly number[]
  /** The first instant (ms) from `from` on, at or after the beginning of the day `daysAhead`, at which mail may leave. */
  opening(daysAhead: number): number
  /** When the day so many days ahead begins (ms). */
  startOf(daysAhead: number): number
  /** Why mail may not leave now. */
  readonly closed: ClosedNow | undefined
}

/**
 * Days and hours are those that clocks and calendars there show: a day on which clocks change has 23 or 25 hours, and 9:00 is
 * when clocks show 9:00. What clocks leave out happens when they go on (RFC 5545, 3.3.5, and the default of Temporal).
 */
export function localDays(at: Date, timeZone: string, limits: Limits): LocalDays {
  const now = at.getTime()
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate()
  const startOf = (daysAhead: number) => today.add({ days: daysAhead }).toZonedDateTime(timeZone).epochMilliseconds
  const closedOn = (day: Temporal.PlainDate) =>
    limits.businessDays.includes(day.dayOfWeek) ? limits.closed.get(day.toString()) : 'not_business_day'
  const findOpening = (daysAhead: number) => {
    // A week has a business day, and each that is closed takes one of another week; the eighth day is for a present one that is over.
    for (let ahead = daysAhead; ahead <= daysAhead + 8 + 7 * limits.closed.size; ahead++) {
      const day = today.add({ days: ahead })
      if (closedOn(day)) continue
      const [opens, closes] = [minuteOf(day, limits.opensAt, timeZone), minuteOf(day, limits.closesAt, timeZone)]
      if (now < closes) return Math.max(opens, now)
    }
    throw new Error('no business day')
  }
  // Asked for each of those who wait.
  const found = new Map<number, number>()
  const opening = (daysAhead: number) => {
    const at = found.get(daysAhead) ?? findOpening(daysAhead)
    found.set(daysAhead, at)
    return at
  }
  const open = opening(0) === now
  return {
    starts: [-6, -5, -4, -3, -2, -1, 0].map(startOf),
    opening,
    startOf,
    closed: open ? undefined : (closedOn(today) ?? 'quiet_hours'),
  }
}

/** The days of each zone, made once. */
export function rememberedDays(at: Date, limits: Limits): (zone: string) => LocalDays {
  const zones = new Map<string, LocalDays>()
  return zone => {
    const days = zones.get(zone) ?? localDays(at, zone, limits)
    zones.set(zone, days)
    return days
  }
}

function minuteOf(day: Temporal.PlainDate, minute: number, timeZone: string): number {
  const at = minute === 1440 ? day.add({ days: 1 }).toZonedDateTime(timeZone) : undefined
  const clock = { hour: Math.floor(minute / 60) % 24, minute: minute % 60 }
  return (at ?? day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(clock) })).epochMilliseconds
}
