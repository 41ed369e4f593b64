import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Unable } from '../errors.ts'
import type { Binaries } from './binaries.ts'
import { type ServerUser, serverEnvironment, serverUser } from './user.ts'

const megabyte = 1024 * 1024

/** The database's own folder within the data folder, and the password of its one user. */
export interface Cluster {
  readonly folder: string
  readonly password: string
  readonly user: ServerUser
}

/**
 * The cluster of a data folder that this process holds the lock of, made when there is none.
 * Throws Unable when it is of another PostgreSQL version, cannot be reached, or the disk is full.
 */
export async function openCluster(binaries: Binaries, dataFolder: string, durable: boolean): Promise<Cluster> {
  const folder = join(dataFolder, 'postgres')
  const exists = existsSync(folder)
  requireSpace(dataFolder, exists ? 32 : 200)
  if (!exists) await createCluster(binaries, dataFolder, folder, durable)
  const user = serverUser(binaries, folder)
  const version = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim()
  if (version !== String(binaries.major)) {
    throw new Unable(`data_folder_version:${version} (${folder}), PostgreSQL ${binaries.major}`)
  }
  return { folder, password: readPassword(folder), user }
}

/** The password is kept beside what it opens, so that a copy of the folder is complete. */
export function readPassword(folder: string): string {
  return readFileSync(join(folder, 'banso.password'), 'utf8').trim()
}

function requireSpace(dataFolder: string, needed: number): void {
  const { bavail, bsize } = statfsSync(dataFolder)
  if (bavail * bsize < needed * megabyte) throw new Unable(`disk_full:${dataFolder}`)
}

/** Made under another name and then renamed: there is never half a cluster under the real one. */
async function createCluster(binaries: Binaries, dataFolder: string, folder: string, durable: boolean): Promise<void> {
  const started = 'postgres.new-'
  for (const name of readdirSync(dataFolder)) {
    if (name.startsWith(started)) rmSync(join(dataFolder, name), { recursive: true, force: true })
  }
  const home = join(dataFolder, `${started}${randomBytes(4).toString('hex')}`)
  try {
    await fillCluster(binaries, home, durable)
    renameSync(join(home, 'cluster'), folder)
    syncFolder(dataFolder)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** A new name is on disk only when its folder is: what the database acknowledges next must not vanish with it. */
function syncFolder(path: string): void {
  const descriptor = openSync(path, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}

async function fillCluster(binaries: Binaries, home: string, durable: boolean): Promise<void> {
  mkdirSync(join(home, 'cluster'), { recursive: true })
  mkdirSync(join(home, 'secret'))
  const passwordFile = join(home, 'secret', 'password')
  writeFileSync(passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600, flush: true })
  const user = serverUser(binaries, home)
  await runInitdb(binaries, user, { cluster: join(home, 'cluster'), passwordFile, durable })
  renameSync(passwordFile, join(home, 'cluster', 'banso.password'))
}

async function runInitdb(
  binaries: Binaries,
  user: ServerUser,
  { cluster, passwordFile, durable }: { cluster: string; passwordFile: string; durable: boolean },
): Promise<void> {
  const [command = binaries.initdb, ...args] = [
    ...user.prefix,
    binaries.initdb,
    `--pgdata=${cluster}`,
    '--username=banso',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    // Knows all of Unicode and sorts by code point, the same on every machine.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ]
  // In a session of its own, out of reach of Ctrl-C: half a cluster is of no use.
  const options = { ...user.options, cwd: '/', env: serverEnvironment, detached: true }
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  let output = ''
  child.stderr.on('data', chunk => {
    output += chunk
  })
  const status = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (status !== 0) throw explain(output, cluster)
}

/** Why PostgreSQL could not start, as the operator can mend it, from what it wrote. */
export function explain(output: string, folder: string): Unable {
  if (/No space left on device|could not extend|disk full/i.test(output)) return new Unable(`disk_full:${folder}`)
  if (/already exists[\s\S]*(is another|postmaster)/i.test(output)) return new Unable(`data_folder_in_use:${folder}`)
  if (/Permission denied|Read-only file system/i.test(output)) return new Unable(`data_folder_unwritable:${folder}`)
  if (/could not look up effective user/.test(output)) return new Unable(`no_database_user:uid ${process.getuid?.()}`)
  const lines = output.split('\n').filter(line => /FATAL|PANIC|error:/.test(line))
  return new Unable(`database_failed:${(lines.at(-1) ?? output.trim().split('\n').at(-1) ?? '').trim()}`)
}
