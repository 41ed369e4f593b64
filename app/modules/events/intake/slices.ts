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
  /** How long the answers of a slice may wait for the next to be under way, in milliseconds. */
  readonly untoldMs: number
  /** Messages that may wait; beyond that clients are asked to come back. */
  readonly waiting: number
}

const sliceDefaults: SliceOptions = {
  size: 4000,
  waitMs: 4,
  atOnce: 2,
  slowMs: 1000,
  most: 6,
  untoldMs: 20,
  waiting: 60_000,
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

/**
 * Gathers requests into slices and takes those; every request waits for the commit of its slice. Messages that have to wait
 * for whoever is at the same people (an import, for a minute) go on in a second lane, so that only their own requests wait.
 */
export function createSlices(context: Omit<SliceContext, 'later' | 'jam' | 'storing'>, tuning = sliceDefaults): Slices {
  const jam = { at: Number.NEGATIVE_INFINITY }
  const patient = createLane(tuning, (messages, storing) => takeSafely({ ...context, jam, storing }, messages))
  const quick = createLane(tuning, (messages, storing) =>
    takeSafely({ ...context, jam, storing, later: patient.take }, messages),
  )
  return {
    take: quick.take,
    async drain() {
      await quick.drain()
      await patient.drain()
    },
  }
}

/** Takes a slice; `storing` is told when the database has begun to store it. */
type TakeSlice = (messages: readonly Message[], storing: () => void) => Promise<readonly Ending[]>

function createLane(tuning: SliceOptions, takeAll: TakeSlice): Slices {
  const queue = createQueue(tuning.size)
  const idle: (() => void)[] = []
  const running = { all: 0, slow: 0 }
  const answers = createAnswers(tuning.untoldMs)
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
    const tellBefore = answers.takeOver()
    const ending = endOf(requests, messages => takeAll(messages, () => setImmediate(tellBefore)))
    const tell = await unlessSlow(tuning.slowMs, ending, running, begin)
    tellBefore()
    running.all--
    answers.leave(tell, begin)
    if (running.all === 0 && queue.empty()) for (const resolve of idle.splice(0)) resolve()
  }

  return {
    take(messages) {
      if (queue.waiting() > 0 && queue.waiting() + messages.length > tuning.waiting) return Promise.reject(overloaded())
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

function overloaded(): BodyRefused {
  return new BodyRefused(429, 'overloaded', 'too many events are waiting', 2)
}

/** Resolves with the work; while it is slow it counts as such, and what waits behind it may begin. */
async function unlessSlow<T>(ms: number, work: Promise<T>, running: { slow: number }, begin: () => void): Promise<T> {
  let slow = false
  const timer = setTimeout(() => {
    slow = true
    running.slow++
    begin()
  }, ms)
  const result = await work
  clearTimeout(timer)
  if (slow) running.slow--
  return result
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

/** Answers the requests of a slice. */
type Tell = () => void

/**
 * Answers bring the next requests, and while those are read the database would wait for a slice that is there already. So
 * the answers of a slice are left to the next one, which tells them once it is being stored.
 */
function createAnswers(untoldMs: number) {
  let left: Tell[] = []
  /** What was left, to be told by who calls this; it tells itself when that takes too long. */
  const takeOver = (): Tell => {
    const own = left
    left = []
    const tell = () => {
      for (const one of own.splice(0)) one()
    }
    if (own.length > 0) setTimeout(tell, untoldMs)
    return tell
  }
  return {
    takeOver,
    /** Leaves them to what `begin` begins, or tells them when that is nothing. */
    leave(tell: Tell, begin: () => void) {
      left.push(tell)
      begin()
      takeOver()()
    },
  }
}

/** Takes what the requests brought; resolves with how to answer them, and never rejects. */
async function endOf(
  requests: readonly Request[],
  take: (messages: readonly Message[]) => Promise<readonly Ending[]>,
): Promise<Tell> {
  try {
    const endings = await take(requests.flatMap(request => request.messages))
    return () => answer(requests, endings)
  } catch (error) {
    log.error({ err: error }, 'events could not be stored')
    return () => {
      for (const { reject } of requests)
        reject(new BodyRefused(503, 'unavailable', 'events cannot be stored just now', 5))
    }
  }
}

function answer(requests: readonly Request[], endings: readonly Ending[]): void {
  let start = 0
  for (const { messages, resolve, reject } of requests) {
    const own = endings.slice(start, start + messages.length)
    if (own.every(isOutcome)) resolve(own)
    else Promise.all(own).then(resolve, reject)
    start += messages.length
  }
}

function isOutcome(ending: Ending): ending is Outcome {
  return !(ending instanceof Promise)
}
