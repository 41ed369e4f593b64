import { expect, test } from 'vitest'
import { nextFreeDay } from './frequency.ts'
import { localDays } from './hours.ts'

const limits = { perDay: 1, perWeek: 3, opensAt: 540, closesAt: 1080, businessDays: [1, 2, 3, 4, 5] }
const everyDay = { ...limits, businessDays: [1, 2, 3, 4, 5, 6, 7] }
const days = (at: string, zone: string, rules = limits) => localDays(new Date(at), zone, rules)
const iso = (ms: number) => new Date(ms).toISOString()

test('mail leaves between the hours of the contact, and waits for their morning', () => {
  // Monday.
  expect(days('2026-11-23T00:00:00Z', 'Asia/Tokyo').closed).toBeUndefined()
  expect(days('2026-11-23T08:59:59Z', 'Asia/Tokyo').closed).toBeUndefined()
  expect(days('2026-11-23T09:00:00Z', 'Asia/Tokyo').closed).toBe('quiet_hours')
  expect(iso(days('2026-11-23T09:00:00Z', 'Asia/Tokyo').opening(0))).toBe('2026-11-24T00:00:00.000Z')
  expect(iso(days('2026-11-22T23:59:59Z', 'Asia/Tokyo').opening(0))).toBe('2026-11-23T00:00:00.000Z')
})

test('on days without business it waits for the next one', () => {
  // Friday evening, Saturday, Sunday.
  for (const at of ['2026-11-20T10:00:00Z', '2026-11-21T03:00:00Z', '2026-11-22T03:00:00Z']) {
    expect(iso(days(at, 'Asia/Tokyo').opening(0))).toBe('2026-11-23T00:00:00.000Z')
  }
  expect(days('2026-11-21T03:00:00Z', 'Asia/Tokyo').closed).toBe('not_business_day')
})

// Published dates of the changes: IANA time zone database, files europe and northamerica.
test.each([
  [
    'Europe/Berlin',
    '2026-03-28T17:30:00Z',
    '2026-03-29T07:00:00.000Z',
    'on: 2026-03-29, 9:00 is 7:00 UTC, the day before 8:00',
  ],
  [
    'Europe/Berlin',
    '2026-10-24T16:30:00Z',
    '2026-10-25T08:00:00.000Z',
    'back: 2026-10-25, 9:00 is 8:00 UTC, the day before 7:00',
  ],
  [
    'America/New_York',
    '2026-03-07T23:30:00Z',
    '2026-03-08T13:00:00.000Z',
    'on: 2026-03-08, 9:00 is 13:00 UTC, the day before 14:00',
  ],
  [
    'America/New_York',
    '2026-10-31T22:30:00Z',
    '2026-11-01T14:00:00.000Z',
    'back: 2026-11-01, 9:00 is 14:00 UTC, the day before 13:00',
  ],
  [
    'Europe/Berlin',
    '2027-03-27T18:30:00Z',
    '2027-03-28T07:00:00.000Z',
    'on: 2027-03-28, 9:00 is 7:00 UTC, the day before 8:00',
  ],
  [
    'America/New_York',
    '2027-11-06T23:30:00Z',
    '2027-11-07T14:00:00.000Z',
    'back: 2027-11-07, 9:00 is 14:00 UTC, the day before 13:00',
  ],
  [
    'Australia/Lord_Howe',
    '2027-04-03T09:00:00Z',
    '2027-04-03T22:30:00.000Z',
    'back by half an hour: 2027-04-04, 9:00 is 22:30 UTC, the day before 22:00',
  ],
  [
    'Australia/Lord_Howe',
    '2027-10-02T09:00:00Z',
    '2027-10-02T22:00:00.000Z',
    'on by half an hour: 2027-10-03, 9:00 is 22:00 UTC, the day before 22:30',
  ],
  ['Pacific/Apia', '2027-04-03T06:00:00Z', '2027-04-03T20:00:00.000Z', 'always 13 hours ahead since 2021'],
])('%s: clocks change in the night, mail leaves at 9:00 as clocks then show', (zone, at, opens) => {
  expect(days(at, zone, everyDay).closed).toBe('quiet_hours')
  expect(iso(days(at, zone, everyDay).opening(0))).toBe(opens)
})

