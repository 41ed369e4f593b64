import { log } from '../../../platform/log.ts'
import { inRounds, rest } from '../../../platform/rounds.ts'
import type { Services } from '../../../web/services.ts'
import { changeTopic } from '../changes.ts'
import { markDue, refreshAccounts, refreshContacts } from './refresh.ts'

// Changes wake the worker at once; this only finds what was missed while a connection was down, and what is tried again.
const pollSeconds = 5
const longestPause = 500

/** Works off changed accounts and contacts until the returned function is called, which waits for the batch under way. */
export function startRefreshing(services: Services): () => Promise<void> {
  const rounds = inRounds(signal => workedOff(services, signal), 'changed accounts could not be worked off')
  const poll = () => {
    markDue(services).then(rounds.wake, error => log.warn({ err: error }, 'due accounts could not be marked'))
  }
  const unsubscribe = services.live.subscribe(changeTopic, rounds.wake)
  const timer = setInterval(poll, pollSeconds * 1000)
  rounds.wake()
  return () => {
    unsubscribe()
    clearInterval(timer)
    return rounds.stop()
  }
}

/**
 * One round, then a pause as long as it took: at most half of the time, so that writing events and showing pages go on, and
 * changes that come meanwhile are one round. Whether to look again.
 */
async function workedOff(services: Services, signal: AbortSignal): Promise<boolean> {
  const begun = performance.now()
  const accounts = await refreshAccounts(services)
  if (accounts + (await refreshContacts(services)) === 0) return false
  await rest(Math.min(longestPause, performance.now() - begun), signal)
  return true
}
