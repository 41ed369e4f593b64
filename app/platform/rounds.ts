import { setTimeout as wait } from 'node:timers/promises'
import { log } from './log.ts'

/** Work that is done in rounds, whenever somebody wakes it. */
export interface Rounds {
  /** Has a round begin, or another one after the one under way. */
  wake(): void
  /** No further round begins; waits for the one under way. */
  stop(): Promise<void>
}

const pauseAfterError = 1000

/**
 * Does rounds one after the other, as long as `round` says that there is more to do or somebody has woken it meanwhile. One that
 * fails is logged with the words of `failed` and done again after a second. Rounds rest by `signal`, so that stopping need not wait.
 */
export function inRounds(round: (signal: AbortSignal) => Promise<boolean>, failed: string): Rounds {
  const stopping = new AbortController()
  const { signal } = stopping
  let wanted = false
  let working: Promise<void> | undefined
  const wake = () => {
    wanted = true
    if (!signal.aborted)
      working ??= work().finally(() => {
        working = undefined
        // Woken between the last look and now.
        if (wanted && !signal.aborted) wake()
      })
  }
  const work = async () => {
    while (wanted && !signal.aborted) {
      wanted = false
      try {
        if (await round(signal)) wanted = true
      } catch (error) {
        log.error({ err: error }, failed)
        await rest(pauseAfterError, signal)
        wanted = true
      }
    }
  }
  return {
    wake,
    async stop() {
      stopping.abort()
      await working
    },
  }
}

/** Waits so many milliseconds, or until `signal` says that there is no time. */
export async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(() => undefined)
}
