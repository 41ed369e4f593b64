import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from './db.ts'

/**
 * The secret that signs cookies and encrypts second factors: the given one, else this installation's own, which is made
 * at the first call and kept in the database, so that all processes on it share it.
 */
export async function installationSecret(db: Db, given: string | undefined): Promise<string> {
  return given ?? (await keptSecret(db)) ?? makeSecret(db)
}

/** Only reads, so that what must not write can ask too. */
async function keptSecret(db: Db): Promise<string | undefined> {
  const { rows } = await sql<{ secret: string }>`select secret from platform.installation`.execute(db)
  return rows[0]?.secret
}

async function makeSecret(db: Db): Promise<string> {
  const fresh = randomBytes(32).toString('base64url')
  await sql`insert into platform.installation (secret) values (${fresh}) on conflict (one) do nothing`.execute(db)
  return (await keptSecret(db)) ?? fresh
}
