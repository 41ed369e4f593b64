import { join } from 'node:path'
import { createApp } from './app.tsx'
import { createClosing } from './boot/closing.ts'
import { openDatabase } from './boot/database.ts'
import { openPort, type Port } from './boot/port.ts'
import { endOnSignals } from './boot/signals.ts'
import { speakerIn } from './boot/words.ts'
import { type Config, onPort, readConfig, terminalLocale } from './config.ts'
import { modules } from './modules.ts'
import { connect, type Database } from './platform/db.ts'
import { Unable } from './platform/errors.ts'
import { prepareJobs, startWorker } from './platform/jobs.ts'
import { log } from './platform/log.ts'
import { migrate } from './platform/migrate.ts'
import { createServices } from './services.ts'
import { loadCharts } from './web/chart/draw.ts'
import type { Services } from './web/services.ts'

const speaker = speakerIn(terminalLocale())
const closing = createClosing()
endOnSignals(closing, speaker)

try {
  await boot(readConfig())
} catch (error) {
  await endWith(error)
}

/** From settings to the first page, in order. Whatever is opened here is closed in reverse, also when a later step fails. */
async function boot(given: Config): Promise<void> {
  log.level = given.logLevel
  const port = given.process === 'worker' ? undefined : await openPort(given.host, given.port)
  const config = port ? onPort(given, port.number) : given
  const database = await openStore(config)
  const services = await createServices(config, database)
  await closing.add('live updates', () => services.live.close())
  for (const module of modules) {
    const stop = await module.start?.(services)
    if (stop) await closing.add(module.name, stop)
  }
  if (config.process !== 'web') await work(services)
  if (port) await serve(services, port)
  else speaker.say('boot:line.working')
  speaker.say('boot:line.stop')
}

async function openStore(config: Config): Promise<Database> {
  const store = await openDatabase(config, speaker)
  closing.announce(store.announceEnd)
  await closing.add('database', store.stop)
  void store.died.then(() => endWith(new Unable(`database_died:${join(config.dataDir, 'postgres.log')}`)))
  const database = connect(store.url)
  await closing.add('connections', database.close)
  const migrated = await migrate(database.db)
  if (migrated.length > 0) speaker.say('boot:line.migrated', { count: migrated.length })
  await prepareJobs(database)
  return database
}

async function work(services: Services): Promise<void> {
  const jobs = modules.flatMap(module => module.jobs ?? [])
  const worker = await startWorker(services.database, jobs, services)
  await closing.add('worker', worker.stop)
}

async function serve(services: Services, port: Port): Promise<void> {
  port.serve(createApp(services))
  await closing.add('requests', port.close)
  speaker.say('boot:line.ready', { url: services.config.baseUrl })
  // Loading the drawing library takes a moment that the first page with a chart should not have to wait for.
  setImmediate(loadCharts)
}

async function endWith(error: unknown): Promise<never> {
  if (!(error instanceof Unable)) log.fatal({ err: error }, 'ends unexpectedly')
  speaker.complain(error)
  await closing.all()
  process.exit(1)
}
