import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { connect } from '../../app/platform/db.ts'
import { prepareJobs } from '../../app/platform/jobs.ts'
import { migrate } from '../../app/platform/migrate.ts'
import { startPostgres } from '../../app/platform/postgres/embedded.ts'
import { databaseUrl, type TestServer } from './postgres.ts'

const oneDay = 24 * 60 * 60 * 1000

/**
 * One PostgreSQL for the whole run: the server of DATABASE_URL, else an embedded one in a temporary folder.
 * In it one migrated database, the template of those that tests get.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, strategy, stop } = await startServer()
  const prefix = `banso_test_${Date.now().toString(36)}_${process.pid}`
  const server: TestServer = { url, strategy, prefix, template: `${prefix}_template` }
  const end = async () => {
    await dropDatabases(url, name => name.startsWith(prefix)).finally(stop)
  }
  // A migration that is being written must not keep tests from running that need no database.
  const failure = await makeTemplate(server).then(
    () => undefined,
    (error: unknown) => `the test database could not be migrated: ${String(error)}`,
  )
  if (failure) process.stderr.write(`${failure}\n`)
  project.provide('postgres', { ...server, failure })
  return end
}

async function startServer(): Promise<Pick<TestServer, 'url' | 'strategy'> & { stop(): Promise<void> }> {
  const given = process.env.DATABASE_URL
  if (given) {
    // Runs that were killed leave theirs behind; what others run just now is younger.
    await dropDatabases(given, name => Date.now() - Number.parseInt(name.split('_')[2] ?? '', 36) > oneDay)
    return { url: given, strategy: 'wal_log', stop: async () => {} }
  }
  removeLeftFolders()
  const folder = mkdtempSync(join(tmpdir(), `banso-test-${process.pid}-`))
  chmodSync(folder, 0o711)
  const postgres = await startPostgres(folder, { durable: false })
  return {
    url: postgres.url,
    // Without fsync the checkpoint that this needs costs nothing.
    strategy: 'file_copy',
    stop: async () => {
      await postgres.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function makeTemplate({ url, template }: TestServer): Promise<void> {
  await runOn(url, `create database ${template} template template0 encoding 'UTF8'`)
  const database = connect(databaseUrl(url, template))
  try {
    await migrate(database.db)
    await prepareJobs(database)
  } finally {
    await database.close()
  }
}

async function dropDatabases(url: string, isMeant: (name: string) => boolean): Promise<void> {
  const found = await runOn(url, `select datname as name from pg_database where datname like 'banso\\_test\\_%'`)
  for (const { name } of found.filter(({ name }) => isMeant(name))) {
    await runOn(url, `drop database if exists ${pg.escapeIdentifier(name)} with (force)`)
  }
}

async function runOn(url: string, statement: string): Promise<{ name: string }[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(statement)
    return rows
  } finally {
    await client.end()
  }
}

/** Runs that were killed leave their folder; the number in its name is the process that used it. */
function removeLeftFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = /^banso-test-(\d+)-/.exec(name)?.[1]
    if (pid && !isAlive(Number(pid))) rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
