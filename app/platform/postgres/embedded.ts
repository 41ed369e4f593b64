import { existsSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { Unable } from '../errors.ts'
import { findBinaries } from './binaries.ts'
import { openCluster, readPassword } from './cluster.ts'
import { type FolderLock, lockFolder } from './lock.ts'
import { endLeftServer, isServerOf, readPostmaster } from './postmaster.ts'
import { startServer } from './server.ts'

/** A running embedded PostgreSQL. */
export interface EmbeddedPostgres {
  /** Address of the database `banso` in it, with user and password. */
  readonly url: string
  /** Resolves when the server ends without having been stopped by us. */
  readonly died: Promise<void>
  /** Tells a Banso that starts in the same folder meanwhile that this one is about to end. */
  announceEnd(): void
  /** Ends it in order and sets the data folder free. */
  stop(): Promise<void>
}

export interface StartOptions {
  /** Without it a crash of the machine loses what was written last. */
  readonly durable?: boolean
  /** Told once when another Banso is just ending in the folder, and is waited for. */
  readonly onWait?: () => void
}

/**
 * Starts PostgreSQL in `<dataFolder>/postgres`, made when there is none, on a free port of 127.0.0.1.
 * It ends by itself when this process dies; what it acknowledged before is there at the next start.
 * Throws Unable: folder in use by another Banso, not writable, of another version; disk full; no binaries.
 */
export async function startPostgres(dataFolder: string, options: StartOptions = {}): Promise<EmbeddedPostgres> {
  const { durable = true, onWait = () => undefined } = options
  const binaries = findBinaries()
  const folder = openDataFolder(dataFolder)
  const lock = await takeFolder(folder, onWait)
  try {
    await endLeftServer(join(folder, 'postgres'))
    const cluster = await openCluster(binaries, folder, durable)
    const server = await startServer(binaries, cluster, { log: join(folder, 'postgres.log'), durable })
    const url = address(cluster.password, server.port)
    await ensureDatabase(url).catch(error => server.stop().finally(() => Promise.reject(error)))
    const { announceEnd } = lock
    return { url, died: server.died, announceEnd, stop: () => server.stop().finally(() => lock.release()) }
  } catch (error) {
    lock.release()
    throw describe(error, folder)
  }
}

/**
 * For commands: the PostgreSQL that a running Banso has in the folder, or else one started for as long as the command runs.
 * Throws as startPostgres does.
 */
export async function joinPostgres(dataFolder: string): Promise<EmbeddedPostgres> {
  try {
    return await startPostgres(dataFolder)
  } catch (error) {
    const running = isInUse(error) ? await findRunning(dataFolder, 10) : undefined
    if (running) return running
    throw error
  }
}

/**
 * The PostgreSQL that another Banso has in the folder, as soon as it takes connections. Undefined when there is none
 * after `seconds`. Stopping it is the other's business; `died` tells when it did.
 */
export async function findRunning(dataFolder: string, seconds: number): Promise<EmbeddedPostgres | undefined> {
  const cluster = join(dataFolder, 'postgres')
  for (let waited = 0; waited < seconds; waited += 0.1) {
    const running = readPostmaster(cluster)
    if (running?.ready && isServerOf(running.pid, cluster)) {
      const url = address(readPassword(cluster), running.port)
      return { url, died: whenGone(running.pid, cluster), ...notOurs }
    }
    await wait(100)
  }
  return undefined
}

const notOurs = { announceEnd: () => undefined, stop: async () => {} }

async function whenGone(pid: number, cluster: string): Promise<void> {
  while (isServerOf(pid, cluster)) await wait(1000, undefined, { ref: false })
}

function isInUse(error: unknown): boolean {
  return error instanceof Unable && error.message.startsWith('data_folder_in_use')
}

/** Entered by the database's user too when we are root, hence 711: it may pass, not look. */
function openDataFolder(path: string): string {
  try {
    makeFolder(path, process.getuid?.() === 0 ? 0o711 : 0o700)
    return realpathSync(path)
  } catch (error) {
    throw impossible.has(codeOf(error)) ? new Unable(`data_folder_impossible:${path}`) : describe(error, path)
  }
}

const impossible: ReadonlySet<unknown> = new Set(['ENOENT', 'ELOOP', 'ENAMETOOLONG', 'EINVAL', 'ENOTSUP'])

/** With those above it. Node's own way tries for ever where the system says that what it made is not there, as in /proc. */
function makeFolder(path: string, mode: number): void {
  const above = dirname(path)
  if (above !== path && !existsSync(above)) makeFolder(above, mode)
  try {
    mkdirSync(path, { mode })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || !statSync(path).isDirectory()) throw error
  }
}

async function takeFolder(folder: string, onWait: () => void): Promise<FolderLock> {
  try {
    return await lockFolder(folder, onWait)
  } catch (error) {
    throw describe(error, folder)
  }
}

function describe(error: unknown, folder: string): unknown {
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') return new Unable(`disk_full:${folder}`)
  const mayNot = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ERR_SQLITE_ERROR']
  return mayNot.includes(String(code)) ? new Unable(`data_folder_unwritable:${folder}`) : error
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function address(password: string, port: number): string {
  return `postgres://banso:${password}@127.0.0.1:${port}/banso`
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.replace(/banso$/, 'postgres') })
  await client.connect()
  try {
    const { rowCount } = await client.query(`select 1 from pg_database where datname = 'banso'`)
    if (rowCount === 0) await client.query('create database banso')
  } finally {
    await client.end()
  }
}
