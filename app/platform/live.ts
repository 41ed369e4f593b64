import { sql } from 'kysely'
import pg from 'pg'
import type { Database, Db, Tx } from './db.ts'
import { log } from './log.ts'

type Listener = () => void

/** Tells every process of the installation that something changed. Topics are short names such as `account:12`; no content travels. */
export interface Live {
  /** Tells once `tx` has committed (and never when it rolls back). At most 8,000 bytes per topic list: long lists are split. */
  publish(tx: Tx | Db, topics: readonly string[]): Promise<void>
  /** Calls `listener` at each change of the topic, in this process. Returns how to stop. */
  subscribe(topic: string, listener: Listener): () => void
  close(): Promise<void>
}

const channel = 'banso_live'
const perMessage = 200

/** Tells every process once `tx` has committed; for those who write without having the services at hand. */
export async function publish(tx: Tx | Db, topics: readonly string[]): Promise<void> {
  const unique = [...new Set(topics)]
  for (let start = 0; start < unique.length; start += perMessage) {
    await sql`select pg_notify(${channel}, ${unique.slice(start, start + perMessage).join('\n')})`.execute(tx)
  }
}

/** Listens on one connection of its own; reconnects by itself and then wakes all listeners, since it may have missed some. */
export async function startLive(database: Database): Promise<Live> {
  const listeners = new Map<string, Set<Listener>>()
  let client: pg.Client | undefined
  let closed = false

  const wake = (topics: Iterable<string>) => {
    for (const topic of topics) for (const listener of listeners.get(topic) ?? []) listener()
  }

  const listen = async (): Promise<void> => {
    client = new pg.Client({ connectionString: database.url, application_name: 'banso live' })
    client.on('notification', message => wake((message.payload ?? '').split('\n')))
    client.on('error', () => void reconnect())
    await client.connect()
    await client.query(`listen ${channel}`)
  }

  const reconnect = async (): Promise<void> => {
    client?.removeAllListeners()
    client?.on('error', () => undefined)
    client?.end().catch(() => undefined)
    for (let wait = 250; !closed; wait = Math.min(wait * 2, 10_000)) {
      try {
        await listen()
        wake([...listeners.keys()])
        return
      } catch (error) {
        log.warn({ err: error }, 'live connection lost, trying again')
        await new Promise(resolve => setTimeout(resolve, wait))
      }
    }
  }

  await listen()
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
    async close() {
      closed = true
      client?.removeAllListeners()
      await client?.end().catch(() => undefined)
    },
  }
}
