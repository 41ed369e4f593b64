import { randomUUID } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import pg from 'pg'
import type { Database } from './db.ts'
import { log } from './log.ts'

/** A process that others can see living. */
export interface Alive {
  readonly name: string
  /** Sees to it that others still see it, after its connection was lost. To be asked now and then. */
  renew(): Promise<void>
  leave(): Promise<void>
}

/**
 * Says that this process lives, under a name of its own: by a lock on a connection of its own, which the database lets go of
 * when the process dies, however it dies. See `isDead`.
 */
export async function sayAlive(database: Pick<Database, 'url'>): Promise<Alive> {
  const name = randomUUID()
  let client = await shown(database.url, name)
  return {
    name,
    async renew() {
      try {
        await client.query('select 1')
      } catch (error) {
        log.warn({ err: error }, 'alive connection lost, trying again')
        client.end().catch(() => undefined)
        client = await shown(database.url, name)
      }
    },
    async leave() {
      await client.end().catch(() => undefined)
    },
  }
}

/**
 * Whether the process of this name is gone, as a condition of SQL: who gets its lock alone knows that nobody holds it. To be
 * asked for few names, once each.
 */
export function isDead(name: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`pg_try_advisory_xact_lock(hashtextextended('banso alive ' || ${name}, 0))`
}

async function shown(url: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'banso alive',
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    query_timeout: 10_000,
  })
  client.on('error', error => log.warn({ err: error }, 'alive connection lost'))
  await client.connect()
  await client.query("select pg_advisory_lock_shared(hashtextextended('banso alive ' || $1, 0))", [name])
  return client
}
