import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { TraitSubject } from '../tables.ts'
import { applyTraits, emptyProfile, type Profile, type ProfileColumn } from '../traits/profile.ts'
import { registerTraits, type SeenTraits, seeTraits } from '../traits/registry.ts'
import type { Json } from '../traits/trait.ts'

/** What became of a set of messages: the id for each outside id, and which messages (by index) were refused and why. */
export interface Intake {
  readonly ids: ReadonlyMap<string, number>
  readonly refused: ReadonlyMap<number, 'too_many_traits'>
}

/** A message about one account or contact, known by `key` outside. */
export interface Message {
  readonly key: string
  readonly traits: Readonly<Record<string, Json>>
  readonly at: Date
}

export interface NewProfile {
  readonly key: string
  readonly profile: Profile
  /** Of the earliest message. */
  readonly at: Date
}

export interface ChangedProfile {
  readonly id: number
  readonly profile: Profile
  /** Whether a column that is searched for is another than before. */
  readonly renamed: boolean
}

/** How one kind of thing is found, made, locked and saved; each a statement or two for the whole set. */
export interface Store {
  readonly subject: TraitSubject
  readonly columns: readonly ProfileColumn[]
  find(tx: Tx, keys: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** What somebody else made meanwhile is absent from the answer. */
  create(tx: Tx, items: readonly NewProfile[]): Promise<ReadonlyMap<string, number>>
  read(tx: Tx, ids: readonly number[], locking: Locking): Promise<ReadonlyMap<number, Profile>>
  save(tx: Tx, items: readonly ChangedProfile[]): Promise<void>
  /** Derives columns from traits. */
  complete?(profile: Profile): void
}

/** How rows are read: as they stand, locked once they are free, or locked and without those that are not free. */
export type Locking = 'unlocked' | 'locked' | 'locked_if_free'

/** What the end of a `select` says for it. */
export const lockClauses: Readonly<Record<Locking, RawBuilder<unknown>>> = {
  unlocked: sql``,
  locked: sql`for no key update`,
  locked_if_free: sql`for no key update skip locked`,
}

/** Whether to wait for whoever is at one of the same things just now, or to throw Held. */
export type Patience = 'wait' | 'give_up'

/** Others hold what these messages (by index) would change; the transaction is to be given up and tried without them. */
export class Held extends Error {
  override name = 'Held'
  readonly indexes: readonly number[]

  constructor(indexes: readonly number[]) {
    super(`${indexes.length} messages would have to wait`)
    this.indexes = indexes
  }
}

interface Numbered extends Message {
  readonly index: number
}

interface Round {
  readonly ids: Map<string, number>
  readonly refused: Map<number, 'too_many_traits'>
  readonly seen: SeenTraits
  readonly patience: Patience
}

/**
 * Makes what is missing and puts all messages into their profiles, by a handful of statements however many they are.
 * Throws Held when it has no patience and somebody else holds what would change.
 */
export async function take(
  tx: Tx,
  store: Store,
  messages: readonly Message[],
  patience: Patience = 'wait',
): Promise<Intake> {
  const result: Round = { ids: new Map(), refused: new Map(), seen: new Map(), patience }
  const waiting = inOrder(messages)
  // A further round finds what others made, merged or erased between our look and our lock.
  for (let round = 0; round < 3 && waiting.size > 0; round++) {
    const found = await store.find(tx, [...waiting.keys()])
    const missing = new Map([...waiting].filter(([key]) => !found.has(key)))
    await createMissing(tx, store, missing, result)
    await updateFound(tx, store, found, waiting, result)
    for (const key of result.ids.keys()) waiting.delete(key)
  }
  await registerTraits(tx, store.subject, result.seen)
  return { ids: result.ids, refused: result.refused }
}

/** By key, in the order of keys, so that two transactions never wait for each other. */
function inOrder(messages: readonly Message[]): Map<string, Numbered[]> {
  const groups = new Map<string, Numbered[]>()
  for (const [index, message] of messages.entries()) {
    const numbered = { ...message, index }
    const group = groups.get(message.key)
    if (group) group.push(numbered)
    else groups.set(message.key, [numbered])
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)))
}

