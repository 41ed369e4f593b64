import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../platform/random.ts'
import {
  accountColumns,
  applyTraits,
  composeName,
  contactColumns,
  emptyProfile,
  joinProfiles,
  type Profile,
} from './profile.ts'
import { commonType, type Json, toJson, typeOf } from './trait.ts'

interface Said {
  readonly traits: Record<string, Json>
  readonly at: number
}

const keys = ['name', 'firstName', 'lastName', 'email', 'phone', 'title', 'plan', 'seats', '__proto__', '日本語']
const values: readonly Json[] = ['a', '', null, 1, true, [1, 2], { deep: 'x' }, '山田', 'x'.repeat(600), '2026-01-01']

/** Messages at different times about a few keys. */
function messages(next: () => number, count: number): Said[] {
  const pick = <T>(list: readonly T[]) => list[Math.floor(next() * list.length)] as T
  return Array.from({ length: count }, (_, i) => ({
    at: i * 10 - 30,
    traits: Object.fromEntries(Array.from({ length: 1 + Math.floor(next() * 4) }, () => [pick(keys), pick(values)])),
  }))
}

function shuffled<T>(next: () => number, list: readonly T[]): T[] {
  return list
    .map(item => ({ item, place: next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
}

function profileFrom(list: readonly Said[]): Profile {
  const profile = emptyProfile()
  for (const { traits, at } of list) {
    applyTraits(profile, traits, at, contactColumns)
    composeName(profile)
  }
  return profile
}

const plain = (profile: Profile) => ({
  traits: [...profile.traits].sort(),
  times: [...profile.times].sort(),
  columns: [...profile.columns].filter(([, value]) => value !== null).sort(),
})

describe('per trait the last write by event time wins', () => {
  test('whatever the order of arrival, also for names composed of two traits, and with repetitions', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const next = seededRandom(seed)
      const said = messages(next, 12)
      const expected = plain(profileFrom(said))
      const again = [...shuffled(next, said), ...shuffled(next, said).slice(0, 5)]
      expect(plain(profileFrom(again)), `seed ${seed}`).toEqual(expected)
    }
  })

  test('and two profiles that turn out to be one are what one would have become', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const next = seededRandom(seed)
      // Both parts of a name are said of one person only: composed apart they would not know of each other.
      const said = messages(next, 10).map(({ at, traits }) => {
        const { firstName: _, lastName: __, ...rest } = traits
        return { at, traits: rest }
      })
      const split = said.map(one => ({ one, left: next() < 0.5 }))
      const left = profileFrom(split.filter(({ left }) => left).map(({ one }) => one))
      const right = profileFrom(split.filter(({ left }) => !left).map(({ one }) => one))
      joinProfiles(left, right, contactColumns)
      expect(plain(right), `seed ${seed}`).toEqual(plain(profileFrom(said)))
    }
  })

  test('of two at the same instant the one that arrives later', () => {
    const profile = emptyProfile()
    applyTraits(profile, { plan: 'a' }, 5, accountColumns)
    expect(applyTraits(profile, { plan: 'b' }, 5, accountColumns)).toBe('changed')
    expect(profile.traits.get('plan')).toBe('b')
    expect(applyTraits(profile, { plan: 'b' }, 5, accountColumns)).toBe('unchanged')
  })
})

describe('limits', () => {
  const many = (count: number, prefix = 't') =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [prefix + i, i]))

  test('300 traits, and not one more; what is there may still change', () => {
    const profile = emptyProfile()
    expect(applyTraits(profile, many(300), 1, accountColumns)).toBe('changed')
    expect(applyTraits(profile, { extra: 1 }, 2, accountColumns)).toBe('too_many_traits')
    expect(applyTraits(profile, { t0: 'new', name: 'みなと' }, 2, accountColumns)).toBe('changed')
    expect(applyTraits(profile, { t1: null, extra: 1 }, 3, accountColumns)).toBe('changed')
    expect(profile.traits.size).toBe(300)
  })

  test('10,000 traits at once are refused', () => {
    const profile = emptyProfile()
    expect(applyTraits(profile, many(10_000), 1, accountColumns)).toBe('too_many_traits')
    expect(plain(profile)).toEqual(plain(emptyProfile()))
  })

  test('removed keys are remembered, but not without end', () => {
    const profile = emptyProfile()
    for (let i = 0; i < 3; i++) {
      applyTraits(profile, many(300, `k${i}-`), 1, accountColumns)
      applyTraits(
        profile,
        Object.fromEntries(Object.keys(many(300, `k${i}-`)).map(key => [key, null])),
        2,
        accountColumns,
      )
    }
    expect(applyTraits(profile, many(101, 'last-'), 3, accountColumns)).toBe('too_many_traits')
    expect(applyTraits(profile, many(100, 'last-'), 3, accountColumns)).toBe('changed')
  })
})

test('types of values, and what two of them have in common', () => {
  const types = ['x', '2026-01-31', '2026-13-01', '2026-01-31T10:00:00Z', 3, false, [1], {}, null].map(typeOf)
  expect(types).toEqual(['text', 'date', 'text', 'date', 'number', 'boolean', 'mixed', 'mixed', undefined])
  expect(commonType('text', 'date')).toBe('text')
  expect(commonType('number', 'text')).toBe('mixed')
  expect(commonType('date', 'date')).toBe('date')
})

test('JSON for PostgreSQL: no NUL, no lone surrogates, nothing else changed', () => {
  expect(JSON.parse(toJson({ a: 'x\0y', 'k\0': ['\ud800', '🐟', '\\u0000'] }))).toEqual({
    a: 'xy',
    k: ['\ufffd', '🐟', '\\u0000'],
  })
})
