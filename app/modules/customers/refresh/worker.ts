import { setTimeout as wait } from 'node:timers/promises'
import { log } from '../../../platform/log.ts'
import type { Services } from '../../../web/services.ts'
import { changeTopic } from '../changes.ts'
import { markDue, refreshAccounts, refreshContacts } from './refresh.ts'

// Changes wake the worker at once; this only finds what was missed while a connection was down, and what is tried again.
const pollSeconds = 5
const pauseAfterErrorSeconds = 1
const longestPause = 500

/** Works off changed accounts and contacts until the returned function is called, which waits for the batch under way. */
export function startRefreshing(services: Services): () => Promise<void> {
  const stopping = new AbortController()
  let wanted = false
  let working: Promise<void> | undefined

  const wake = () => {
    wanted = true
    working ??= work().finally(() => {
      working = undefined
      // Woken between the last look and now.
      if (wanted && !stopping.signal.aborted) wake()
    })
  }
  const work = async () => {
    while (wanted && !stopping.signal.aborted) {
      wanted = false
      if (await workedOff(services, stopping.signal)) wanted = true
    }
  }
  const poll = () => {
    markDue(services).then(wake, error => log.warn({ err: error }, 'due accounts could not be marked'))
  }

  const unsubscribe = services.live.subscribe(changeTopic, wake)
  const timer = setInterval(poll, pollSeconds * 1000)
  wake()
  return async () => {
    stopping.abort()
    unsubscribe()
    clearInterval(timer)
    await working
  }
}

/**
 * One round, then a pause as long as it took: at most half of the time, so that writing events and showing pages go on, and
 * changes that come meanwhile are one round. Whether to look again.
 */
async function workedOff(services: Services, signal: AbortSignal): Promise<boolean> {
  const begun = performance.now()
  let pause = pauseAfterErrorSeconds * 1000
  try {
    const accounts = await refreshAccounts(services)
    if (accounts + (await refreshContacts(services)) === 0) return false
    pause = Math.min(longestPause, performance.now() - begun)
  } catch (error) {
    log.error({ err: error }, 'changed accounts could not be worked off')
  }
  await wait(pause, undefined, { signal }).catch(() => undefined)
  return true
}
