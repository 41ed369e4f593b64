import { startOfDay } from '../../platform/clock.ts'
import { Invalid } from '../../platform/errors.ts'
import { readDay } from '../../web/forms.ts'

export const laterChoices = ['afternoon', 'evening', 'tomorrow', 'next_week', 'date'] as const
export type LaterChoice = (typeof laterChoices)[number]

const noon = 12
const afternoonHour = 13
const eveningHour = 16
const longestDays = 366

/** What "later" can mean at this moment for a person in the zone, in order: of today only what is still ahead. */
export function offeredLater(now: Date, timeZone: string): readonly LaterChoice[] {
  const { hour } = zoned(now, timeZone)
  const today: LaterChoice[] = hour < noon ? ['afternoon'] : hour < eveningHour - 1 ? ['evening'] : []
  return [...today, 'tomorrow', 'next_week', 'date']
}

/**
 * The instant a choice means: 13:00 or 16:00 today, or the beginning of tomorrow, of next Monday, or of the day `date`
 * (2026-11-30), in the zone. Throws Invalid (field `date`) unless that lies ahead and within a year.
 */
export function laterInstant(choice: LaterChoice, date: string | undefined, now: Date, timeZone: string): Date {
  const until = instantOf(choice, date, zoned(now, timeZone))
  const days = until ? (until.getTime() - now.getTime()) / 86_400_000 : 0
  if (!until || days <= 0) throw new Invalid({ date: 'tasks:later.notAhead' })
  if (days > longestDays) throw new Invalid({ date: 'tasks:later.tooFar' })
  return until
}

function instantOf(choice: LaterChoice, date: string | undefined, now: Temporal.ZonedDateTime): Date | undefined {
  const start = (day: Temporal.PlainDate) => startOfDay(day, now.timeZoneId)
  const hour = (at: number) => new Date(now.withPlainTime({ hour: at }).epochMilliseconds)
  const today = now.toPlainDate()
  switch (choice) {
    case 'afternoon':
      return hour(afternoonHour)
    case 'evening':
      return hour(eveningHour)
    case 'tomorrow':
      return start(today.add({ days: 1 }))
    case 'next_week':
      return start(today.add({ days: 8 - today.dayOfWeek }))
    case 'date': {
      const day = date === undefined ? undefined : readDay(date)
      return day && start(day)
    }
  }
}

function zoned(at: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)
}
