import { setTimeout as wait } from 'node:timers/promises'
import { log } from '../../../platform/log.ts'
import {
  connectMail,
  type HandOver,
  type Letter,
  type MailConnection,
  type MailPatience,
} from '../../../platform/mail-connection.ts'
import type { Services } from '../../../web/services.ts'
import { noteOutage, noteReached, withoutSecrets } from '../servers/state.ts'
import type { Claimed } from './claim.ts'
import { writeLetters } from './letters.ts'
import { beginHandOver, giveBack, writeOutcome } from './outcome.ts'

/** What sending needs of the services. */
export type Sending = Pick<Services, 'db' | 'database' | 'config' | 'live' | 'words'>

/** Connections to the mail server, side by side: one slow answer does not hold up all others. */
export interface Lanes {
  readonly worker: string
  readonly signal: AbortSignal
  /** Whether the server is there; when it is not, that is noted. */
  ready(): Promise<boolean>
  /** Lends `work` a connection of its own. Whether there is one. */
  on(work: (connection: MailConnection) => Promise<void>): Promise<boolean>
  close(): void
}

const most = 3

interface Setup {
  readonly url: string
  readonly patience: MailPatience | undefined
  readonly worker: string
  readonly signal: AbortSignal
}

/** No connection is opened before it is needed. */
export function startLanes({ db }: Pick<Sending, 'db'>, { url, patience, worker, signal }: Setup): Lanes {
  const idle: MailConnection[] = []
  const connectNow = connecting(db, url, patience)
  const open = async () => {
    for (let connection = idle.pop(); connection; connection = idle.pop()) if (connection.usable) return connection
    return connectNow()
  }
  const on = async (work: (connection: MailConnection) => Promise<void>) => {
    const connection = await open()
    if (!connection) return false
    try {
      await work(connection)
    } finally {
      if (connection.usable) idle.push(connection)
    }
    return true
  }
  return {
    worker,
    signal,
    ready: () => on(async () => undefined),
    on,
    close() {
      for (const connection of idle.splice(0)) connection.close()
    },
  }
}

/** Connects, and notes when the server goes away or comes back. */
function connecting(db: Sending['db'], url: string, patience: MailPatience | undefined) {
  let there = false
  return async (): Promise<MailConnection | undefined> => {
    try {
      const connection = await connectMail(url, patience)
      if (!there) await noteReached(db, 'sending')
      there = true
      return connection
    } catch (error) {
      there = false
      const said = withoutSecrets(error instanceof Error ? error.message : String(error), url)
      log.warn({ said }, 'the mail server cannot be used')
      await noteOutage(db, 'sending', said)
      return undefined
    }
  }
}

/**
 * Hands over what was claimed; gives back what could not be begun, since the server went away or we are to stop. Whether the
 * server was there to the end.
 */
export async function sendClaimed(services: Sending, lanes: Lanes, mails: readonly Claimed[]): Promise<boolean> {
  const { db } = services
  const left = [...mails]
  let there = true
  let served = false
  try {
    const letters = await writeLetters(services, mails)
    const lane = async () => {
      while (there && left.length > 0 && !lanes.signal.aborted) {
        const reached = await lanes.on(async connection => {
          for (let mail = left.shift(); mail; mail = left.shift()) {
            const outcome = await sendOne(services, lanes.worker, connection, mail, letters.get(mail.id))
            served ||= outcome.kind === 'taken' || (outcome.kind === 'refused' && outcome.of !== 'us')
            if (outcome.kind === 'refused' && outcome.of === 'us') {
              there = false
              connection.close()
              await noteOutage(db, 'sending', withoutSecrets(outcome.reply, services.config.mail.url ?? ''))
            }
            if (!there || !connection.usable || lanes.signal.aborted) return
          }
        })
        there &&= reached
      }
    }
    // Each to its end, so that nothing is given back that another one still hands over.
    const ended = await Promise.allSettled(Array.from({ length: Math.min(most, mails.length) }, lane))
    for (const one of ended) if (one.status === 'rejected') throw one.reason
    if (there && served) await noteReached(db, 'sending')
  } finally {
    if (left.length > 0)
      await again(() =>
        giveBack(
          db,
          lanes.worker,
          left.map(({ id }) => id),
        ),
      )
  }
  return there
}

async function sendOne(
  { db }: Pick<Sending, 'db'>,
  worker: string,
  connection: MailConnection,
  mail: Claimed,
  letter: Letter | Error | undefined,
): Promise<HandOver> {
  const outcome: HandOver =
    letter === undefined || letter instanceof Error
      ? { kind: 'refused', of: 'message', passing: false, reply: letter?.message ?? '' }
      : await connection.handOver(letter, () => beginHandOver(db, worker, mail.id))
  await again(() => writeOutcome(db, worker, mail, outcome))
  return outcome
}

/** What the server said is not to be lost because the database is away for a minute. */
async function again(work: () => Promise<void>): Promise<void> {
  for (let left = 60; ; left--) {
    try {
      return await work()
    } catch (error) {
      if (left === 0) throw error
      log.warn({ err: error }, 'what became of a mail could not be written down, trying again')
      await wait(1000)
    }
  }
}
