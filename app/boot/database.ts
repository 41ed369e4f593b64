import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import type { Config } from '../config.ts'
import { Unable } from '../platform/errors.ts'
import { type EmbeddedPostgres, findRunning, joinPostgres, startPostgres } from '../platform/postgres/embedded.ts'
import type { Speaker } from './words.ts'

const oldest = 15
const connectSeconds = 5
const joinSeconds = 20

/**
 * The database of this installation, ready to be migrated: the one of DATABASE_URL, else the embedded one, started.
 * Throws Unable when it cannot be reached, is too old or does not store Unicode.
 */
export async function openDatabase(config: Config, { say }: Speaker): Promise<EmbeddedPostgres> {
  if (config.databaseUrl) return givenDatabase(config.databaseUrl)
  const folder = resolve(config.dataDir)
  if (config.process === 'worker') return databaseOfWeb(folder)
  const isNew = !existsSync(join(folder, 'postgres'))
  say('boot:line.database', { folder })
  const postgres = await startPostgres(folder, { onWait: () => say('boot:line.waiting') })
  if (isNew) say('boot:line.created')
  return postgres
}

/** The same for a command: it may run beside a Banso that has the embedded database open. Throws as openDatabase does. */
export async function joinDatabase(config: Config): Promise<EmbeddedPostgres> {
  return config.databaseUrl ? givenDatabase(config.databaseUrl) : joinPostgres(resolve(config.dataDir))
}

/** Without DATABASE_URL a worker of its own works beside the process that serves. */
async function databaseOfWeb(folder: string): Promise<EmbeddedPostgres> {
  const running = await findRunning(folder, joinSeconds)
  if (!running) throw new Unable(`no_running_database:${folder}`)
  return running
}

async function givenDatabase(url: string): Promise<EmbeddedPostgres> {
  await checkDatabase(url)
  return { url, died: new Promise(() => {}), announceEnd: () => undefined, stop: async () => {} }
}

/** Waits a few seconds for a database that is just starting. */
async function checkDatabase(url: string): Promise<void> {
  const deadline = performance.now() + connectSeconds * 1000
  for (;;) {
    try {
      return await inspect(url)
    } catch (error) {
      if (!mayStillStart(error) || performance.now() > deadline) throw explain(error, url)
      await wait(250)
    }
  }
}

async function inspect(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectSeconds * 1000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<{ version: string; encoding: string }>(
      `select current_setting('server_version') as version, current_setting('server_encoding') as encoding`,
    )
    const { version = '', encoding = '' } = rows[0] ?? {}
    if (Number.parseInt(version, 10) < oldest) throw new Unable(`database_too_old:${version}`)
    if (encoding !== 'UTF8') throw new Unable(`database_encoding:${encoding}`)
  } finally {
    await client.end()
  }
}

const startingUp = '57P03'

function mayStillStart(error: unknown): boolean {
  return codeOf(error) === startingUp || codeOf(error) === 'ECONNREFUSED'
}

/** Without the password that is in the address. */
function explain(error: unknown, url: string): unknown {
  if (error instanceof Unable) return error
  const { hostname, port } = new URL(url)
  const where = `${hostname}:${port || 5432}`
  const said = error instanceof Error && error.message ? error.message : codeOf(error)
  const reason = error instanceof pg.DatabaseError ? 'database_refused' : 'database_unreachable'
  return new Unable(`${reason}:${where} (${said})`)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
