import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Closing } from '../../app/boot/closing.ts'
import { connect, type Database } from '../../app/platform/db.ts'
import { startPostgres } from '../../app/platform/postgres/embedded.ts'

/** An empty folder that is gone when the bench ends; the database's own user may pass it. */
export async function temporaryFolder(closing: Closing): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'banso-bench-'))
  chmodSync(folder, 0o711)
  await closing.add('temporary folder', async () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/**
 * The address of a database that nobody else uses: on the server of DATABASE_URL a new one, dropped at the end, else an
 * embedded PostgreSQL in `folder`, durable as in production; or in a folder of its own when none is given.
 */
export async function privateDatabase(closing: Closing, folder?: string): Promise<string> {
  const given = process.env.DATABASE_URL
  if (given) return databaseBeside(given, closing)
  if (folder) mkdirSync(folder, { recursive: true, mode: 0o711 })
  const postgres = await startPostgres(folder ?? (await temporaryFolder(closing)))
  await closing.add('database', postgres.stop)
  return postgres.url
}

async function databaseBeside(given: string, closing: Closing): Promise<string> {
  const name = `banso_bench_${randomBytes(4).toString('hex')}`
  await onServer(given, `create database ${name}`)
  await closing.add('database', () => onServer(given, `drop database if exists ${name} with (force)`))
  return Object.assign(new URL(given), { pathname: `/${name}` }).href
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Connections of our own, with values as the product reads them. */
export async function connected(closing: Closing, url: string): Promise<Database> {
  const database = connect(url, 4)
  await closing.add('connections', database.close)
  return database
}
