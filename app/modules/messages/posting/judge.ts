import { nowDate } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { MessageContent } from '../texts/content.ts'
import { deliverableAddress } from './address.ts'
import { nextFreeDay } from './frequency.ts'
import { type ClosedNow, type LocalDays, rememberedDays } from './hours.ts'
import { type Receiver, type Receivers, readReceivers } from './receivers.ts'
import { type Limits, messageLimits } from './settings.ts'

export interface Recipient {
  /** Unique: the same key makes one message, ever. */
  readonly key: string
  readonly contactId: number
  readonly accountId: number | null
}

export interface Posting {
  readonly content: MessageContent
  readonly source: { readonly play: number; readonly step: string; readonly version: number }
  /** What becomes of somebody whom enough reached already: asked again later, or left out. */
  readonly whenLimited: 'wait' | 'skip'
  /** Nobody gets the same step of the same play twice within so many days, over all accounts. */
  readonly onceWithinDays: number
  readonly sample?: boolean
}

export type WaitReason = 'capped_day' | 'capped_week' | ClosedNow
export type SkipReason = 'no_address' | 'no_contact' | 'suppressed' | 'unsubscribed' | 'capped' | 'told_already'
export type Fate =
  | { readonly kind: 'posted'; readonly messageId: number }
  | { readonly kind: 'wait'; readonly until: Date; readonly why: WaitReason }
  | { readonly kind: 'skipped'; readonly why: SkipReason }

/** What becomes of a recipient, before anything is written. */
export type Judgement =
  | Exclude<Fate, { kind: 'posted' }>
  | { readonly kind: 'posted'; readonly messageId: number }
  | { readonly kind: 'to_post'; readonly receiver: Receiver; readonly address: string | undefined; readonly at: Date }

/** The judgement for each recipient by its key, in their order: who comes first is told, the same person again is not. */
export async function judge(
  db: Db | Tx,
  posting: Posting,
  recipients: readonly Recipient[],
): Promise<ReadonlyMap<string, Judgement>> {
  const at = nowDate()
  const limits = await messageLimits(db)
  const known = await readReceivers(db, posting, recipients, at)
  const daysIn = rememberedDays(at, limits)
  const judged = new Map<string, Judgement>()
  const told = new Told(known.told)
  const reachedNow = new Map<number, number>()
  for (const recipient of recipients) {
    if (judged.has(recipient.key)) continue
    const messageId = known.posted.get(recipient.key)
    const receiver = known.receivers.get(recipient.key)
    const judgement: Judgement =
      messageId !== undefined
        ? { kind: 'posted', messageId }
        : receiver
          ? judgeReceiver(posting, receiver, {
              at,
              limits,
              days: daysIn(receiver.timeZone),
              isTold: address => told.knows(recipient, address),
              reachedNow: reachedNow.get(recipient.contactId) ?? 0,
            })
          : { kind: 'skipped', why: 'no_contact' }
    judged.set(recipient.key, judgement)
    if (judgement.kind !== 'to_post') continue
    told.add({ ...recipient, address: judgement.address ?? null })
    reachedNow.set(recipient.contactId, (reachedNow.get(recipient.contactId) ?? 0) + 1)
  }
  return judged
}

/**
 * Who was told, and because of which account. Another cause of the same account may tell the same contact again; another account,
 * or another contact with the same address, may not.
 */
class Told {
  readonly #byPerson = new Map<number | string, ToldOnce[]>()

  constructor(told: readonly ToldOnce[]) {
    for (const one of told) this.add(one)
  }

  add(one: ToldOnce): void {
    for (const who of [one.contactId, one.address]) {
      if (who !== null) this.#byPerson.set(who, [...(this.#byPerson.get(who) ?? []), one])
    }
  }

  knows({ contactId, accountId }: Recipient, address: string | undefined): boolean {
    const times = [contactId, address].flatMap(who => (who === undefined ? [] : (this.#byPerson.get(who) ?? [])))
    return times.some(one => one.accountId !== accountId || one.contactId !== contactId)
  }
}

type ToldOnce = Receivers['told'][number]

interface Circumstances {
  readonly at: Date
  readonly limits: Limits
  readonly days: LocalDays
  readonly isTold: (address: string | undefined) => boolean
  /** How many of those judged before, together with this one, reach the same contact. */
  readonly reachedNow: number
}

/**
 * Mails keep to everything; messages on the company's own pages only to how often, since who sees them is there of their own
 * accord; notices wait in a list and press nobody.
 */
function judgeReceiver(posting: Posting, receiver: Receiver, circumstances: Circumstances): Judgement {
  const { at, limits, days, isTold, reachedNow } = circumstances
  const { kind } = posting.content
  const address = kind === 'email' ? deliverableAddress(receiver.email) : undefined
  if (kind === 'email') {
    if (!address) return { kind: 'skipped', why: 'no_address' }
    if (receiver.suppressed) {
      return { kind: 'skipped', why: receiver.suppressed === 'unsubscribed' ? 'unsubscribed' : 'suppressed' }
    }
  }
  if (isTold(address)) return { kind: 'skipped', why: 'told_already' }
  if (kind === 'notice') return { kind: 'to_post', receiver, address, at }
  const reached = [...receiver.reached, ...Array.from({ length: reachedNow }, () => at.getTime())]
  const { daysAhead, capped } = nextFreeDay(reached, days, limits)
  if (capped && posting.whenLimited === 'skip') return { kind: 'skipped', why: 'capped' }
  if (capped) {
    const until = kind === 'email' ? days.opening(daysAhead) : days.startOf(daysAhead)
    return { kind: 'wait', until: new Date(until), why: capped }
  }
  if (kind === 'email' && days.closed) return { kind: 'wait', until: new Date(days.opening(0)), why: days.closed }
  return { kind: 'to_post', receiver, address, at }
}
