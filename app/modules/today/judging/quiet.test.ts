import { describe, expect, test } from 'vitest'
import { type Answered, quietUntil, restsUntil } from './quiet.ts'

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

describe('after something was done elsewhere', () => {
  const met = { at: days(2), signals: answered.signals }
  const stronger = { ...same, signals: [{ key: 'silence' }, { key: 'renewal' }] } as const

  test('it rests a week from then, unless a more telling signal comes up', () => {
    expect(restsUntil(null, met, same)).toEqual(days(9))
    expect(restsUntil(null, met, stronger)).toBeNull()
    expect(restsUntil(null, { ...met, signals: stronger.signals }, stronger)).toEqual(days(9))
    expect(restsUntil(null, null, same)).toBeNull()
  })

  test('what was asked for before is not cut short, nor does it wake whom somebody met since', () => {
    expect(restsUntil({ ...answered, kind: 'later', until: days(20) }, met, same)).toEqual(days(20))
    expect(restsUntil({ ...answered, kind: 'not_needed' }, met, same)).toEqual(days(30))
    expect(restsUntil(answered, met, same)).toEqual(days(9))
    expect(restsUntil(answered, { ...met, signals: stronger.signals }, stronger)).toEqual(days(9))
  })

  test('an answer after it is the last word', () => {
    const later: Answered = { ...answered, at: days(3), kind: 'later', until: days(4) }
    expect(restsUntil(later, met, same)).toEqual(days(4))
    expect(restsUntil({ ...answered, at: days(2) }, met, stronger)).toBeNull()
  })
})
