import { inRounds } from '../../../platform/rounds.ts'
import type { Services } from '../../../web/services.ts'
import { lookOnce } from '../starting/look.ts'
import { engineTopic } from '../topics.ts'
import { noticeLimits } from './limits.ts'
import { takeNews } from './news.ts'
import { type PacedTurn, pacedTurns } from './pace.ts'

// News wakes the worker at once; the clock finds what is due meanwhile.
const pollSeconds = 2

/**
 * Starts plays and moves enrollments on until the returned function is called, which waits for what is under way. Several
 * processes may do so: each takes what the others have not.
 */
export function startEngine(services: Services): () => Promise<void> {
  const takeTurn = pacedTurns(services)
  const rounds = inRounds(signal => round(services, signal, takeTurn), 'plays could not be worked off')
  const topics = [...services.offers.playTriggers.values()].flatMap(kind => kind.topics ?? [])
  const unsubscribe = [engineTopic, ...topics].map(topic => services.live.subscribe(topic, rounds.wake))
  const timer = setInterval(rounds.wake, pollSeconds * 1000)
  rounds.wake()
  return () => {
    clearInterval(timer)
    for (const stop of unsubscribe) stop()
    return rounds.stop()
  }
}

/**
 * One look, and turns as long as somebody is due, but not for long: then there may be news. Whether there is more to do.
 */
async function round(services: Services, signal: AbortSignal, takeTurn: PacedTurn): Promise<boolean> {
  await noticeLimits(services)
  const news = await takeNews(services)
  const found = await lookOnce(services, news)
  const until = performance.now() + pollSeconds * 1000
  let moved = await takeTurn(signal)
  while (moved > 0 && performance.now() < until && !signal.aborted) moved = await takeTurn(signal)
  return news.length > 0 || found || moved > 0
}
