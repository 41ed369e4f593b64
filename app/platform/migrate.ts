import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Db } from './db.ts'
import { Unable } from './errors.ts'

/** Where the numbered SQL files are, seen from the checkout (the process runs there). */
const migrationsFolder = 'db/migrations'

/**
 * Brings the database to the present schema, forward only, under a lock so that two starts at once are safe.
 * Returns the names of the migrations that ran. Throws Unable when the database was made by a newer Banso.
 */
export async function migrate(db: Db, folder = migrationsFolder): Promise<string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => readMigrations(folder) },
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
    migrationTableSchema: 'platform',
  })
  await refuseNewerDatabase(db, folder)
  const { error, results } = await migrator.migrateToLatest()
  if (error) throw error
  return (results ?? []).filter(result => result.status === 'Success').map(result => result.migrationName)
}

async function readMigrations(folder: string): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter(name => name.endsWith('.sql')).sort()
  const entries = files.map(async name => {
    const text = await readFile(join(folder, name), 'utf8')
    return [name.replace(/\.sql$/, ''), { up: (db: Db) => apply(db, name, text) }] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

async function apply(db: Db, name: string, text: string): Promise<void> {
  try {
    await sql.raw(text).execute(db)
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

async function refuseNewerDatabase(db: Db, folder: string): Promise<void> {
  const { rows: found } = await sql<{
    there: boolean
  }>`select to_regclass('platform.migration') is not null as there`.execute(db)
  if (!found[0]?.there) return
  const { rows } = await sql<{ name: string }>`select name from platform.migration order by name`.execute(db)
  const known = new Set(Object.keys(await readMigrations(folder)))
  const unknown = rows.map(row => row.name).filter(name => !known.has(name))
  if (unknown.length > 0) throw new Unable(`database_newer:${unknown[0]}`)
}
