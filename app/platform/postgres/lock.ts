import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Unable } from '../errors.ts'

const busy = 5

/** Held for as long as this process uses a data folder. */
export interface FolderLock {
  release(): void
}

/**
 * Takes the data folder for this process alone, without waiting. Throws Unable when a living Banso has it.
 *
 * Node has no file locks of its own, but SQLite takes one through the operating system (fcntl): it belongs to the
 * process, so it is gone the moment the process is, however it ended, and it also holds between two containers that
 * share a folder, where process ids mean nothing.
 */
export function lockFolder(folder: string): FolderLock {
  const database = new DatabaseSync(join(folder, 'banso.lock'))
  try {
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = memory; begin exclusive')
  } catch (error) {
    database.close()
    if (isBusy(error)) throw new Unable(`data_folder_in_use:${folder}${describeOwner(folder)}`)
    throw error
  }
  writeFileSync(join(folder, 'banso.pid'), `${process.pid}\n`)
  return { release: () => database.close() }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === busy
}

function describeOwner(folder: string): string {
  try {
    return ` (pid ${readFileSync(join(folder, 'banso.pid'), 'utf8').trim()})`
  } catch {
    return ''
  }
}
