import { describe, expect, test } from 'vitest'
import { dueColumns, dueState, readDue } from './due.ts'

const tokyo = 'Asia/Tokyo'

describe('when a task is due', () => {
  test('a day ends at midnight of the zone of the person who said it', () => {
    const due = { day: '2026-11-22' }
    expect(dueColumns(due, tokyo).due_at.toISOString()).toBe('2026-11-22T15:00:00.000Z')
    expect(dueColumns(due, 'America/New_York').due_at.toISOString()).toBe('2026-11-23T05:00:00.000Z')
    expect(dueColumns(due, tokyo).due_on).toBe('2026-11-22')
  })

  test('a day on which the clocks change has its own length', () => {
    const due = dueColumns({ day: '2026-03-08' }, 'America/New_York')
    expect(due.due_at.toISOString()).toBe('2026-03-09T04:00:00.000Z')
  })

  test('an exact time stays that instant and has no day', () => {
    const due = readDue('2026-11-22', '15:30', tokyo)
    expect(due).toEqual({ at: new Date('2026-11-22T06:30:00Z') })
    expect(due && dueColumns(due, tokyo).due_on).toBeNull()
  })

  test('what is no day or time is refused', () => {
    for (const day of ['', '2026-13-01', '2026-02-30', '1999-01-01', '2101-01-01', '22.11.2026', "2026-11-22'; --"]) {
      expect(readDue(day, undefined, tokyo), day).toBeUndefined()
    }
    expect(readDue('2026-11-22', '25:00', tokyo)).toBeUndefined()
    expect(readDue('2026-11-22', 'noon', tokyo)).toBeUndefined()
  })

  test('is late, today, soon or later as seen from the person', () => {
    const now = new Date('2026-11-22T03:00:00Z')
    const at = (day: string, zone = tokyo) => dueState(dueColumns({ day }, zone).due_at, now, zone)
    expect(at('2026-11-21')).toBe('overdue')
    expect(at('2026-11-22')).toBe('today')
    expect(at('2026-11-23')).toBe('soon')
    expect(at('2026-11-29')).toBe('soon')
    expect(at('2026-11-30')).toBe('later')
    // In New York it is still the evening of the 21st.
    expect(at('2026-11-21', 'America/New_York')).toBe('today')
    expect(dueState(new Date('2026-11-22T02:59:00Z'), now, tokyo)).toBe('overdue')
  })
})
