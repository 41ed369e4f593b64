import { sql } from 'kysely'
import pg from 'pg'
import type { Database, Db, Tx } from './db.ts'
import { log } from './log.ts'

type Listener = () => void

/**
 * Tells every process of the installation that something changed. Topics are short names such as `account:12`; no
 * content travels.
 */
export interface Live {
  /**
   * Tells once `tx` has committed (and never when it rolls back). Long lists are told in several messages, since
   * PostgreSQL takes at most 8,000 bytes in one.
   */
  publish(tx: Tx | Db, topics: readonly string[]): Promise<void>
  /** Calls `listener` at each change of the topic, in this process. Returns how to stop. */
  subscribe(topic: string, listener: Listener): () => void
  close(): Promise<void>
}

const channel = 'banso_live'
/** Topics; each is at most about 30 characters long. */
const perMessage = 200

/** Tells every process once `tx` has committed; for those who write without having the services at hand. */
export async function publish(tx: Tx | Db, topics: readonly string[]): Promise<void> {
  const unique = [...new Set(topics)]
  for (let start = 0; start < unique.length; start += perMessage) {
    await sql`select pg_notify(${channel}, ${unique.slice(start, start + perMessage).join('\n')})`.execute(tx)
  }
}

/** How often the connection is tried, and how long an answer may take, in milliseconds. */
interface Patience {
  readonly tryEvery: number
  readonly answerWithin: number
}

/**
 * Listens on one connection of its own, and tries it now and then: what stands between may drop a connection that is silent
 * for long, and says nothing. Reconnects by itself and then wakes all listeners, since it may have missed some.
 */
export async function startLive(
  database: Pick<Database, 'url'>,
  patience: Patience = { tryEvery: 30_000, answerWithin: 10_000 },
): Promise<Live> {
  const listeners = new Map<string, Set<Listener>>()
  const wake = (topics: Iterable<string>) => {
    for (const topic of topics) for (const listener of listeners.get(topic) ?? []) listener()
  }
  const close = await keepListening(database.url, patience, {
    heard: payload => wake(payload.split('\n')),
    back: () => wake([...listeners.keys()]),
  })
  return {
    publish,
    subscribe(topic, listener) {
      const set = listeners.get(topic) ?? new Set()
      listeners.set(topic, set.add(listener))
      return () => {
        set.delete(listener)
        if (set.size === 0 && listeners.get(topic) === set) listeners.delete(topic)
      }
    },
    close,
  }
}

interface Hearing {
  readonly heard: (payload: string) => void
  /** The connection was lost and is there again. */
  readonly back: () => void
}

/** Throws when the first connection fails; later ones are tried until they come back. Returns how to stop. */
async function keepListening(url: string, patience: Patience, { heard, back }: Hearing): Promise<() => Promise<void>> {
  let client: pg.Client | undefined
  let [closed, mending, asked] = [false, false, false]
  const listen = async (): Promise<void> => {
    client = clientFor(url, patience)
    client.on('notification', message => heard(message.payload ?? ''))
    client.on('error', () => void reconnect())
    await client.connect()
    await client.query(`listen ${channel}`)
  }
  const reconnect = async (): Promise<void> => {
    if (mending) return
    mending = true
    // Not waited for: a connection that is dead does not say goodbye.
    void leave(client)
    for (let wait = 250; !closed; wait = Math.min(wait * 2, 10_000)) {
      try {
        await listen()
        mending = false
        return back()
      } catch (error) {
        log.warn({ err: error }, 'live connection lost, trying again')
        await new Promise(resolve => setTimeout(resolve, wait))
      }
    }
  }
  await listen()
  const trying = setInterval(async () => {
    if (mending || asked) return
    asked = true
    await client?.query('select 1').catch(reconnect)
    asked = false
  }, patience.tryEvery).unref()
  return async () => {
    closed = true
    clearInterval(trying)
    await leave(client)
  }
}

function clientFor(url: string, { answerWithin }: Patience): pg.Client {
  return new pg.Client({
    connectionString: url,
    application_name: 'banso live',
    keepAlive: true,
    connectionTimeoutMillis: answerWithin,
    query_timeout: answerWithin,
  })
}

async function leave(client: pg.Client | undefined): Promise<void> {
  client?.removeAllListeners()
  client?.on('error', () => undefined)
  await client?.end().catch(() => undefined)
}
