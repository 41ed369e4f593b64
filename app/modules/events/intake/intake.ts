import { nowDate } from '../../../platform/clock.ts'
import { counter } from '../../../web/metrics.ts'
import type { Services } from '../../../web/services.ts'
import { createMonths } from '../partitions.ts'
import { type Envelope, isRefusal, judge } from './judge.ts'
import { createKeyRing, type KeyRing } from './key-ring.ts'
import { limits, type Message, type Refusal } from './message.ts'
import { createRoom, type Room } from './room.ts'
import { createSlices, type SliceOptions, type Slices } from './slices.ts'
import { createWatch, type Watch } from './watch.ts'

/** What a process has for taking events. */
export interface Intake {
  readonly slices: Slices
  readonly keys: KeyRing
  readonly watch: Watch
  readonly room: Room
  /** The smaller one for requests whose key is not known before their body is read, so that they cannot fill the other. */
  readonly hall: Room
  /** Ends in order: what was handed in is stored, what is gathered is written. */
  close(): Promise<void>
}

const roomBytes = 72 * 1024 * 1024
const hallBytes = 24 * 1024 * 1024
const intakes = new WeakMap<Services, Intake>()

const acceptedCount = counter('events_accepted_total', 'Events stored, without duplicates')
const duplicateCount = counter('events_duplicate_total', 'Events that were stored before')
const refusedCount = counter('events_refused_total', 'Events refused, by reason', ['code'])

/** The intake of this process, opened at first use. */
export function intakeOf(services: Services, tuning?: SliceOptions): Intake {
  const found = intakes.get(services)
  if (found) return found
  const keys = createKeyRing(services.db, services.live)
  const watch = createWatch(services.db, () => keys.flush())
  const slices = createSlices(
    {
      db: services.db,
      months: createMonths(services.db),
      mergeContacts: services.offers.contactMerges,
      defaultZone: services.config.timeZone,
      taken: fresh => watch.arrived(fresh),
    },
    tuning,
  )
  const intake: Intake = {
    slices,
    keys,
    watch,
    room: createRoom(roomBytes),
    hall: createRoom(hallBytes),
    async close() {
      await slices.drain()
      await watch.flush()
      keys.close()
      intakes.delete(services)
    },
  }
  intakes.set(services, intake)
  return intake
}

/** How a request ended, as it is answered. */
export interface Report {
  readonly accepted: number
  readonly duplicates: number
  readonly refused: readonly (Refusal & { readonly index: number; readonly messageId: string | null })[]
}

/**
 * Judges the items of a request one by one and takes those that pass; resolves when they are committed. Until then only
 * messages are held, no items: `again` gives them once more where some are refused. With all that was parsed and waited,
 * collecting garbage took a fifth of the processor.
 */
export function takeItems(
  services: Services,
  items: readonly unknown[],
  envelope: Envelope,
  again = () => items,
): Promise<Report> {
  return takeJudged(intakeOf(services), judgeAll(items, envelope), envelope.keyId, again)
}

interface Judged {
  readonly messages: Message[]
  /** Where each message was among the items. */
  readonly places: number[]
  readonly refused: { readonly index: number; readonly refusal: Refusal }[]
}

function judgeAll(items: readonly unknown[], envelope: Envelope): Judged {
  const all: Judged = { messages: [], places: [], refused: [] }
  for (let index = 0; index < items.length; index++) {
    const judged = judge(items[index], envelope)
    if (isRefusal(judged)) all.refused.push({ index, refusal: judged })
    else {
      all.messages.push(judged)
      all.places.push(index)
    }
  }
  return all
}

async function takeJudged(
  intake: Intake,
  { messages, places, refused }: Judged,
  keyId: number | null,
  again: () => readonly unknown[],
): Promise<Report> {
  const outcomes = messages.length > 0 ? await intake.slices.take(messages) : []
  const counts = { accepted: 0, duplicates: 0 }
  for (const [position, outcome] of outcomes.entries()) {
    if (outcome === 'accepted') counts.accepted++
    else if (outcome === 'duplicate') counts.duplicates++
    else refused.push({ index: places[position] ?? 0, refusal: outcome })
  }
  acceptedCount.inc(counts.accepted)
  duplicateCount.inc(counts.duplicates)
  return { ...counts, refused: refused.length > 0 ? noteRefused(intake, again(), keyId, refused) : [] }
}

function noteRefused(
  intake: Intake,
  items: readonly unknown[],
  keyId: number | null,
  refused: Judged['refused'],
): Report['refused'] {
  for (const { refusal } of refused) refusedCount.inc({ code: refusal.code })
  const at = nowDate()
  intake.watch.refused(refused.map(({ index, refusal }) => ({ at, keyId, refusal, item: items[index] })))
  return refused.map(({ index, refusal }) => ({ index, messageId: idOf(items[index]), ...refusal }))
}

function idOf(item: unknown): string | null {
  const id = (item as { messageId?: unknown } | null | undefined)?.messageId
  return typeof id === 'string' ? id.slice(0, limits.messageId) : null
}
