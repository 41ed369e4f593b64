import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Unable } from '../errors.ts'

const serverProgram = /(^|\/)postgres( |$)/

/** What a running server wrote about itself: https://www.postgresql.org/docs/18/storage-file-layout.html */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  readonly ready: boolean
}

/** The server that last used the folder, as its own file says; undefined when it ended in order. It may be dead. */
export function readPostmaster(cluster: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}

/**
 * Ends the server that a killed Banso left behind, in order, so that everything it acknowledged is on disk.
 * Only for who holds the lock of the data folder. Throws Unable when it does not end.
 */
export async function endLeftServer(cluster: string): Promise<void> {
  const left = readPostmaster(cluster)
  if (!left) return
  const command = commandLine(left.pid)
  // After a restart of the machine the number may belong to something else, and in a container a dead process may keep
  // it for want of a parent. PostgreSQL would not start then: it asks only whether the number is in use.
  if (command !== undefined && !serverProgram.test(command)) {
    rmSync(join(cluster, 'postmaster.pid'), { force: true })
    return
  }
  for (const [signal, seconds] of shutdowns) {
    if (await endsWithin(seconds, left.pid, cluster, signal)) return
  }
  throw new Unable(`data_folder_in_use:${cluster} (postgres, pid ${left.pid})`)
}

/** Fast, then immediate: also without loss, the next start recovers. */
const shutdowns = [
  ['SIGINT', 20],
  ['SIGQUIT', 20],
] as const

async function endsWithin(seconds: number, pid: number, cluster: string, signal: NodeJS.Signals): Promise<boolean> {
  if (!isServerOf(pid, cluster)) return true
  send(pid, signal)
  for (let waited = 0; waited < seconds; waited += 0.02) {
    if (!isServerOf(pid, cluster)) return true
    await wait(20)
  }
  return false
}

/**
 * Whether the process is a living server of this folder: by its working folder where the system shows it, else by its
 * command line.
 */
export function isServerOf(pid: number, cluster: string): boolean {
  const command = commandLine(pid)
  if (!command || !serverProgram.test(command)) return false
  try {
    const [used, ours] = [statSync(`/proc/${pid}/cwd`), statSync(cluster)]
    return used.ino === ours.ino && used.dev === ours.dev
  } catch {
    return command.includes(cluster)
  }
}

/** Undefined when there is no such process, empty when it has ended and nobody has asked how. */
function commandLine(pid: number): string | undefined {
  if (!(pid > 0)) return undefined
  if (process.platform !== 'linux') return askPs(pid)
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return undefined
  }
}

function askPs(pid: number): string | undefined {
  return spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout || undefined
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
