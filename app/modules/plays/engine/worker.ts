import { inRounds } from '../../../platform/rounds.ts'
import type { Services } from '../../../web/services.ts'
import { lookOnce } from '../starting/look.ts'
import { startKept } from '../starting/start-kept.ts'
import { engineTopic } from '../topics.ts'
import { noticeLimits } from './limits.ts'
import { takeNews } from './news.ts'
import { type PacedTurn, pacedTurns } from './pace.ts'
import { settleLeft } from './settling.ts'
import { takeTurn } from './turn.ts'

// News wakes the worker at once; the clock finds what is due meanwhile.
const pollSeconds = 2

/**
 * Starts plays and moves enrollments on until the returned function is called, which waits for what is under way. Several
 * processes may do so: each takes what the others have not.
 */
export function startEngine(services: Services): () => Promise<void> {
  const turns = [settleLeft, startKept, takeTurn].map(turn => pacedTurns(size => turn(services, size)))
  const rounds = inRounds(signal => round(services, signal, turns), 'plays could not be worked off')
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
 * One look, and turns as long as there is anything to do, but not for long: then there may be news. What is to be done with many,
 * enrollments that follow their play, candidates who start, enrollments that are due, takes turns. Whether there is more to do.
 */
async function round(services: Services, signal: AbortSignal, turns: readonly PacedTurn[]): Promise<boolean> {
  await noticeLimits(services)
  const news = await takeNews(services)
  const found = await lookOnce(services, news)
  const until = performance.now() + pollSeconds * 1000
  let moved = 0
  do {
    moved = 0
    for (const turn of turns) if (!signal.aborted) moved += await turn(signal)
  } while (moved > 0 && performance.now() < until && !signal.aborted)
  return news.length > 0 || found || moved > 0
}
