import { expect, test } from 'vitest'
import { dayOf, endOfDay, lastMomentOf, startOfDay } from './clock.ts'

test.each([
  ['2026-11-22', 'Asia/Tokyo', '2026-11-21T15:00:00Z', '2026-11-22T15:00:00Z'],
  // Days of 23 and 25 hours, one without midnight, and one that the calendar leaves out before it (tz database).
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
  ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00Z', '2018-11-05T02:00:00Z'],
  ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31T10:00:00Z'],
])('%s in %s begins, and ends where the next one begins', (day, zone, from, until) => {
  expect(startOfDay(day, zone)).toEqual(new Date(from))
  expect(endOfDay(Temporal.PlainDate.from(day), zone)).toEqual(new Date(until))
  expect(dayOf(startOfDay(day, zone), zone).toString()).toBe(day)
  expect(dayOf(lastMomentOf(day, zone), zone).toString()).toBe(day)
  expect(dayOf(endOfDay(day, zone), zone).toString()).not.toBe(day)
})
