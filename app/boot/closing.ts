import { setTimeout as wait } from 'node:timers/promises'
import { log } from '../platform/log.ts'

const patience = 15_000

/** What a process has opened and must close, last opened first. */
export interface Closing {
  /** Remembers how to close what was just opened. When the end has come meanwhile, closes it at once and never returns. */
  add(name: string, close: () => Promise<unknown>): Promise<void>
  /** Remembers what to tell before anything is closed. */
  announce(tell: () => void): void
  /** Closes everything once, each within 15 s; never throws. */
  all(): Promise<void>
}

/** Starts an empty list. */
export function createClosing(): Closing {
  const open: { name: string; close: () => Promise<unknown> }[] = []
  const announcements: (() => void)[] = []
  let ended: Promise<void> | undefined

  const closeAll = async () => {
    for (const tell of announcements) attempt(tell)
    for (let next = open.pop(); next; next = open.pop()) await closeOne(next.name, next.close)
  }
  return {
    async add(name, close) {
      if (ended) {
        await closeOne(name, close)
        await new Promise(() => {})
      }
      open.push({ name, close })
    },
    announce(tell) {
      announcements.push(tell)
    },
    all() {
      ended ??= closeAll()
      return ended
    },
  }
}

function attempt(tell: () => void): void {
  try {
    tell()
  } catch (error) {
    log.warn({ err: error }, 'the end could not be announced')
  }
}

async function closeOne(name: string, close: () => Promise<unknown>): Promise<void> {
  const late = new AbortController()
  const tooLate = wait(patience, undefined, { signal: late.signal }).then(
    () => log.warn({ name }, 'did not close in time'),
    () => undefined,
  )
  try {
    await Promise.race([close(), tooLate])
  } catch (error) {
    log.error({ err: error, name }, 'could not be closed')
  } finally {
    late.abort()
  }
}
