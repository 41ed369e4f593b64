import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import { log } from './log.ts'
import type { Tables } from './tables.ts'

/** Reading, or starting a transaction. */
export type Db = Kysely<Tables>

/** Writing: only functions that are handed one can write. */
export type Tx = Transaction<Tables>

const int8 = 20
const date = 1082
const numeric = 1700

// Ids and counts stay far below 2^53, so numbers are safe; a date has no time zone, so it stays text;
// numeric results come from sums and averages that are shown, not kept.
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === int8 || oid === numeric) return Number
    if (oid === date) return (text: string) => text
    return pg.types.getTypeParser(oid, format as 'text')
  }) as typeof pg.types.getTypeParser,
}

export interface Database {
  readonly db: Db
  readonly pool: pg.Pool
  readonly url: string
  close(): Promise<void>
}

/** Connects to PostgreSQL at `url` with at most `max` connections. Nothing is opened before the first query. */
export function connect(url: string, max = 20): Database {
  const pool = new pg.Pool({ connectionString: url, max, types, application_name: 'banso' })
  let closing = false
  const lost = (error: Error & { code?: string }) => {
    if (!closing) log.warn({ code: error.code, message: error.message }, 'database connection lost')
  }
  pool.on('error', lost)
  // A connection that breaks while it is handed out tells its client, not the pool.
  pool.on('connect', client => client.on('error', lost))
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return {
    db,
    pool,
    url,
    close: () => {
      closing = true
      return db.destroy()
    },
  }
}

/** Runs `work` in one transaction. What must happen after the commit, once, is a job that the transaction enqueues. */
export function transact<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(work)
}
