import { log } from '../../../platform/log.ts'
import type { Message, Outcome } from './message.ts'
import { BodyRefused } from './refused.ts'
import { type Ending, type SliceContext, takeSafely } from './take-safely.ts'

/** How messages of concurrent requests are gathered. Measured values; see docs/decisions/0004-event-storage.md. */
export interface SliceOptions {
  /** Messages per transaction, unless one request alone brings more. */
  readonly size: number
  /** How long the first request of a slice waits for others, in milliseconds. */
  readonly waitMs: number
  /** Transactions at a time, beside those that are slow. */
  readonly atOnce: number
  /** A transaction that has run for longer than this, in milliseconds, keeps no other from beginning. */
  readonly slowMs: number
  /** Transactions at a time, slow or not. */
  readonly most: number
  /** Messages that may wait; beyond that clients are asked to come back. */
  readonly waiting: number
}

const sliceDefaults: SliceOptions = { size: 4000, waitMs: 4, atOnce: 2, slowMs: 1000, most: 6, waiting: 60_000 }

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

/**
 * Gathers requests into slices and takes those; every request waits for the commit of its slice. Messages that have to wait
 * for whoever is at the same people (an import, for a minute) go on in a second lane, so that only their own requests wait.
 */
export function createSlices(context: Omit<SliceContext, 'later' | 'jam'>, tuning = sliceDefaults): Slices {
  const jam = { at: Number.NEGATIVE_INFINITY }
  const patient = createLane(tuning, messages => takeSafely({ ...context, jam }, messages))
  const quick = createLane(tuning, messages => takeSafely({ ...context, jam, later: patient.take }, messages))
  return {
    take: quick.take,
    async drain() {
      await quick.drain()
      await patient.drain()
    },
  }
}

function createLane(
  tuning: SliceOptions,
  takeAll: (messages: readonly Message[]) => Promise<readonly Ending[]>,
): Slices {
  const queue = createQueue(tuning.size)
  const idle: (() => void)[] = []
  const running = { all: 0, slow: 0 }
  let timer: NodeJS.Timeout | undefined

  const begin = () => {
    clearTimeout(timer)
    timer = undefined
    while (!queue.empty() && running.all - running.slow < tuning.atOnce && running.all < tuning.most) {
      void run(queue.next())
    }
  }
  const run = async (requests: readonly Request[]) => {
    running.all++
    await unlessSlow(tuning.slowMs, answer(requests, takeAll), running, begin)
    running.all--
    begin()
    if (running.all === 0 && queue.empty()) for (const resolve of idle.splice(0)) resolve()
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
        else if (running.all === running.slow) timer ??= setTimeout(begin, tuning.waitMs)
      })
    },
    drain: () => (running.all === 0 && queue.empty() ? Promise.resolve() : new Promise(resolve => idle.push(resolve))),
  }
}

/** Resolves with the work; while it is slow it counts as such, and what waits behind it may begin. */
async function unlessSlow(
  ms: number,
  work: Promise<void>,
  running: { slow: number },
  begin: () => void,
): Promise<void> {
  let slow = false
  const timer = setTimeout(() => {
    slow = true
    running.slow++
    begin()
  }, ms)
  await work
  clearTimeout(timer)
  if (slow) running.slow--
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
  take: (messages: readonly Message[]) => Promise<readonly Ending[]>,
): Promise<void> {
  try {
    const outcomes = await take(requests.flatMap(request => request.messages))
    let start = 0
    for (const { messages, resolve, reject } of requests) {
      const own = outcomes.slice(start, start + messages.length)
      if (own.every(isOutcome)) resolve(own)
      else Promise.all(own).then(resolve, reject)
      start += messages.length
    }
  } catch (error) {
    log.error({ err: error }, 'events could not be stored')
    for (const { reject } of requests)
      reject(new BodyRefused(503, 'unavailable', 'events cannot be stored just now', 5))
  }
}

function isOutcome(ending: Ending): ending is Outcome {
  return !(ending instanceof Promise)
}