test('an hour that clocks leave out is when they have gone on; one that comes twice is the first', () => {
  const night = { ...everyDay, opensAt: 150, closesAt: 300 }
  // Berlin: 2:30 is not there on 2026-03-29, 3:30 is; and is there twice on 2026-10-25.
  expect(iso(days('2026-03-29T00:00:00Z', 'Europe/Berlin', night).opening(0))).toBe('2026-03-29T01:30:00.000Z')
  expect(iso(days('2026-10-24T23:00:00Z', 'Europe/Berlin', night).opening(0))).toBe('2026-10-25T00:30:00.000Z')
})

test('days of 23 and 25 hours are one day each', () => {
  const hours = (at: string, zone: string) => {
    const { starts, startOf } = days(at, zone)
    return (startOf(1) - (starts.at(-1) ?? 0)) / 3_600_000
  }
  expect(hours('2026-03-29T12:00:00Z', 'Europe/Berlin')).toBe(23)
  expect(hours('2026-10-25T12:00:00Z', 'Europe/Berlin')).toBe(25)
  expect(hours('2026-03-08T17:00:00Z', 'America/New_York')).toBe(23)
  expect(hours('2026-11-01T17:00:00Z', 'America/New_York')).toBe(25)
  // Told at 0:30 and at 23:30 of the long day: the same day; half an hour after it another.
  const reached = [Date.parse('2026-10-24T22:30:00Z')]
  expect(nextFreeDay(reached, days('2026-10-25T22:30:00Z', 'Europe/Berlin'), limits).capped).toBe('capped_day')
  expect(nextFreeDay(reached, days('2026-10-25T23:30:00Z', 'Europe/Berlin'), limits).capped).toBeUndefined()
})

test('days of half an hour more or less, one that begins at 1:00, and one that was left out', () => {
  const hours = (at: string, zone: string) => {
    const { starts, startOf } = days(at, zone)
    return (startOf(1) - (starts.at(-1) ?? 0)) / 3_600_000
  }
  expect(hours('2027-04-04T03:00:00Z', 'Australia/Lord_Howe')).toBe(24.5)
  expect(hours('2027-10-03T03:00:00Z', 'Australia/Lord_Howe')).toBe(23.5)
  // Cairo: 2027-04-30 begins at 1:00.
  const always = { ...everyDay, opensAt: 0, closesAt: 1440 }
  expect(days('2027-04-29T22:00:00Z', 'Africa/Cairo', always).closed).toBeUndefined()
  expect(hours('2027-04-30T12:00:00Z', 'Africa/Cairo')).toBe(23)
  // Apia had no 2011-12-30: whoever was told on the 29th may be told on the 31st, and mail leaves at 9:00 of that day.
  const apia = days('2011-12-30T07:00:00Z', 'Pacific/Apia', everyDay)
  expect(iso(apia.opening(0))).toBe('2011-12-30T19:00:00.000Z')
  const told = [Date.parse('2011-12-30T03:00:00Z')]
  expect(nextFreeDay(told, days('2011-12-30T20:00:00Z', 'Pacific/Apia', everyDay), everyDay).capped).toBeUndefined()
})

test('closing at midnight leaves no gap', () => {
  const always = { ...everyDay, opensAt: 0, closesAt: 1440 }
  expect(days('2026-10-25T22:59:59Z', 'Europe/Berlin', always).closed).toBeUndefined()
})

test('one a day and three in any seven days', () => {
  // Thursday noon in Tokyo.
  const now = days('2026-11-26T03:00:00Z', 'Asia/Tokyo')
  const at = (...told: string[]) =>
    nextFreeDay(
      told.map(day => Date.parse(`2026-11-${day}T03:00:00Z`)),
      now,
      limits,
    )
  expect(at()).toEqual({ daysAhead: 0, capped: undefined })
  expect(at('26')).toEqual({ daysAhead: 1, capped: 'capped_day' })
  expect(at('25', '24')).toEqual({ daysAhead: 0, capped: undefined })
  expect(at('25', '24', '23')).toEqual({ daysAhead: 4, capped: 'capped_week' })
  expect(at('20', '21', '22')).toEqual({ daysAhead: 1, capped: 'capped_week' })
  // Older than a week does not count.
  expect(at('19', '18', '17')).toEqual({ daysAhead: 0, capped: undefined })
})
