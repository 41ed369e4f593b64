import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { Unable } from '../errors.ts'

const busy = 5
const endingMark = ' ending'

/** How long another Banso may take to end: its requests, its jobs, its database. */
const patience = 60_000

/** Held for as long as this process uses a data folder. */
export interface FolderLock {
  /** Tells whoever starts meanwhile that it is worth waiting. */
  announceEnd(): void
  release(): void
}

/**
 * Takes the data folder for this process alone. One that is just ending is waited for, after `onWait`; throws Unable when
 * a living Banso has it.
 *
 * Node has no file locks of its own, but SQLite takes one through the operating system (fcntl): it belongs to the
 * process, so it is gone the moment the process is, however it ended, and it also holds between two containers that
 * share a folder, where process ids mean nothing.
 */
export async function lockFolder(folder: string, onWait: () => void): Promise<FolderLock> {
  for (let waited = 0; ; waited += 100) {
    const lock = takeLock(folder)
    if (lock) return lock
    const owner = readOwner(folder)
    if (!owner.endsWith(endingMark) || waited > patience) {
      throw new Unable(`data_folder_in_use:${folder}${owner && ` (pid ${Number.parseInt(owner, 10)})`}`)
    }
    if (waited === 0) onWait()
    await wait(100)
  }
}

/** Undefined when another process has it. */
function takeLock(folder: string): FolderLock | undefined {
  const database = new DatabaseSync(join(folder, 'banso.lock'))
  try {
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = memory; begin exclusive')
  } catch (error) {
    database.close()
    if (isBusy(error)) return undefined
    throw error
  }
  const owner = join(folder, 'banso.pid')
  writeFileSync(owner, `${process.pid}\n`)
  return {
    announceEnd: () => writeFileSync(owner, `${process.pid}${endingMark}\n`),
    release: () => database.close(),
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === busy
}

/** Number of the process that has the folder, with a mark when it is ending; empty while that is not known. */
function readOwner(folder: string): string {
  try {
    return readFileSync(join(folder, 'banso.pid'), 'utf8').trim()
  } catch {
    return ''
  }
}
