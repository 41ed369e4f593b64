import { log } from '../platform/log.ts'
import type { Closing } from './closing.ts'
import type { Speaker } from './words.ts'

/** One Ctrl-C reaches a process up to three times: from the terminal, from npm, from whoever passes it on. */
const samePress = 1000

/**
 * SIGINT, SIGTERM and SIGHUP end the process in order with exit code 0; once more after a second ends it at once.
 * What nobody caught is logged, then everything is closed and the exit code is 1.
 */
export function endOnSignals(closing: Closing, speaker: Speaker): void {
  let asked: number | undefined
  const end = () => {
    if (asked !== undefined) {
      // The embedded database notices that we are gone and ends in order by itself.
      if (performance.now() - asked > samePress) process.exit(130)
      return
    }
    asked = performance.now()
    speaker.say('boot:line.stopping')
    closing.all().then(() => {
      speaker.say('boot:line.stopped')
      process.exit(0)
    })
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
  // Whoever read our lines may have gone; that is no reason to stop.
  process.stdout.on('error', () => undefined)
  process.stderr.on('error', () => undefined)
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ err: error }, 'ends unexpectedly')
      speaker.complain(error)
      closing.all().then(() => process.exit(1))
    })
  }
}
