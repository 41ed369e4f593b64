import pg from 'pg'
import type { Database } from './db.ts'
import { log } from './log.ts'

const sweepEvery = 15_000
/** A worker holds its lock well before this has passed since it took its first job. */
const youngest = '20 seconds'
const space = 0x62616e73

export interface Presence {
  /** Says that this pool of workers lives, for as long as this process does. Resolves once others can see it. */
  hold(pool: string): Promise<void>
  /** Gives back the jobs of workers that are gone; returns those workers. */
  releaseDead(): Promise<readonly string[]>
  stop(): Promise<void>
}

/**
 * The job library gives a job back only hours after the process that worked on it was killed. Here each process holds a lock
 * of the database under its name; PostgreSQL lets it go with the connection, so the jobs of one whose lock is free can
 * be taken up again at once.
 */
export async function watchPresence(database: Database): Promise<Presence> {
  const names = new Set<string>()
  let client = await connected(database.url)
  let stopped = false
  const lockAll = async () => {
    for (const name of names) await client.query('select pg_advisory_lock_shared($1, hashtext($2))', [space, name])
  }
  const reconnect = async () => {
    if (stopped) return
    client.end().catch(() => undefined)
    client = await connected(database.url)
    await lockAll()
  }
  const releaseDead = async () => {
    const { rows } = await client.query<{ dead: string[] | null }>(deadWorkers, [youngest, space, [...names]])
    const dead = rows[0]?.dead ?? []
    if (dead.length > 0) await client.query('select graphile_worker.force_unlock_workers($1)', [dead])
    return dead
  }
  const timer = setInterval(() => {
    releaseDead()
      .catch(reconnect)
      .catch(error => log.warn({ err: error }, 'could not look for jobs of dead workers'))
  }, sweepEvery)
  return {
    async hold(pool) {
      names.add(pool)
      await client
        .query('select pg_advisory_lock_shared($1, hashtext($2))', [space, pool])
        .catch(error => log.warn({ err: error }, 'could not say that a worker lives'))
    },
    releaseDead,
    async stop() {
      stopped = true
      clearInterval(timer)
      await client.end().catch(() => undefined)
    },
  }
}

// Whoever gets the exclusive lock knows that nobody holds the shared one; it ends with the statement's transaction.
const deadWorkers = `
  select array_agg(locked_by) as dead from (
    select locked_by from graphile_worker.jobs
    where locked_at < now() - $1::interval and not (locked_by = any($3))
    group by locked_by offset 0
  ) w where pg_try_advisory_xact_lock($2, hashtext(locked_by))`

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'banso presence' })
  client.on('error', error => log.warn({ err: error }, 'presence connection lost'))
  await client.connect()
  return client
}
