import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { type Db, type Tx, transact } from '../../../platform/db.ts'
import { publish } from '../../../platform/live.ts'
import { log } from '../../../platform/log.ts'
import { erasedAmong } from './erased.ts'
import type { Refusal } from './message.ts'
import type { Placed } from './store.ts'

/** The topic of the live page. */
export const watchTopic = 'events.arrivals'

/** Something that was not taken. */
export interface Refused {
  readonly at: Date
  readonly keyId: number | null
  readonly refusal: Refusal
  readonly item: unknown
}

/** Writes a sample of what arrives, and what is refused, for the live page: at most so much, however much comes. */
export interface Watch {
  arrived(fresh: readonly Placed[]): void
  refused(items: readonly Refused[]): void
  /** Writes down what is gathered. Otherwise once a second. */
  flush(): Promise<void>
}

const arrivalsPerFlush = 100
const arrivalsPerKey = 30
const refusalsPerFlush = 100
const contentLength = 1000
const kept = { arrivals: 1000, refusals: 10_000, refusalDays: 7 } as const

/** One per process. What is gathered and not yet written is lost on a crash: it is shown, not counted. */
export function createWatch(db: Db, everySecond: () => Promise<void>): Watch {
  let gathered = emptyGathering()
  let timer: NodeJS.Timeout | undefined
  let flushes = 0
  let writing = Promise.resolve()
  const schedule = () => {
    timer ??= setTimeout(() => void watch.flush(), 1000).unref()
  }
  const write = async () => {
    const { arrivals, refusals } = gathered
    gathered = emptyGathering()
    try {
      if (arrivals.length + refusals.length > 0) await transact(db, tx => writeDown(tx, arrivals, refusals))
      if (flushes++ % 20 === 0) await prune(db)
      await everySecond()
    } catch (error) {
      log.warn({ err: error }, 'arrivals not noted for the live page')
    }
  }
  const watch: Watch = {
    arrived(fresh) {
      gatherArrivals(gathered, fresh)
      schedule()
    },
    refused(items) {
      gatherRefusals(gathered, items)
      if (items.length > 0) schedule()
    },
    async flush() {
      clearTimeout(timer)
      timer = undefined
      // One at a time: while somebody is erased each of them would wait with a connection.
      writing = writing.then(write)
      await writing
    },
  }
  return watch
}

interface Gathering {
  readonly arrivals: Placed[]
  readonly perKey: Map<number | null, number>
  readonly refusals: (Refused & { more: number })[]
}

function emptyGathering(): Gathering {
  return { arrivals: [], perKey: new Map(), refusals: [] }
}

/** The newest of each slice, and not more of one key than so many, so that a busy key does not hide a quiet one. */
function gatherArrivals({ arrivals, perKey }: Gathering, fresh: readonly Placed[]): void {
  for (let index = fresh.length - 1; index >= 0 && arrivals.length < arrivalsPerFlush; index--) {
    const one = fresh[index] as Placed
    const count = perKey.get(one.message.keyId) ?? 0
    if (count >= arrivalsPerKey) continue
    perKey.set(one.message.keyId, count + 1)
    arrivals.push(one)
  }
}

function gatherRefusals({ refusals }: Gathering, items: readonly Refused[]): void {
  for (const item of items) {
    if (refusals.length < refusalsPerFlush) refusals.push({ ...item, more: 0 })
    else alike(refusals, item).more++
  }
}

function alike<T extends Refused>(refusals: readonly T[], item: Refused): T {
  return refusals.find(one => one.refusal.code === item.refusal.code) ?? (refusals.at(-1) as T)
}

/** Who asked to be forgotten is not written down here either. */
async function writeDown(tx: Tx, arrivals: readonly Placed[], refusals: Gathering['refusals']): Promise<void> {
  const erased = await erasedAmong(tx, arrivals, refusals, contentLength)
  await writeArrivals(
    tx,
    arrivals.filter(one => !erased.arrivals.has(one)),
  )
  await writeRefusals(
    tx,
    refusals.map(one => (erased.refusals.has(one) ? { ...one, item: undefined } : one)),
  )
  await publish(tx, [watchTopic])
}

async function writeArrivals(tx: Tx, arrived: readonly Placed[]): Promise<void> {
  if (arrived.length === 0) return
  await tx
    .insertInto('events.arrival')
    .values(
      arrived.toReversed().map(({ message, accountId, contactId }) => ({
        received_at: new Date(message.receivedAt),
        write_key_id: message.keyId,
        type: message.call,
        name: message.name,
        occurred_at: new Date(message.occurredAt),
        account_id: accountId,
        contact_id: contactId,
        person: message.userId ?? message.anonymousId ?? null,
      })),
    )
    .execute()
}

async function writeRefusals(tx: Tx, refused: Gathering['refusals']): Promise<void> {
  if (refused.length === 0) return
  await tx.insertInto('events.refusal').values(refused.map(refusalRow)).execute()
}

function refusalRow({ at, keyId, refusal, item, more }: Refused & { readonly more: number }) {
  const field = (name: string) => {
    const value = (item as Record<string, unknown> | null | undefined)?.[name]
    return typeof value === 'string' ? shown(value, 200) : null
  }
  return {
    received_at: at,
    write_key_id: keyId,
    code: refusal.code,
    type: field('type'),
    name: field('event') ?? field('name'),
    message_id: field('messageId'),
    content: item === undefined ? null : shown(contentOf(item), contentLength),
    more,
  }
}

function contentOf(item: unknown): string {
  try {
    return JSON.stringify(item)
  } catch {
    // Nested too deep to be written again.
    return '…'
  }
}

function shown(text: string, length: number): string {
  return text.slice(0, length).toWellFormed().replaceAll('\0', '\ufffd')
}

/** Removes what is too much or too old for the live page. */
export async function prune(db: Db): Promise<void> {
  await sql`delete from events.arrival where id <= (select max(id) from events.arrival) - ${kept.arrivals}`.execute(db)
  await sql`
    delete from events.refusal
    where id <= (select max(id) from events.refusal) - ${kept.refusals}
       or received_at < ${nowDate()}::timestamptz - make_interval(days => ${kept.refusalDays})`.execute(db)
}
