// Builds and starts Banso, and again whenever a source changes. The embedded database runs on between.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, watch } from 'node:fs'
import { resolve } from 'node:path'
import { readConfig } from '../../app/config.ts'
import { startPostgres } from '../../app/platform/postgres/embedded.ts'
import { build } from './build.ts'
import { either } from './words.js'

const settle = 150
const watched = ['app', 'client', 'db/migrations'].filter(folder => existsSync(folder))

const config = readConfig()
const database = config.databaseUrl ? undefined : await startPostgres(resolve(config.dataDir))
let server: ChildProcess | undefined
let ending = false
let turn = Promise.resolve()
let timer: NodeJS.Timeout | undefined

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end())
for (const folder of watched) watch(folder, { recursive: true }, soon)
soon()

/** Editors write a file in several steps; one restart is enough. */
function soon(): void {
  clearTimeout(timer)
  timer = setTimeout(() => {
    turn = turn.then(restart)
  }, settle)
}

/** A source that does not build leaves the running server as it is. */
async function restart(): Promise<void> {
  if (ending) return
  const started = performance.now()
  try {
    await build()
  } catch (error) {
    say(`${either('ビルドできませんでした。', 'The build failed.')}\n${String(error)}`)
    return
  }
  await stopServer()
  say(either(`ビルドしました(${elapsed(started)} ms)。`, `Built (${elapsed(started)} ms).`))
  const env = { ...process.env, ...(database ? { DATABASE_URL: database.url } : {}) }
  server = spawn(process.execPath, ['--enable-source-maps', 'dist/server.js'], { env, stdio: 'inherit' })
}

async function stopServer(): Promise<void> {
  const old = server
  if (!old || old.exitCode !== null || old.signalCode !== null) return
  const gone = new Promise(resolved => old.once('exit', resolved))
  old.kill('SIGTERM')
  await gone
}

async function end(): Promise<void> {
  if (ending) return
  ending = true
  await turn
  await stopServer()
  await database?.stop()
  process.exit(0)
}

function elapsed(since: number): number {
  return Math.round(performance.now() - since)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
