import { setTimeout as wait } from 'node:timers/promises'
import { Kysely, PostgresDialect, type RawBuilder, sql, type Transaction } from 'kysely'
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

/**
 * Lends `work` up to so many connections beside the pool, for what is asked or told while a transaction of its own goes on:
 * those of the pool may all be taken by who waits for what that transaction holds.
 */
export async function besidePool<T>(
  { url }: Pick<Database, 'url'>,
  most: number,
  work: (db: Db) => Promise<T>,
): Promise<T> {
  const own = connect(url, most)
  try {
    return await work(own.db)
  } finally {
    await own.close()
  }
}

/** Runs `work` in one transaction. What must happen after the commit, once, is a job that the transaction enqueues. */
export function transact<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(work)
}

// Deadlock and serialization failure, see https://www.postgresql.org/docs/15/mvcc-serialization-failure-handling.html; and what a
// row refers to is gone, which the next look finds.
const collisions: ReadonlySet<unknown> = new Set(['40P01', '40001', '23503'])

/**
 * The same for what may begin anew: nothing happens in `work` but what its transaction takes back. When it and others are in each
 * other's way the database ends one of them; if that is this one, or others took away what it writes about, it runs again, up
 * to three times. Throws what ended it then.
 */
export async function transactAgain<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let left = 3; ; left--) {
    try {
      return await transact(db, work)
    } catch (error) {
      if (left === 0 || !collisions.has((error as { readonly code?: unknown }).code)) throw error
      await wait(50 + Math.random() * 200)
    }
  }
}

/**
 * Whether the database was away, had no connection, memory or disk left (class 53), or ended a transaction in favour of another:
 * what came to nothing because of that may be tried again. https://www.postgresql.org/docs/15/errcodes-appendix.html
 */
export function isPassing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return (
    /^(08|40|53|57P|ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/.test(code) ||
    /Connection terminated/i.test(String(error))
  )
}

/** What is done one at a time: `module.what`; with `of` for each of many by itself, such as an account's id. */
type LockName = `${string}.${string}`

/** Waits until nobody else holds the lock of this name, and holds it until `tx` ends. */
export async function lock(tx: Tx, name: LockName, of: string | number = ''): Promise<void> {
  await sql`select pg_advisory_xact_lock(${keyOf(name, of)})`.execute(tx)
}

/** The same with others who share it; who wants it alone waits for all of them. */
export async function lockShared(tx: Tx, name: LockName): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${keyOf(name)})`.execute(tx)
}

/** Takes the lock if it is free. Whether it was. */
export async function tryLock(tx: Tx, name: LockName): Promise<boolean> {
  const { rows } = await sql<{ free: boolean }>`select pg_try_advisory_xact_lock(${keyOf(name)}) as free`.execute(tx)
  return rows[0]?.free ?? false
}

function keyOf(name: LockName, of: string | number = ''): RawBuilder<unknown> {
  return sql`hashtextextended(${`${name} ${of}`}, 0)`
}