async function createMissing(
  tx: Tx,
  store: Store,
  missing: ReadonlyMap<string, readonly Numbered[]>,
  result: Round,
): Promise<void> {
  if (missing.size === 0) return
  const drafts = [...missing].map(([key, messages]) => {
    const profile = emptyProfile()
    const refused = applyAll(store, profile, messages).refused
    const at = new Date(Math.min(...messages.map(message => message.at.getTime())))
    return { key, profile, at, refused }
  })
  const made = await store.create(tx, drafts)
  for (const { key, profile, refused } of drafts) {
    const id = made.get(key)
    if (id !== undefined) remember(result, key, id, profile, refused)
  }
}

interface Told {
  readonly key: string
  readonly id: number
  readonly messages: readonly Numbered[]
}

/** What says nothing new needs no lock, so it waits for nobody: an import may hold what it changes for a minute. */
async function updateFound(
  tx: Tx,
  store: Store,
  found: ReadonlyMap<string, number>,
  waiting: ReadonlyMap<string, readonly Numbered[]>,
  result: Round,
): Promise<void> {
  const told = [...waiting].flatMap(([key, messages]): Told[] => {
    const id = found.get(key)
    return id === undefined ? [] : [{ key, id, messages }]
  })
  const seen = await applyTold(tx, store, told, 'unlocked')
  const news = told.filter(({ id }) => seen.changed.has(id))
  seen.rememberIn(
    result,
    told.filter(({ id }) => !seen.changed.has(id)),
  )
  const locked = await applyTold(tx, store, news, result.patience === 'wait' ? 'locked' : 'locked_if_free')
  const held = result.patience === 'wait' ? [] : news.filter(({ id }) => !locked.profiles.has(id))
  if (held.length > 0) throw new Held(held.flatMap(({ messages }) => messages.map(({ index }) => index)))
  if (locked.changed.size > 0) await store.save(tx, [...locked.changed.values()])
  locked.rememberIn(result, news)
}

async function applyTold(tx: Tx, store: Store, told: readonly Told[], locking: Locking) {
  const ids = [...new Set(told.map(({ id }) => id))]
  const profiles = ids.length > 0 ? await store.read(tx, ids, locking) : new Map<number, Profile>()
  const changed = new Map<number, ChangedProfile>()
  const refused = new Map<string, readonly number[]>()
  for (const { key, id, messages } of told) {
    const profile = profiles.get(id)
    if (!profile) continue
    const before = new Map(profile.columns)
    const applied = applyAll(store, profile, messages)
    const renamed = ['name', 'email'].some(name => before.get(name) !== profile.columns.get(name))
    const already = changed.get(id)
    if (applied.changed || already) changed.set(id, { id, profile, renamed: renamed || already?.renamed === true })
    refused.set(key, applied.refused)
  }
  const rememberIn = (result: Round, those: readonly Told[]) => {
    for (const { key, id } of those) {
      const profile = profiles.get(id)
      if (profile) remember(result, key, id, profile, refused.get(key) ?? [])
    }
  }
  return { profiles, changed, rememberIn }
}

function applyAll(store: Store, profile: Profile, messages: readonly Numbered[]) {
  const refused: number[] = []
  let changed = false
  for (const { index, traits, at } of messages) {
    const outcome = applyTraits(profile, traits, at.getTime(), store.columns)
    if (outcome === 'too_many_traits') refused.push(index)
    if (outcome === 'changed') changed = true
  }
  if (changed) store.complete?.(profile)
  return { refused, changed }
}

function remember(result: Round, key: string, id: number, profile: Profile, refused: readonly number[]): void {
  result.ids.set(key, id)
  for (const index of refused) result.refused.set(index, 'too_many_traits')
  // Only in the types that this profile shows; a value that did not change was registered before.
  seeTraits(result.seen, profile.traits)
}
