import { type Db, transact } from '../../../platform/db.ts'
import { log } from '../../../platform/log.ts'
import type { Months } from '../partitions.ts'
import { BodyRefused } from './body.ts'
import type { Message, Outcome } from './message.ts'
import type { Placed } from './store.ts'
import { type TakeOptions, takeSlice } from './take.ts'

/** How messages of concurrent requests are gathered. Measured values; see docs/decisions/0004-event-storage.md. */
export interface SliceOptions {
  /** Messages per transaction, unless one request alone brings more. */
  readonly size: number
  /** How long the first request of a slice waits for others, in milliseconds. */
  readonly waitMs: number
  /** Transactions at a time. */
  readonly atOnce: number
  /** Messages that may wait; beyond that clients are asked to come back. */
  readonly waiting: number
}

const sliceDefaults: SliceOptions = { size: 4000, waitMs: 4, atOnce: 2, waiting: 60_000 }

/** What slices are taken with; `taken` is told what was stored, after its commit. */
export interface SliceContext extends TakeOptions {
  readonly db: Db
  readonly months: Months
  readonly taken: (fresh: readonly Placed[]) => void
}

/** Takes messages, many requests to a transaction. */
export interface Slices {
  /**
   * Resolves with how each message ended, once that is committed. Throws BodyRefused: 429 when too many wait, 503 when the
   * database cannot be reached.
   */
  take(messages: readonly Message[]): Promise<readonly Outcome[]>
  /** Resolves when everything that was handed in has ended. */
  drain(): Promise<void>
}

interface Request {
  readonly messages: readonly Message[]
  resolve(outcomes: readonly Outcome[]): void
  reject(error: unknown): void
}

/** Gathers requests into slices and takes those; every request waits for the commit of its slice. */
export function createSlices(context: SliceContext, tuning = sliceDefaults): Slices {
  const queue = createQueue(tuning.size)
  const idle: (() => void)[] = []
  let running = 0
  let timer: NodeJS.Timeout | undefined

  const begin = () => {
    clearTimeout(timer)
    timer = undefined
    while (!queue.empty() && running < tuning.atOnce) {
      running++
      void run(queue.next())
    }
  }
  const run = async (requests: readonly Request[]) => {
    await answer(requests, messages => takeSafely(context, messages))
    running--
    begin()
    if (running === 0 && queue.empty()) for (const resolve of idle.splice(0)) resolve()
  }

  return {
    take(messages) {
      if (queue.waiting() > 0 && queue.waiting() + messages.length > tuning.waiting) {
        return Promise.reject(new BodyRefused(429, 'overloaded', 'too many events are waiting', 2))
      }
      return new Promise((resolve, reject) => {
        queue.add({ messages, resolve, reject })
        if (queue.waiting() >= tuning.size) begin()
        // A slice under way gathers the next one meanwhile.
        else if (running === 0) timer ??= setTimeout(begin, tuning.waitMs)
      })
    },
    drain: () => (running === 0 && queue.empty() ? Promise.resolve() : new Promise(resolve => idle.push(resolve))),
  }
}

/** Requests in the order in which they came, handed out so many messages at a time. */
function createQueue(size: number) {
  const requests: Request[] = []
  let waiting = 0
  return {
    waiting: () => waiting,
    empty: () => requests.length === 0,
    add(request: Request) {
      requests.push(request)
      waiting += request.messages.length
    },
    /** Whole requests with at most `size` messages; one request alone may have more. */
    next(): Request[] {
      let count = 0
      let end = 0
      while (end < requests.length && (end === 0 || count + (requests[end]?.messages.length ?? 0) <= size)) {
        count += requests[end]?.messages.length ?? 0
        end++
      }
      waiting -= count
      return requests.splice(0, end)
    },
  }
}

async function answer(
  requests: readonly Request[],
  take: (messages: readonly Message[]) => Promise<readonly Outcome[]>,
): Promise<void> {
  try {
    const outcomes = await take(requests.flatMap(request => request.messages))
    let start = 0
    for (const { messages, resolve } of requests) {
      resolve(outcomes.slice(start, start + messages.length))
      start += messages.length
    }
  } catch (error) {
    log.error({ err: error }, 'events could not be stored')
    for (const { reject } of requests)
      reject(new BodyRefused(503, 'unavailable', 'events cannot be stored just now', 5))
  }
}

/**
 * Takes a slice; what passes by itself (deadlock, a missing partition) is tried again, and a slice that fails because of
 * what is in it is split until the message that cannot be stored stands alone. The checks before make that an exception.
 */
async function takeSafely(
  context: SliceContext,
  messages: readonly Message[],
  attempt = 1,
): Promise<readonly Outcome[]> {
  const { db, months, taken } = context
  try {
    await months.ensure(messages.map(message => message.occurredAt))
    const { outcomes, fresh } = await transact(db, tx => takeSlice(tx, messages, context))
    taken(fresh)
    return outcomes
  } catch (error) {
    const kind = kindOf(error)
    if (kind === 'partition') months.forget()
    if (kind !== 'content' && attempt < 4) {
      await new Promise(resolve => setTimeout(resolve, 20 * attempt ** 2))
      return takeSafely(context, messages, attempt + 1)
    }
    if (kind !== 'content') throw error
    const [only] = messages
    if (messages.length === 1 && only) {
      log.error({ err: error, messageId: only.messageId, call: only.call }, 'a message cannot be stored')
      return [{ code: 'unstorable', message: 'the database does not accept it' }]
    }
    const middle = messages.length >> 1
    const head = await takeSafely(context, messages.slice(0, middle))
    return [...head, ...(await takeSafely(context, messages.slice(middle)))]
  }
}

/** By SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
function kindOf(error: unknown): 'content' | 'partition' | 'passing' {
  const { code, message } = error as { code?: unknown; message?: unknown }
  const state = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
  if (state === '23514' && /no partition/.test(String(message))) return 'partition'
  // Data exception, constraint violated, program limit exceeded; and our own errors, which have no state.
  const content = state ? /^(22|23|54)/.test(state) : !code
  return content ? 'content' : 'passing'
}
