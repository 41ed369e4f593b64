import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { connect, type Database } from '../../app/platform/db.ts'

/** The PostgreSQL of this test run. */
export interface TestServer {
  /** Where databases can be made. */
  readonly url: string
  /** What all databases of this run begin with. */
  readonly prefix: string
  /** A migrated database to copy. */
  readonly template: string
  /** How a copy is made fastest: https://www.postgresql.org/docs/18/sql-createdatabase.html */
  readonly strategy: 'file_copy' | 'wal_log'
  /** Why there is no template. */
  readonly failure?: string | undefined
}

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: TestServer
  }
}

/**
 * A migrated database of its own for the test file that calls this at its top level; gone after its last test.
 * `const { db } = await testDatabase()`
 */
export async function testDatabase(): Promise<Database> {
  const { template, failure } = inject('postgres')
  if (failure) throw new Error(failure)
  return openCopy(template)
}

/** As testDatabase, but with nothing in it at all. */
export async function emptyDatabase(): Promise<Database> {
  return openCopy('template0')
}

async function openCopy(template: string): Promise<Database> {
  const { url, prefix, strategy } = inject('postgres')
  const name = `${prefix}_${randomBytes(6).toString('hex')}`
  await runOn(url, `create database ${name} template ${template} strategy ${strategy}`)
  const database = connect(databaseUrl(url, name), 10)
  afterAll(async () => {
    await database.close()
    await runOn(url, `drop database ${name} with (force)`)
  })
  return database
}

/** The address of another database on the same server. */
export function databaseUrl(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

async function runOn(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
