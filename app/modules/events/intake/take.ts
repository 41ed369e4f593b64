import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import type { MergeContacts } from '../../../web/module.ts'
import { aboutErased, Held, type Identities, markChanged } from '../../customers/index.ts'
import { attachAnonymous, attachContacts, noteUnattached } from '../attach.ts'
import { type Calendar, holdCalendar } from '../calendar.ts'
import { publishHeard } from '../heard/heard.ts'
import type { Message, Outcome, RefusalCode } from './message.ts'
import { learnPeople, type People, sayNews, whoIs } from './people.ts'
import { type Placed, storeMessages } from './store.ts'

/** What taking messages needs beside the transaction. */
export interface TakeOptions {
  /** What other modules do when two contacts turn out to be one. */
  readonly mergeContacts: readonly MergeContacts[]
  /** Days are counted in it while there is no company yet. */
  readonly defaultZone: string
  /** Told when the database has begun to store: from now on there is time for something else. */
  readonly storing: () => void
}

/** How to wait for whoever is at the same people and accounts: an edit is over at once, an import takes a minute. */
export type Manner = 'briefly' | 'not' | 'long'

// Milliseconds. What others are about to make or remove is waited for also by who does not wait for what they change.
const lockTimeouts: Readonly<Record<Manner, number>> = { briefly: 500, not: 500, long: 20_000 }

/** How the messages of a slice ended, by index, and those that are new with whose they are. */
export interface Taken {
  readonly outcomes: readonly Outcome[]
  readonly fresh: readonly Placed[]
}

/**
 * Takes a slice of messages in one transaction: people and accounts first, then the events that are new with their counts,
 * then earlier events that only now find whose they are.
 * The months of the messages must have their partitions. Throws Held, or the database's lock_not_available (55P03), when
 * it is not to wait any longer.
 */
export async function takeSlice(
  tx: Tx,
  messages: readonly Message[],
  options: TakeOptions,
  manner: Manner,
): Promise<Taken> {
  const outcomes: (Outcome | undefined)[] = []
  const calendar = await holdCalendar(tx, options.defaultZone)
  const first = firstOfEach(messages, outcomes)
  const open = await leaveOutSuppressed(tx, messages, first, outcomes)
  const people = await learnInManner(tx, messages, open, options, manner)
  const placed: { index: number; one: Placed }[] = []
  for (const [position, index] of open.entries()) {
    const message = messages[index] as Message
    const code = people.refused.get(position)
    const one = code ? undefined : place(message, people.identities)
    if (one) placed.push({ index, one })
    else outcomes[index] = refusals[code ?? 'suppressed']
  }
  const { duplicates, heard } = await storeMessages(
    tx,
    placed.map(({ one }) => one),
    calendar,
    options.storing,
  )
  if (heard) await publishHeard(tx)
  for (const [position, { index }] of placed.entries())
    outcomes[index] = duplicates.has(position) ? 'duplicate' : 'accepted'
  const fresh = placed.filter((_, position) => !duplicates.has(position)).map(({ one }) => one)
  await followUp(tx, calendar, fresh, people)
  return { outcomes: messages.map((_, index) => outcomes[index] ?? 'duplicate'), fresh }
}

// Only people wait in a manner: the counts of the same accounts are the end of every slice, and soon free.
async function learnInManner(
  tx: Tx,
  messages: readonly Message[],
  open: readonly number[],
  { mergeContacts }: TakeOptions,
  manner: Manner,
): Promise<People> {
  const those = open.map(index => messages[index] as Message)
  const known = await whoIs(tx, those)
  // Most slices say nothing new: they change nobody, and wait for nobody.
  if (!sayNews(those, known)) return { identities: known, joined: [], settled: [], refused: new Map() }
  const limit = (ms: number) => sql`select set_config('lock_timeout', ${String(ms)}, true)`.execute(tx)
  await limit(lockTimeouts[manner])
  try {
    const patience = manner === 'not' ? 'give_up' : 'wait'
    const people = await learnPeople(tx, those, known, { mergeContacts, patience })
    await limit(0)
    return people
  } catch (error) {
    throw error instanceof Held ? new Held(error.indexes.flatMap(position => open[position] ?? [])) : error
  }
}

const refusals: Readonly<Partial<Record<RefusalCode, Outcome>>> = {
  suppressed: { code: 'suppressed', message: 'this person asked to be forgotten' },
  too_many_traits: { code: 'too_many_traits', message: 'together with those known before, more than 300 traits' },
}

/** Indexes of the first message of each messageId; the others count as duplicates. */
function firstOfEach(messages: readonly Message[], outcomes: (Outcome | undefined)[]): number[] {
  const seen = new Set<string>()
  const first: number[] = []
  for (const [index, { hash }] of messages.entries()) {
    if (seen.has(hash)) outcomes[index] = 'duplicate'
    else first.push(index)
    seen.add(hash)
  }
  return first
}

async function leaveOutSuppressed(
  tx: Tx,
  messages: readonly Message[],
  indexes: readonly number[],
  outcomes: (Outcome | undefined)[],
): Promise<readonly number[]> {
  const erased = await aboutErased(
    tx,
    indexes.map(index => messages[index] as Message),
  )
  if (erased.size === 0) return indexes
  return indexes.filter((index, position) => {
    if (erased.has(position)) outcomes[index] = refusals.suppressed
    return !erased.has(position)
  })
}

/** Undefined for a userId that was erased a moment ago. */
function place(message: Message, { users, anonymous, groups, accountOf }: Identities): Placed | undefined {
  const { userId, anonymousId, groupId } = message
  const contactId = userId === undefined ? (anonymous.get(anonymousId ?? '') ?? 0) : users.get(userId)
  if (contactId === undefined) return undefined
  const accountId = (groupId === undefined ? accountOf.get(contactId) : groups.get(groupId)) ?? 0
  return { message, contactId, accountId }
}

/** Earlier events of people who are known only now, and the accounts about which there is news. */
async function followUp(tx: Tx, calendar: Calendar, fresh: readonly Placed[], people: People): Promise<void> {
  const { joined, settled, identities } = people
  const waiting = fresh.filter(one => one.accountId === 0 && one.contactId > 0 && one.message.name !== '')
  await noteUnattached(
    tx,
    waiting.map(one => one.contactId),
  )
  const gained = [
    ...(await attachAnonymous(tx, calendar, joined)),
    ...(settled.length > 0 ? await attachContacts(tx, calendar, settled) : []),
  ]
  if (joined.length > 0) {
    const at = nowDate()
    await tx
      .insertInto('events.settlement')
      .values(
        joined.map(pair => ({
          kind: 'anonymous' as const,
          anonymous_id: pair.anonymousId,
          into_id: pair.contactId,
          at,
        })),
      )
      .execute()
  }
  const changed = new Set(gained)
  for (const { accountId, message } of fresh) {
    // The sample company is computed once, when all of it is there.
    if (message.sample) continue
    if (accountId > 0) changed.add(accountId)
    if (message.call === 'identify')
      changed.add(identities.accountOf.get(identities.users.get(message.userId ?? '') ?? 0) ?? 0)
  }
  changed.delete(0)
  await markChanged(tx, [...changed])
}
