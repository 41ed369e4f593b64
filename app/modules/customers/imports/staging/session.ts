import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Kysely, PostgresDialect, sql } from 'kysely'
import type { PoolClient } from 'pg'
import { from } from 'pg-copy-streams'
import type { Database, Db } from '../../../../platform/db.ts'
import type { Tables } from '../../../../platform/tables.ts'

/** A connection of its own for one import: rows are put into a temporary table, which is gone with it. */
export interface Session {
  /** Everything through this runs on the one connection. */
  readonly db: Db
  /** Puts rows, as lines of `copyLine`, into a temporary table. */
  copy(table: string, columns: readonly string[], lines: AsyncIterable<string>): Promise<void>
  /**
   * Tells the planner how large tables of the schema `customers` are, unless it knows. Right after another import it still
   * believes what was before, and would compare each of a hundred thousand rows with each of as many.
   */
  analyze(tables: Readonly<Record<string, string>>): Promise<void>
  /** Ends what runs on the connection right now, if anything does, through another one. */
  cancel(db: Db): Promise<void>
  close(): void
}

/**
 * Opens a session for the import, or undefined when another process is at it: the lock is gone the moment that process is.
 */
export async function openSession(database: Database, importId: number): Promise<Session | undefined> {
  const client = await database.pool.connect()
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: poolOf(client) }) })
  const close = () => client.release(true)
  try {
    const { rows } = await sql<{ free: boolean; pid: number }>`
      select pg_try_advisory_lock(hashtext('customers.import'), ${importId}::int) as free, pg_backend_pid() as pid`.execute(
      db,
    )
    const [found] = rows
    if (!found?.free) {
      close()
      return undefined
    }
    await client.query(`set temp_buffers = '64MB'; set work_mem = '64MB'; set gin_pending_list_limit = '32MB'`)
    return {
      db,
      copy: (table, columns, lines) => copyInto(client, `copy ${table} (${columns.join(', ')}) from stdin`, lines),
      analyze: tables => analyzeStale(client, tables),
      cancel: async other => {
        await sql`select pg_cancel_backend(${found.pid})`.execute(other)
      },
      close,
    }
  } catch (error) {
    close()
    throw error
  }
}

/** Whether some process is at this import right now. */
export async function isWorkedOn(db: Db, importId: number): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`
    select exists (
      select from pg_locks
      where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())
        and classid = (hashtext('customers.import')::bigint & 4294967295)::oid and objid = ${importId}::int::oid
    ) as held`.execute(db)
  return rows[0]?.held ?? false
}

type Value = string | number | boolean | null

/** The values of a row as `copy` reads them. https://www.postgresql.org/docs/15/sql-copy.html#id-1.9.3.55.9.2 */
export function copyLine(values: readonly Value[]): string {
  return values.map(copyText).join('\t')
}

function copyText(value: Value): string {
  if (value === null) return '\\N'
  if (typeof value !== 'string') return String(value)
  return /[\\\t\n\r]/.test(value) ? value.replace(/[\\\t\n\r]/g, character => escapes[character] ?? character) : value
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** Kysely asks a pool; this one has a single connection, which is not its to give back. */
function poolOf(client: PoolClient) {
  const query = client.query.bind(client)
  const lent = { query, release: () => undefined, processID: undefined }
  return { connect: async () => lent, end: async () => undefined, options: {} } as never
}

async function analyzeStale(client: PoolClient, tables: Readonly<Record<string, string>>): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select s.relname as name from pg_stat_user_tables s join pg_class c on c.oid = s.relid
     where s.schemaname = 'customers' and s.relname = any($1)
       and (c.reltuples < 0 or s.n_mod_since_analyze > 1000 + c.reltuples / 10)`,
    [Object.keys(tables)],
  )
  for (const { name } of rows) await client.query(`analyze customers.${name} (${tables[name]})`)
}

async function copyInto(client: PoolClient, statement: string, lines: AsyncIterable<string>): Promise<void> {
  await pipeline(Readable.from(lines), client.query(from(statement)))
}
