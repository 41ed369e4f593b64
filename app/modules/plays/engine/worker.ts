import { setTimeout as wait } from 'node:timers/promises'
import { log } from '../../../platform/log.ts'
import type { Services } from '../../../web/services.ts'
import { lookOnce } from '../starting/look.ts'
import { engineTopic } from '../topics.ts'
import { takeNews } from './news.ts'
import { takeTurn } from './turn.ts'

// News wakes the worker at once; the clock finds what is due meanwhile.
const pollSeconds = 2
const pauseAfterErrorSeconds = 1
const longestPause = 500

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
  const go = async () => {
    while (wanted && !signal.aborted) {
      wanted = false
      if (await round(services, signal)) wanted = true
    }
  }
  return { wake, ended: async () => work }
}

/**
 * One look and one turn, then a pause as long as they took: at most half of the time, so that pages are not starved. Whether
 * there is more to do.
 */
async function round(services: Services, signal: AbortSignal): Promise<boolean> {
  const begun = performance.now()
  let pause = pauseAfterErrorSeconds * 1000
  let more = true
  try {
    const news = await takeNews(services)
    const found = await lookOnce(services, news)
    const moved = await takeTurn(services)
    more = news.length > 0 || found || moved > 0
    pause = more ? Math.min(longestPause, performance.now() - begun) : 0
  } catch (error) {
    log.error({ err: error }, 'plays could not be worked off')
  }
  if (pause > 0) await wait(pause, undefined, { signal }).catch(() => undefined)
  return more
}
