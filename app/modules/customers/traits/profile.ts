import type { SaidSince, TraitsSince } from '../tables.ts'
import { type Json, rememberedKeys, traitLimit } from './trait.ts'

/**
 * What messages say about an account or contact: its traits, the columns that traits can set, and when each was set or
 * removed.
 */
export interface Profile {
  readonly traits: Map<string, Json>
  /** Milliseconds since 1970, by trait key; also of removed ones. */
  readonly times: Map<string, number>
  /** Of traits that were said more than once. */
  readonly since: Map<string, SaidSince>
  readonly columns: Map<string, string | null>
}

export interface StoredProfile {
  readonly traits: Readonly<Record<string, Json>>
  readonly traits_at: Readonly<Record<string, number>>
  /** Kept for accounts only. */
  readonly traits_since?: TraitsSince
}

/** A trait that has a column of its own, with the characters it can hold. What does not fit stays an ordinary trait. */
export interface ProfileColumn {
  readonly key: string
  readonly max: number
  /** What is too long is cut for the column; otherwise the column stays empty. */
  readonly cut: boolean
}

export const accountColumns: readonly ProfileColumn[] = [{ key: 'name', max: 500, cut: true }]

export const contactColumns: readonly ProfileColumn[] = [
  { key: 'name', max: 500, cut: true },
  { key: 'email', max: 320, cut: false },
  { key: 'phone', max: 100, cut: false },
  { key: 'title', max: 200, cut: true },
]

/** Of something about which nothing was said yet. */
export function emptyProfile(): Profile {
  return { traits: new Map(), times: new Map(), since: new Map(), columns: new Map() }
}

/** A row of the database as a profile. */
export function profileOf(row: StoredProfile, columns: Readonly<Record<string, string | null>>): Profile {
  return {
    traits: new Map(Object.entries(row.traits)),
    times: new Map(Object.entries(row.traits_at)),
    since: new Map(Object.entries(row.traits_since ?? {})),
    columns: new Map(Object.entries(columns)),
  }
}

/**
 * Puts the traits of one message into the profile: per trait the last write by event time wins, whatever the order of
 * arrival (of two at the same millisecond the one that arrives later). Null removes. When there would be too many traits
 * nothing of the message is put in.
 */
export function applyTraits(
  profile: Profile,
  traits: Readonly<Record<string, Json>>,
  at: number,
  columns: readonly ProfileColumn[],
): 'changed' | 'unchanged' | 'too_many_traits' {
  const newer = Object.entries(traits).filter(([key, value]) => isNews(profile, key, value, at))
  if (newer.length === 0) return 'unchanged'
  if (!hasRoom(profile, newer, columns)) return 'too_many_traits'
  for (const [key, value] of newer) {
    const column = columns.find(one => one.key === key)
    const before = profile.columns.get(key) ?? null
    const kept = column ? setColumn(profile, column, value) : value
    saySince(profile, key, kept, at, before === (profile.columns.get(key) ?? null))
    profile.times.set(key, at)
    if (kept === null) profile.traits.delete(key)
    else profile.traits.set(key, kept)
  }
  return 'changed'
}

/** Of two profiles that turn out to be the same one: per trait the later write. Equal times keep `into`'s. */
export function joinProfiles(from: Profile, into: Profile, columns: readonly ProfileColumn[]): void {
  const names = new Set(columns.map(column => column.key))
  for (const key of new Set([...from.times.keys(), ...from.traits.keys(), ...from.columns.keys()])) {
    const taken = timeOf(from, key) > timeOf(into, key)
    joinSince(from, into, key, taken)
    if (!taken) continue
    const time = from.times.get(key)
    if (time !== undefined) into.times.set(key, time)
    if (names.has(key)) into.columns.set(key, from.columns.get(key) ?? null)
    const value = from.traits.get(key)
    if (value === undefined) into.traits.delete(key)
    else into.traits.set(key, value)
  }
}

