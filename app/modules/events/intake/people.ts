import type { Tx } from '../../../platform/db.ts'
import type { MergeContacts } from '../../../web/module.ts'
import { system } from '../../activity/index.ts'
import {
  type AccountMessage,
  aliasContact,
  type ContactMessage,
  Held,
  type Identities,
  type Joining,
  joinAccounts,
  joinAnonymous,
  type Patience,
  resolveIdentities,
  takeAccounts,
  takeContacts,
} from '../../customers/index.ts'
import { type Joined, takeAnonymousMemberships } from '../attach.ts'
import type { Message, RefusalCode } from './message.ts'
import { keepAnonymousMemberships } from './visitors.ts'

/** Who the messages of a slice speak of, after everything they say about people and accounts is known to customers. */
export interface People {
  readonly identities: Identities
  /** Visitors who turned out to be contacts just now: their earlier events follow. */
  readonly joined: readonly Joined[]
  /** Contacts who have an account for the first time: their earlier events follow. */
  readonly settled: readonly number[]
  /** Messages (by index) that were refused on the way. */
  readonly refused: ReadonlyMap<number, RefusalCode>
}

interface PeopleOptions {
  /** What other modules do when two contacts turn out to be one. */
  readonly mergeContacts: readonly MergeContacts[]
  readonly patience: Patience
}

interface Draft {
  readonly messages: readonly Message[]
  readonly users: Map<string, number>
  readonly groups: Map<string, number>
  readonly anonymous: Map<string, number>
  readonly refused: Map<number, RefusalCode>
  readonly joined: Joined[]
  readonly patience: Patience
}

/** Whether the messages say anything about people or accounts that these identities do not tell already. */
export function sayNews(messages: readonly Message[], known: Identities): boolean {
  return messages.some(
    ({ name, userId, groupId }) =>
      name === '' ||
      (userId !== undefined && !known.users.has(userId)) ||
      (groupId !== undefined && !known.groups.has(groupId)),
  )
}

/**
 * Tells customers what the messages say (identify, group, alias, and ids never seen before) and answers who they speak of.
 * A handful of statements for the whole slice; only alias calls, which are rare, go one by one. Without patience it throws
 * Held, with the indexes of the messages, when others are at what they would change.
 */
export async function learnPeople(
  tx: Tx,
  messages: readonly Message[],
  before: Identities,
  { mergeContacts: hooks, patience }: PeopleOptions,
): Promise<People> {
  const draft: Draft = {
    messages,
    users: new Map(before.users),
    groups: new Map(before.groups),
    anonymous: new Map(before.anonymous),
    refused: new Map(),
    joined: [],
    patience,
  }
  await learnContacts(tx, draft)
  await learnAccounts(tx, draft)
  await learnVisitors(tx, draft, hooks)
  const memberships = await learnMemberships(tx, draft)
  const settled = new Set(memberships.map(one => one.contactId).filter(id => !before.accountOf.has(id)))
  const identities = await whoIs(tx, messages)
  return { identities, joined: draft.joined, settled: [...settled], refused: draft.refused }
}

/** Who the messages speak of, as far as customers knows them. */
export function whoIs(tx: Tx, messages: readonly Message[]): Promise<Identities> {
  const [users, anonymous, groups] = [new Set<string>(), new Set<string>(), new Set<string>()]
  for (const { userId, anonymousId, groupId } of messages) {
    if (userId !== undefined) users.add(userId)
    if (anonymousId !== undefined) anonymous.add(anonymousId)
    if (groupId !== undefined) groups.add(groupId)
  }
  return resolveIdentities(tx, { userIds: [...users], anonymousIds: [...anonymous], groupIds: [...groups] })
}

/** Contacts for every userId, with the traits of identify calls. */
async function learnContacts(tx: Tx, draft: Draft): Promise<void> {
  const told: (ContactMessage & { readonly index: number })[] = []
  const asked = new Set<string>()
  for (const [index, { call, userId, traits, occurredAt }] of draft.messages.entries()) {
    if (userId === undefined) continue
    const identifies = call === 'identify'
    if (!identifies && (draft.users.has(userId) || asked.has(userId))) continue
    asked.add(userId)
    told.push({ index, userId, traits: identifies ? traits : {}, at: new Date(occurredAt) })
  }
  if (told.length === 0) return
  const { ids, refused } = await unlessHeld(told, () => takeContacts(tx, told, draft.patience))
  for (const [userId, id] of ids) draft.users.set(userId, id)
  for (const [position, code] of refused) refuseAt(draft, told[position]?.index, code)
}

