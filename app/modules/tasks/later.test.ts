import { describe, expect, test } from 'vitest'
import { Invalid } from '../../platform/errors.ts'
import { laterInstant, offeredLater } from './later.ts'

const tokyo = 'Asia/Tokyo'
// Sunday, 22 November 2026, 9:05 in Tokyo; still Saturday evening in New York.
const morning = new Date('2026-11-22T00:05:00Z')

describe('later', () => {
  test('offers of today only what is still ahead', () => {
    const at = (time: string) => offeredLater(new Date(`2026-11-22T${time}:00+09:00`), tokyo)[0]
    expect(at('09:05')).toBe('afternoon')
    expect(at('11:59')).toBe('afternoon')
    expect(at('12:00')).toBe('evening')
    expect(at('15:00')).toBe('tomorrow')
    expect(at('23:59')).toBe('tomorrow')
  })

  test('means an instant of the zone of the person', () => {
    const iso = (choice: Parameters<typeof laterInstant>[0], date?: string, zone = tokyo) =>
      laterInstant(choice, date, morning, zone).toISOString()
    expect(iso('afternoon')).toBe('2026-11-22T04:00:00.000Z')
    expect(iso('evening')).toBe('2026-11-22T07:00:00.000Z')
    expect(iso('tomorrow')).toBe('2026-11-22T15:00:00.000Z')
    expect(iso('next_week')).toBe('2026-11-22T15:00:00.000Z')
    expect(iso('next_week', undefined, 'America/New_York')).toBe('2026-11-23T05:00:00.000Z')
    expect(iso('date', '2026-12-01')).toBe('2026-11-30T15:00:00.000Z')
  })

  test('a Monday goes on to the next one', () => {
    const monday = new Date('2026-11-23T00:05:00Z')
    expect(laterInstant('next_week', undefined, monday, tokyo).toISOString()).toBe('2026-11-29T15:00:00.000Z')
  })

  test('refuses what is no day, past, today, or more than a year away', () => {
    for (const date of [undefined, '', 'soon', '2026-02-30', '2026-11-21', '2026-11-22', '2028-01-01']) {
      expect(() => laterInstant('date', date, morning, tokyo), String(date)).toThrow(Invalid)
    }
    const noonPassed = new Date('2026-11-22T14:05:00+09:00')
    expect(() => laterInstant('afternoon', undefined, noonPassed, tokyo)).toThrow(Invalid)
  })
})
