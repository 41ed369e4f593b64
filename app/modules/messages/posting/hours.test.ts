import { expect, test } from 'vitest'
import { type ClosedDays, closedAround, readClosedDays } from './closed-days.ts'
import { nextFreeDay } from './frequency.ts'
import { holidayCountries, holidaysOf } from './holidays.ts'
import { localDays } from './hours.ts'

const closed: ClosedDays = new Map()
const limits = { perDay: 1, perWeek: 3, opensAt: 540, closesAt: 1080, businessDays: [1, 2, 3, 4, 5], closed }
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

const daysOf = async (country: string, year: number) => (await holidaysOf(country, year)).map(({ day }) => day)

// Cabinet Office of Japan, https://www8.cao.go.jp/chosei/shukujitsu/gaiyou.html (2026, published February 2025).
const japan2026 = `01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23`

test('the holidays of Japan are those that are published, with the day between two and the one instead of a Sunday', async () => {
  expect(await daysOf('JP', 2026)).toEqual(japan2026.split(' ').map(day => `2026-${day}`))
  // By law a day between two is one: Respect for the Aged Day is the 20th, the autumnal equinox the 22nd.
  expect((await daysOf('JP', 2032)).filter(day => day.startsWith('2032-09'))).toEqual([
    '2032-09-20',
    '2032-09-21',
    '2032-09-22',
  ])
})

// U.S. Office of Personnel Management: in 2026 the 4th of July is a Saturday, kept on the 3rd.
test('of other countries they are known, too: instead of a weekend, for several days, and not for half a day', async () => {
  expect(await daysOf('US', 2026)).toEqual(expect.arrayContaining(['2026-07-03', '2026-11-26', '2026-12-25']))
  expect(await daysOf('AE', 2026)).toEqual(expect.arrayContaining(['2026-03-20', '2026-03-21', '2026-03-22']))
  expect(await daysOf('CN', 2026)).not.toContain('2026-03-08')
  expect(await daysOf('XX', 2026)).toEqual([])
  expect(await holidayCountries()).toEqual(expect.arrayContaining(['JP', 'US', 'DE']))
})

test('mail does not leave on holidays and closed days as calendars of the contact show them', async () => {
  const at = new Date('2026-11-20T12:00:00Z')
  const rules = { ...limits, closed: await closedAround(at, { holidays: 'JP', closedDays: ['2026-11-24'] }) }
  const on = (instant: string, zone: string) => days(instant, zone, rules)
  expect(on('2026-11-23T03:00:00Z', 'Asia/Tokyo').closed).toBe('holiday')
  expect(on('2026-11-24T03:00:00Z', 'Asia/Tokyo').closed).toBe('closed_day')
  expect(iso(on('2026-11-20T10:00:00Z', 'Asia/Tokyo').opening(0))).toBe('2026-11-25T00:00:00.000Z')
  // The 23rd has begun in Tokyo, and not yet in New York.
  expect(on('2026-11-22T23:30:00Z', 'America/New_York').closed).toBe('not_business_day')
  expect(on('2026-11-25T15:00:00Z', 'America/New_York').closed).toBeUndefined()
})

test('also when the only day of the week is closed many times, it leaves some day', async () => {
  const closedDays = Array.from({ length: 400 }, (_, week) =>
    Temporal.PlainDate.from('2026-11-25').add({ weeks: week }).toString(),
  )
  const closed = await closedAround(new Date('2026-11-20T12:00:00Z'), { holidays: 'none', closedDays })
  const wednesdays = days('2026-11-20T10:00:00Z', 'Asia/Tokyo', { ...limits, businessDays: [3], closed })
  expect(iso(wednesdays.opening(0))).toBe('2034-07-26T00:00:00.000Z')
})

test('closed days are read as people write dates, one in a line; which line is none is told', () => {
  expect(readClosedDays('2026/12/30\n\n２０２６年１２月２９日\r\n2026-1-5\n2026-12-29')).toEqual({
    days: ['2026-01-05', '2026-12-29', '2026-12-30'],
  })
  expect(readClosedDays('2026-12-29\n2026-02-30')).toEqual({ line: 2, text: '2026-02-30' })
  expect(readClosedDays('年末年始')).toEqual({ line: 1, text: '年末年始' })
  expect(readClosedDays('0000-01-01')).toEqual({ line: 1, text: '0000-01-01' })
})
