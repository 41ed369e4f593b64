import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/support/postgres.ts'
import { readConfig } from '../config.ts'
import { canonicalTimeZone, timeZones } from './time-zone.ts'

test.each([
  ['Asia/Tokyo', 'Asia/Tokyo'],
  ['asia/tokyo', 'Asia/Tokyo'],
  ['JST', 'Asia/Tokyo'],
  ['Japan', 'Asia/Tokyo'],
  ['UTC', 'UTC'],
  ['Etc/GMT+9', undefined],
  ['SystemV/AST4', undefined],
  ['GMT+9', undefined],
  ['+09:00', undefined],
  ['+0900', undefined],
  ['-03', undefined],
  ['Tokyo', undefined],
  ['', undefined],
])('%s is the time zone %s', (text, zone) => {
  expect(canonicalTimeZone(text)).toBe(zone)
})

test('settings take a zone by any of its names, and no offset', () => {
  expect(readConfig({ BANSO_TIME_ZONE: 'JST' }).timeZone).toBe('Asia/Tokyo')
  for (const zone of ['+09:00', 'Etc/GMT-9', 'Tokyo']) {
    const refused = 'BANSO_TIME_ZONE: must be a time zone by its place, such as Asia/Tokyo, or UTC; offsets'
    expect(() => readConfig({ BANSO_TIME_ZONE: zone })).toThrow(refused)
  }
})

test('runtime and database agree on what time it is in every zone that can be chosen', async () => {
  const { db } = await testDatabase()
  const { rows } = await sql<{ zone: string; time: string }>`
    select zone, to_char(timestamptz '2026-07-01 12:00Z' at time zone zone, 'YYYY-MM-DD"T"HH24:MI:SS') as time
    from unnest(${[...timeZones]}::text[]) zone`.execute(db)
  const at = Temporal.Instant.from('2026-07-01T12:00:00Z')
  expect(rows.map(row => row.time)).toEqual(
    rows.map(({ zone }) => at.toZonedDateTimeISO(zone).toPlainDateTime().toString()),
  )
})