/** Accounts for every groupId, with the traits of group calls. */
async function learnAccounts(tx: Tx, draft: Draft): Promise<void> {
  const told: (AccountMessage & { readonly index: number })[] = []
  const asked = new Set<string>()
  for (const [index, { call, groupId, traits, occurredAt }] of draft.messages.entries()) {
    if (groupId === undefined) continue
    const groups = call === 'group'
    if (!groups && (draft.groups.has(groupId) || asked.has(groupId))) continue
    asked.add(groupId)
    told.push({ index, groupId, traits: groups ? traits : {}, at: new Date(occurredAt) })
  }
  if (told.length === 0) return
  const { ids, refused } = await unlessHeld(told, () => takeAccounts(tx, told, draft.patience))
  for (const [groupId, id] of ids) draft.groups.set(groupId, id)
  for (const [position, code] of refused) refuseAt(draft, told[position]?.index, code)
}

/** Held by the indexes of our messages. */
async function unlessHeld<T>(told: readonly { readonly index: number }[], work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof Held ? new Held(error.indexes.flatMap(position => told[position]?.index ?? [])) : error
  }
}

function refuseAt(draft: Draft, index: number | undefined, code: RefusalCode): void {
  if (index !== undefined) draft.refused.set(index, code)
}

/** anonymousIds joined by identify, and what alias calls join or merge. */
async function learnVisitors(tx: Tx, draft: Draft, hooks: readonly MergeContacts[]): Promise<void> {
  const pairs = draft.messages.flatMap(({ call, userId, anonymousId }) => {
    const contactId = userId === undefined ? undefined : draft.users.get(userId)
    return call === 'identify' && anonymousId !== undefined && contactId !== undefined
      ? [{ anonymousId, contactId }]
      : []
  })
  draft.joined.push(...(await joinAnonymous(tx, pairs)))
  for (const { call, userId, previousId, occurredAt, keyId } of draft.messages) {
    if (call !== 'alias' || userId === undefined || previousId === undefined || !draft.users.has(userId)) continue
    const by = keyId === null ? system : ({ kind: 'key', id: String(keyId) } as const)
    const alias = await aliasContact(tx, { previousId, userId, at: new Date(occurredAt), by }, hooks)
    if (alias.anonymousId !== undefined) draft.joined.push({ anonymousId: alias.anonymousId, contactId: alias.into })
    if (alias.merged !== undefined) replaceContact(draft, alias.merged, alias.into)
  }
  for (const { anonymousId, contactId } of draft.joined) draft.anonymous.set(anonymousId, contactId)
}

function replaceContact(draft: Draft, merged: number, into: number): void {
  for (const ids of [draft.users, draft.anonymous]) {
    for (const [outside, id] of ids) if (id === merged) ids.set(outside, into)
  }
  for (const [at, pair] of draft.joined.entries()) {
    if (pair.contactId === merged) draft.joined[at] = { ...pair, contactId: into }
  }
}

/** Who was seen at which account; visitors are remembered until it is known who they are. */
async function learnMemberships(tx: Tx, draft: Draft): Promise<readonly Joining[]> {
  const known: Joining[] = []
  const visitors: { anonymousId: string; accountId: number; at: Date }[] = []
  for (const { call, userId, anonymousId, groupId, occurredAt } of draft.messages) {
    const accountId = call === 'group' && groupId !== undefined ? draft.groups.get(groupId) : undefined
    if (accountId === undefined) continue
    const contactId = userId !== undefined ? draft.users.get(userId) : draft.anonymous.get(anonymousId ?? '')
    const at = new Date(occurredAt)
    if (contactId !== undefined) known.push({ contactId, accountId, at })
    else if (anonymousId !== undefined) visitors.push({ anonymousId, accountId, at })
  }
  await keepAnonymousMemberships(tx, visitors)
  const all = [...known, ...(await takeAnonymousMemberships(tx, draft.joined))]
  await joinAccounts(tx, all)
  return all
}
