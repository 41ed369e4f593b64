import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Unable } from '../errors.ts'
import type { Binaries } from './binaries.ts'

/** As whom PostgreSQL runs: `spawn` options, and the command line that goes before its own. */
export interface ServerUser {
  readonly owner?: { readonly uid: number; readonly gid: number }
  readonly options: { readonly uid?: number; readonly gid?: number }
  readonly prefix: readonly string[]
}

/** Small and known, so that nothing of ours (PGPORT, LD_PRELOAD, secrets) reaches the server. */
export const serverEnvironment = { LC_ALL: 'C', PATH: '/usr/local/bin:/usr/bin:/bin' }

/**
 * Decides as whom PostgreSQL runs, since it refuses to run as root: as ourselves, or, when we are root, as the owner of
 * the folder, as `postgres`, or as `nobody`. Where that user cannot reach the program or the folder (a checkout in
 * /root), it gets the right to pass folders and nothing else of root's. See docs/decisions/0002-postgres-as-root.md.
 * `cluster` is the folder of the database; it must exist. Throws Unable when no way is open.
 */
export function serverUser(binaries: Binaries, cluster: string): ServerUser {
  if (process.getuid?.() !== 0) return { options: {}, prefix: [] }
  const owner = unprivilegedOwner(cluster)
  giveFolder(cluster, owner)
  const plain: ServerUser = { owner, options: owner, prefix: [] }
  const ways = [plain, ...['dac_read_search', 'dac_override'].map(right => withRight(owner, right))]
  const open = ways.find(way => canWork(way, binaries, cluster))
  if (!open) throw new Unable(`database_folder_unreachable:${dirname(cluster)}`)
  return open
}

function unprivilegedOwner(cluster: string): { uid: number; gid: number } {
  const users = readUsers()
  for (const folder of [cluster, dirname(cluster)]) {
    const { uid, gid } = statSync(folder)
    // initdb looks its own user up by name and stops when there is none.
    if (uid !== 0 && users.some(user => user.uid === uid)) return { uid, gid }
  }
  const user = users.find(({ name }) => name === 'postgres') ?? users.find(({ name }) => name === 'nobody')
  return user ?? { uid: 65534, gid: 65534 }
}

function readUsers(): { name: string; uid: number; gid: number }[] {
  if (!existsSync('/etc/passwd')) return []
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  return lines
    .map(line => line.split(':'))
    .filter(parts => parts.length >= 4)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid }) => uid > 0)
}

/** A folder restored or copied by root belongs to root throughout. */
function giveFolder(path: string, owner: { uid: number; gid: number }): void {
  const found = lstatSync(path)
  if (found.uid === owner.uid) return
  if (found.isDirectory()) for (const name of readdirSync(path)) giveFolder(join(path, name), owner)
  chownSync(path, owner.uid, owner.gid)
}

/**
 * Through util-linux: the capability survives the change of user. Without `no_setuid_fixup` the kernel leaves
 * capabilities out in access(2), with which PostgreSQL looks for its own files.
 */
function withRight(owner: { uid: number; gid: number }, right: string): ServerUser {
  const user = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups']
  const rights = ['--securebits=+no_setuid_fixup', `--inh-caps=+${right}`, `--ambient-caps=+${right}`]
  return { owner, options: {}, prefix: ['setpriv', ...user, ...rights] }
}

function canWork(user: ServerUser, binaries: Binaries, cluster: string): boolean {
  const probe = 'cd -- "$1" && exec "$2" --version'
  const [command = '/bin/sh', ...rest] = [...user.prefix, '/bin/sh', '-c', probe, 'probe', cluster, binaries.initdb]
  const result = spawnSync(command, rest, { ...user.options, cwd: '/', env: serverEnvironment, encoding: 'utf8' })
  return result.status === 0 && result.stderr === ''
}
