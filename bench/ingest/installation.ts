import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startPostgres } from '../../app/platform/postgres/embedded.ts'
import { readPostmaster } from '../../app/platform/postgres/postmaster.ts'
import { processorSeconds } from '../lib/processor.ts'

/** A whole Banso of its own: database, server process, data folder; gone when closed. */
export interface Installation {
  readonly url: string
  readonly databaseUrl: string
  readonly writeKey: string
  /** Seconds of processor time that the database has used. */
  databaseSeconds(): number
  /** A number from /metrics; for those with labels their sum. */
  metric(name: string): Promise<number>
  /** Also a second time, without effect. */
  close(): Promise<void>
}

/** Starts the built server (dist/) as its users do, durable; `web` without the worker that keeps scores up to date. */
export async function startInstallation(kind: 'all' | 'web' = 'all'): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), 'banso-bench-'))
  chmodSync(folder, 0o711)
  const postgres = await startPostgres(folder)
  const port = await freePort()
  const writeKey = 'bench-write-key'
  const server = spawnServer(folder, kind, {
    PORT: String(port),
    DATABASE_URL: postgres.url,
    BANSO_WRITE_KEY: writeKey,
  })
  const url = `http://127.0.0.1:${port}`
  await untilReady(url, server).catch(async error => {
    process.stderr.write(readFileSync(join(folder, 'server.log'), 'utf8'))
    await postgres.stop()
    throw error
  })
  let closed: Promise<void> | undefined
  const close = async () => {
    server.kill('SIGTERM')
    await new Promise(resolve => (server.exitCode === null ? server.once('exit', resolve) : resolve(undefined)))
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return {
    url,
    databaseUrl: postgres.url,
    writeKey,
    databaseSeconds: () => processorSeconds(readPostmaster(join(folder, 'postgres'))?.pid ?? 0),
    metric: name => readMetric(url, name),
    close: () => {
      closed ??= close()
      return closed
    },
  }
}

function spawnServer(folder: string, kind: 'all' | 'web', settings: Readonly<Record<string, string>>): ChildProcess {
  const log = openSync(join(folder, 'server.log'), 'a')
  return spawn(process.execPath, ['dist/server.js'], {
    stdio: ['ignore', log, log],
    env: {
      ...process.env,
      ...settings,
      BANSO_PROCESS: kind,
      BANSO_ADMIN_EMAIL: 'bench@example.com',
      BANSO_ADMIN_PASSWORD: randomBytes(16).toString('base64url'),
      BANSO_COMPANY: 'Bench',
    },
  })
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (server.exitCode !== null) throw new Error('the server ended')
    const ready = await fetch(`${url}/readyz`).then(
      response => response.ok,
      () => false,
    )
    if (ready) return
    await wait(100)
  }
  throw new Error('the server is not ready after a minute')
}

async function readMetric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const lines = text.split('\n').filter(line => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
