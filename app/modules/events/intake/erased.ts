import { lockShared, type Tx } from '../../../platform/db.ts'
import { aboutErased, anySuppressed, erasureLock } from '../../customers/index.ts'
import type { Refusal } from './message.ts'
import type { Placed } from './store.ts'

interface Refused {
  readonly refusal: Refusal
  readonly item: unknown
}

/** What is about persons who were erased. */
export interface ErasedAmong<Arrival, Refusal> {
  readonly arrivals: ReadonlySet<Arrival>
  readonly refusals: ReadonlySet<Refusal>
}

/**
 * Which of these are about persons who were erased, by ids and mail addresses: with refused items by any of their values that
 * can be one, since what is wrong with an item may be where it says who it is about. (A name alone nobody knows any more.)
 * Of an item as much is looked through as is shown of it, `shownLength` characters of JSON. From here on who erases waits
 * until `tx` is committed, and so finds what is written by then. One question for all, a small one while nobody was erased.
 */
export async function erasedAmong<Arrival extends Placed, Item extends Refused>(
  tx: Tx,
  arrivals: readonly Arrival[],
  refusals: readonly Item[],
  shownLength: number,
): Promise<ErasedAmong<Arrival, Item>> {
  await lockShared(tx, erasureLock)
  const suppressed = refusals.filter(({ refusal }) => refusal.code === 'suppressed')
  if (!(await anySuppressed(tx))) return { arrivals: new Set(), refusals: new Set(suppressed) }
  const open = refusals.filter(({ refusal }) => refusal.code !== 'suppressed')
  const { sayers, unasked } = valuesOf(open, shownLength)
  const values = [...sayers.keys()]
  const erased = [...(await aboutErased(tx, [...arrivals.map(one => one.message), ...values.map(sayingOf)]))]
  return {
    arrivals: new Set(erased.flatMap(index => arrivals[index] ?? [])),
    refusals: new Set([
      ...suppressed,
      ...unasked,
      ...erased.flatMap(index => sayers.get(values[index - arrivals.length] ?? '') ?? []),
    ]),
  }
}

/** A value may be any kind of id, or an address. */
function sayingOf(value: string) {
  return { call: '', userId: value, anonymousId: value, groupId: value, traits: { value } }
}

// Each of them is hashed for every kind of id: 72 ms for all of a processor.
const mostValues = 3000

/** What is said, and by which items; `unasked` are those for which it would be too much. */
function valuesOf<Item extends Refused>(refusals: readonly Item[], shownLength: number) {
  const sayers = new Map<string, Item[]>()
  const unasked: Item[] = []
  for (const one of refusals) {
    const said = valuesIn(one.item, shownLength)
    const fresh = [...said].filter(value => !sayers.has(value))
    if (sayers.size + fresh.length > mostValues) unasked.push(one)
    else {
      for (const value of fresh) sayers.set(value, [])
      for (const value of said) sayers.get(value)?.push(one)
    }
  }
  return { sayers, unasked }
}

/** The values of an item that can be ids or addresses, as far as `length` characters of its JSON reach. */
function valuesIn(item: unknown, length: number): ReadonlySet<string> {
  const found = new Set<string>()
  let left = length
  const look = (value: unknown, key: string) => {
    if (left <= 0) return
    if (typeof value === 'object' && value !== null) {
      left--
      for (const [name, part] of Object.entries(value)) {
        if (left <= 0) return
        if (!Array.isArray(value)) look(name, '')
        look(part, name)
      }
      return
    }
    const text = String(value).slice(0, length + longest.address)
    left -= text.length + 1
    for (const one of idsIn(text, key)) found.add(one)
  }
  // What is shown of these does not depend on where they stand.
  const { type, event, name, messageId } = (item ?? {}) as Readonly<Record<string, unknown>>
  for (const value of [type, event, name, messageId]) {
    left = length
    look(value, '')
  }
  left = length
  look(item, '')
  return found
}

const longest = { id: 200, address: 320 } as const
// Shorter ones count something more often than they are ids.
const shortestId = 5

/** A text itself, its parts, and the addresses within it. */
function idsIn(text: string, key: string): readonly string[] {
  const whole = text.trim()
  const parts = whole.match(/[^\s"'<>()[\]{},;、。「」（）]+/g) ?? []
  // Before the sign as many as an address may have (RFC 5321): without a limit, long texts take long.
  const addresses = whole.normalize('NFKC').match(/[\w.+%-]{1,64}@[\w.-]*\w/g) ?? []
  const long = [...parts, ...addresses, whole].filter(one => one.length >= shortestId && one.length <= longest.address)
  return /id$/i.test(key) && whole !== '' && whole.length <= longest.id ? [whole, ...long] : long
}
