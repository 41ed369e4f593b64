import { sql } from 'kysely'
import type { Closing } from '../../app/boot/closing.ts'
import type { Database } from '../../app/platform/db.ts'
import { connected, privateDatabase } from './database.ts'
import { populate, type Steps } from './population.ts'
import { startServer } from './server.ts'
import { signIn } from './session.ts'

/**
 * A private database with a company that has so many accounts, made by a whole Banso; no server runs on it afterwards.
 * In a `folder` that is given it stays, and is used again when it was made on this day with as many accounts.
 */
export async function populatedDatabase(
  closing: Closing,
  { accounts, folder }: { accounts: number; folder?: string | undefined },
): Promise<Database> {
  const url = await privateDatabase(closing, folder)
  const database = await connected(closing, url)
  if (await isPopulated(database, accounts)) return database
  const server = await startServer(closing, { databaseUrl: url })
  const session = await signIn(server)
  await populate(database.db, session, accounts, timed)
  await sql`create table bench.done as select ${accounts}::bigint as accounts, bench.today() as day`.execute(
    database.db,
  )
  await server.stop()
  return database
}

async function isPopulated({ db }: Database, accounts: number): Promise<boolean> {
  const { rows } = await sql<{ made: boolean }>`select to_regclass('bench.done') is not null as made`.execute(db)
  if (!rows[0]?.made) return false
  const { rows: done } = await sql<{ accounts: number; today: boolean }>`
    select accounts, day = bench.today() as today from bench.done`.execute(db)
  if (done[0]?.accounts === accounts && done[0].today) return true
  throw new Error('the folder holds another population: give another one, or delete it')
}

const timed: Steps = async (name, work) => {
  const begun = performance.now()
  const result = await work()
  process.stdout.write(`  ${name.padEnd(20)} ${((performance.now() - begun) / 1000).toFixed(1).padStart(6)} s\n`)
  return result
}
