// Builds and starts Banso, and again whenever a source changes; open pages reload. The embedded database runs on between.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, watch } from 'node:fs'
import { resolve } from 'node:path'
import { speakerIn } from '../../app/boot/words.ts'
import { readConfig, terminalLocale } from '../../app/config.ts'
import { Unable } from '../../app/platform/errors.ts'
import { type EmbeddedPostgres, startPostgres } from '../../app/platform/postgres/embedded.ts'
import { build } from './build.ts'
import { either } from './words.js'

const settle = 150
const watched = ['app', 'client', 'db/migrations'].filter(folder => existsSync(folder))

const database = await openDatabase()
let server: ChildProcess | undefined
let ending = false
let turn = Promise.resolve()
let timer: NodeJS.Timeout | undefined

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end())
for (const folder of watched) watch(folder, { recursive: true }, soon)
soon()

/** The embedded one, unless another is set. What the operator must mend is said in one line, as `npm start` does. */
async function openDatabase(): Promise<EmbeddedPostgres | undefined> {
  try {
    const config = readConfig()
    return config.databaseUrl ? undefined : await startPostgres(resolve(config.dataDir))
  } catch (error) {
    if (!(error instanceof Unable)) throw error
    speakerIn(terminalLocale()).complain(error)
    process.exit(1)
  }
}

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
    await build({ development: true })
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
