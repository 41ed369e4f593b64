import { setTimeout as wait } from 'node:timers/promises'
import { type Alive, sayAlive } from '../../../platform/alive.ts'
import { log } from '../../../platform/log.ts'
import type { MailPatience } from '../../../platform/mail-connection.ts'
import { outboxTopic } from '../posting/post.ts'
import { anyDue, claimMails } from './claim.ts'
import { type Lanes, type Sending, sendClaimed, startLanes } from './lanes.ts'
import { takeFromDead } from './outcome.ts'

// The outbox wakes the worker at once; this finds what becomes due by itself, and what dead workers left behind.
const pollSeconds = 5
const longestPauseSeconds = 300
/** How many mails are claimed at once. */
const atOnce = 30

/** Sends waiting mails until the returned function is called, which waits for those being handed over. */
export async function startSending(services: Sending, patience?: MailPatience): Promise<() => Promise<void>> {
  const { url } = services.config.mail
  if (!url) return async () => undefined
  const alive = await sayAlive(services.database)
  const stopping = new AbortController()
  const { nap, wake } = startNapping()
  const lanes = startLanes(services, { url, patience, worker: alive.name, signal: stopping.signal })
  const unsubscribe = services.live.subscribe(outboxTopic, wake)
  const working = work(services, alive, lanes, nap)
  return async () => {
    stopping.abort()
    wake()
    unsubscribe()
    await working
    lanes.close()
    await alive.leave()
  }
}

async function work(services: Sending, alive: Alive, lanes: Lanes, nap: (ms: number) => Promise<void>): Promise<void> {
  const { signal } = lanes
  const rest = (ms: number) => wait(ms, undefined, { signal }).catch(() => undefined)
  let failures = 0
  for (let looked: number | undefined; !signal.aborted; ) {
    try {
      if (looked === undefined || performance.now() - looked > pollSeconds * 1000) {
        looked = performance.now()
        await alive.renew()
        await takeFromDead(services.db)
      }
      const pause = await round(services, lanes)
      failures = pause === 'unreachable' ? failures + 1 : 0
      if (pause === 'unreachable') await rest(pauseAfter(failures))
      else if (pause > 0) await nap(Math.min(pause, pollSeconds * 1000))
    } catch (error) {
      log.error({ err: error }, 'mails could not be sent')
      await rest(1000)
    }
  }
}

/** A nap ends early when somebody wakes; who woke us before it began is heard too. */
function startNapping() {
  let napping = new AbortController()
  let woken = false
  return {
    wake() {
      woken = true
      napping.abort()
    },
    async nap(ms: number) {
      napping = new AbortController()
      if (!woken) await wait(ms, undefined, { signal: napping.signal }).catch(() => undefined)
      woken = false
    },
  }
}

/** Sends what is due, as far as it can be claimed at once. How long to wait then, in milliseconds. */
async function round(services: Sending, lanes: Lanes): Promise<number | 'unreachable'> {
  if (!(await anyDue(services.db))) {
    lanes.close()
    return Number.POSITIVE_INFINITY
  }
  // First, so that nothing is claimed while the server is away.
  if (!(await lanes.ready())) return 'unreachable'
  // Addresses of the sample lead nowhere: only who asked for it by BANSO_SAMPLE, to try it out with a mail server, sends to them.
  const toSample = services.config.sample
  const { mails, looked, pause } = await claimMails(services.db, lanes.worker, atOnce, { toSample })
  if (mails.length === 0) return looked > 0 ? 0 : Math.max(pause, 1)
  return (await sendClaimed(services, lanes, mails)) ? 0 : 'unreachable'
}

/** Five seconds at first, then twice as long each time. */
function pauseAfter(failures: number): number {
  return Math.min(longestPauseSeconds, pollSeconds * 2 ** (failures - 1)) * 1000
}