/**
 * Composes the name from firstName and lastName when those were said later than a whole name. The family name comes first
 * where it is written so.
 */
export function composeName(profile: Profile): void {
  const composedAt = Math.max(said(profile, 'firstName'), said(profile, 'lastName'))
  if (composedAt <= said(profile, 'name')) return
  const [first, last] = [plainText(profile.traits.get('firstName')), plainText(profile.traits.get('lastName'))]
  const familyFirst = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/u.test(first + last)
  const name = (familyFirst ? [last, first] : [first, last]).filter(Boolean).join(' ').slice(0, 500)
  profile.columns.set('name', name.toWellFormed() || null)
}

/** Notes that the trait is said once more: with the value that it (and its column) has, or with another one from now on. */
function saySince(profile: Profile, key: string, value: Json, at: number, sameColumn: boolean): void {
  const known = sinceOf(profile, key)
  if (!known) return
  const before = profile.traits.get(key) ?? null
  const same = sameColumn && (before === value || JSON.stringify(before) === JSON.stringify(value))
  profile.since.set(key, [known[0], same ? known[1] : at])
}

/** Of a trait that both have heard of: since when it has the later value, and when the first of them heard of it. */
function joinSince(from: Profile, into: Profile, key: string, taken: boolean): void {
  const theirs = sinceOf(from, key)
  const own = sinceOf(into, key)
  if (!theirs || (own && !taken && own[0] <= theirs[0])) return
  into.since.set(key, [Math.min(theirs[0], own?.[0] ?? theirs[0]), taken || !own ? theirs[1] : own[1]])
}

function sinceOf({ times, since }: Profile, key: string): SaidSince | undefined {
  const said = times.get(key)
  return said === undefined ? undefined : (since.get(key) ?? [said, said])
}

function isNews(profile: Profile, key: string, value: Json, at: number): boolean {
  const last = said(profile, key)
  if (last !== at) return last < at
  // The same message again changes nothing.
  return JSON.stringify(profile.traits.get(key) ?? profile.columns.get(key) ?? null) !== JSON.stringify(value)
}

function said(profile: Profile, key: string): number {
  return profile.times.get(key) ?? Number.NEGATIVE_INFINITY
}

function timeOf(profile: Profile, key: string): number {
  const there = profile.traits.has(key) || (profile.columns.get(key) ?? null) !== null
  // Something whose time is not known is older than everything that has one, but newer than nothing.
  return profile.times.get(key) ?? (there ? Number.MIN_SAFE_INTEGER : Number.NEGATIVE_INFINITY)
}

function hasRoom(
  profile: Profile,
  newer: readonly (readonly [string, Json])[],
  columns: readonly ProfileColumn[],
): boolean {
  const own = new Set(columns.map(column => column.key))
  const ordinary = newer.filter(([key]) => !own.has(key))
  const added = ordinary.filter(([key, value]) => value !== null && !profile.traits.has(key)).length
  const removed = ordinary.filter(([key, value]) => value === null && profile.traits.has(key)).length
  const unheard = newer.filter(([key]) => !profile.times.has(key)).length
  const grows = added - removed
  return (
    (grows <= 0 || profile.traits.size + grows <= traitLimit) &&
    (unheard === 0 || profile.times.size + unheard <= rememberedKeys)
  )
}

/** Sets the column; answers what has to stay a trait because the column cannot hold it, else null. */
function setColumn(profile: Profile, column: ProfileColumn, value: Json): Json {
  const text = plainText(value)
  const fits = text.length <= column.max
  const shown = fits ? text : column.cut ? text.slice(0, column.max).toWellFormed() : ''
  profile.columns.set(column.key, shown || null)
  const told = value === null || typeof value === 'string' || typeof value === 'number'
  return told && fits ? null : value
}

function plainText(value: Json | undefined): string {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed().trim() : ''
}
