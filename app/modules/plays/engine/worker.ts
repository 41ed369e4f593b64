import { setTimeout as wait } from 'node:timers/promises'
import { log } from '../../../platform/log.ts'
import type { Services } from '../../../web/services.ts'
import { lookOnce } from '../starting/look.ts'
import { engineTopic } from '../topics.ts'
import { noticeLimits } from './limits.ts'
import { takeNews } from './news.ts'
import { type PacedTurn, pacedTurns } from './pace.ts'

// News wakes the worker at once; the clock finds what is due meanwhile.
const pollSeconds = 2
const pauseAfterErrorSeconds = 1

/**
 * Starts plays and moves enrollments on until the returned function is called, which waits for what is under way. Several
 * processes may do so: each takes what the others have not.
 */
export function startEngine(services: Services): () => Promise<void> {
  const stopping = new AbortController()
  const topics = [...services.offers.playTriggers.values()].flatMap(kind => kind.topics ?? [])
  const loop = working(services, stopping.signal)
  const unsubscribe = [engineTopic, ...topics].map(topic => services.live.subscribe(topic, loop.wake))
  const timer = setInterval(loop.wake, pollSeconds * 1000)
  loop.wake()
  return async () => {
    stopping.abort()
    clearInterval(timer)
    for (const stop of unsubscribe) stop()
    await loop.ended()
  }
}

function working(services: Services, signal: AbortSignal) {
  let wanted = false
  let work: Promise<void> | undefined
  const wake = () => {
    wanted = true
    if (!signal.aborted)
      work ??= go().finally(() => {
        work = undefined
        // Woken between the last look and now.
        if (wanted && !signal.aborted) wake()
      })
  }
  const takePacedTurn = pacedTurns(services, signal)
  const go = async () => {
    while (wanted && !signal.aborted) {
      wanted = false
      if (await round(services, signal, takePacedTurn)) wanted = true
    }
  }
  return { wake, ended: async () => work }
}

/**
 * One look, and turns as long as somebody is due, but not for long: then there may be news. Whether there is more to do.
 */
async function round(services: Services, signal: AbortSignal, takePacedTurn: PacedTurn): Promise<boolean> {
  try {
    await noticeLimits(services)
    const news = await takeNews(services)
    const found = await lookOnce(services, news)
    const until = performance.now() + pollSeconds * 1000
    let moved = await takePacedTurn()
    while (moved > 0 && performance.now() < until && !signal.aborted) moved = await takePacedTurn()
    return news.length > 0 || found || moved > 0
  } catch (error) {
    log.error({ err: error }, 'plays could not be worked off')
    await wait(pauseAfterErrorSeconds * 1000, undefined, { signal }).catch(() => undefined)
    return true
  }
}
