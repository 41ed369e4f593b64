import { describe, expect, test } from 'vitest'
import { type Answered, quietUntil } from './quiet.ts'

const at = new Date('2026-11-22T00:00:00Z')
const days = (count: number) => new Date(at.getTime() + count * 86_400_000)
const answered: Answered = {
  kind: 'done',
  at,
  until: null,
  signals: [{ key: 'renewal' }, { key: 'bad' }],
  score: 40,
  risk: 0.2,
}
const same = { signals: answered.signals, score: 40, risk: 0.2 }

describe('after an answer an account rests', () => {
  test('a week after contact, whether as suggested or otherwise', () => {
    expect(quietUntil(answered, same)).toEqual(days(7))
    expect(quietUntil({ ...answered, kind: 'something_else' }, same)).toEqual(days(7))
  })

  test('a month when not needed', () => {
    expect(quietUntil({ ...answered, kind: 'not_needed' }, same)).toEqual(days(30))
  })

  test('until then when later, whatever comes up', () => {
    const later: Answered = { ...answered, kind: 'later', until: days(2) }
    expect(quietUntil(later, { ...same, signals: [{ key: 'sentiment' }] })).toEqual(days(2))
  })

  test('no longer when a more telling signal comes up', () => {
    expect(quietUntil(answered, { ...same, signals: [{ key: 'silence' }, { key: 'renewal' }] })).toBeNull()
    expect(quietUntil(answered, { ...same, signals: [{ key: 'renewal' }, { key: 'fell' }] })).toEqual(days(7))
  })

  test('not needed does not hold against what is clearly worse', () => {
    const dismissed: Answered = { ...answered, kind: 'not_needed' }
    expect(quietUntil(dismissed, { ...same, score: 26 })).toEqual(days(30))
    expect(quietUntil(dismissed, { ...same, score: 25 })).toBeNull()
    expect(quietUntil(dismissed, { ...same, risk: 0.31 })).toBeNull()
    // Done holds: somebody is at it.
    expect(quietUntil(answered, { ...same, score: 25 })).toEqual(days(7))
  })

  test('an answer given without any signal gives way to any', () => {
    expect(quietUntil({ ...answered, signals: [] }, { ...same, signals: [] })).toEqual(days(7))
    expect(quietUntil({ ...answered, signals: [] }, { ...same, signals: [{ key: 'bad' }] })).toBeNull()
  })

  test('without an answer there is no rest', () => {
    expect(quietUntil(null, same)).toBeNull()
  })
})
