import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Unable } from '../errors.ts'

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
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Ends the server that a killed Banso left behind, in order, so that everything it acknowledged is on disk.
 * Only for who holds the lock of the data folder. Throws Unable when it does not end within `seconds`.
 */
export async function endLeftServer(cluster: string, seconds = 60): Promise<void> {
  const left = readPostmaster(cluster)
  if (!left || !isServerOf(left.pid, cluster)) return
  sendFastShutdown(left.pid)
  for (let waited = 0; waited < seconds; waited += 0.02) {
    if (!isServerOf(left.pid, cluster)) return
    await wait(20)
  }
  throw new Unable(`data_folder_in_use:${cluster} (postgres, pid ${left.pid})`)
}

/** False when the process has gone. The pid file may outlive a restart of the machine, so the pid alone proves nothing. */
function isServerOf(pid: number, cluster: string): boolean {
  if (!(pid > 0)) return false
  const command = commandLine(pid)
  return command.includes('postgres') && command.includes(cluster)
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    // Not Linux, or gone.
    return spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? ''
  }
}

function sendFastShutdown(pid: number): void {
  try {
    process.kill(pid, 'SIGINT')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
