// The pages of an installation with 100,000 accounts, asked for as a browser does. `npm run bench:pages -- --seconds 10`
import { parseArgs } from 'node:util'
import type { Closing } from '../app/boot/closing.ts'
import type { Database } from '../app/platform/db.ts'
import { runBench } from './lib/ending.ts'
import { populatedDatabase } from './lib/installation.ts'
import { describeLoad, describeMachine } from './lib/machine.ts'
import { databaseProcess } from './lib/processor.ts'
import { startServer } from './lib/server.ts'
import { signIn } from './lib/session.ts'
import { startBareServer } from './pages/bare-server.ts'
import { captureStatements } from './pages/capture.ts'
import { type PageKind, pageKinds } from './pages/kinds.ts'
import { type Measured, measureKind, type Pace, statementsAlone } from './pages/measure.ts'
import { findOffences, type Offence } from './pages/plans.ts'
import { type KindReport, printOffences, printReport } from './pages/report.ts'

const { values: options } = parseArgs({
  options: {
    accounts: { type: 'string' },
    /** How long each kind of page is asked for, each way. */
    seconds: { type: 'string', default: '5' },
    rate: { type: 'string', default: '50' },
    connections: { type: 'string', default: '4' },
    /** Only kinds whose name contains this. */
    only: { type: 'string', default: '' },
    /** A data folder to keep and use again on the same day. */
    keep: { type: 'string' },
    /** Only the plans. */
    plans: { type: 'boolean', default: false },
    /** Tiny: shows that it runs. */
    smoke: { type: 'boolean', default: false },
  },
})
const accounts = Number(options.accounts ?? (options.smoke ? 300 : 100_000))
const pace: Pace = {
  perSecond: options.smoke ? 20 : Number(options.rate),
  seconds: options.smoke ? 0.1 : Number(options.seconds),
  connections: Number(options.connections),
}

await runBench(async closing => {
  process.stdout.write(`${describeMachine()}\nload average at the beginning: ${describeLoad()}\n`)
  process.stdout.write(`${accounts.toLocaleString('en')} accounts\n`)
  const database = await populatedDatabase(closing, { accounts, folder: options.keep })
  const kinds = (await pageKinds(database.db)).filter(({ name }) => name.includes(options.only))
  const measured = options.plans ? [] : await measure(closing, database, kinds)
  const asked = await ask(closing, database, kinds)
  if (!options.plans) printReport(join(measured, asked), pace)
  printOffences(asked.flatMap(({ offences }) => offences))
  const missing = measured.filter(({ status }) => status !== 200)
  for (const { kind, status } of missing) process.stdout.write(`\nno page: ${kind.name} was answered with ${status}\n`)
  process.stdout.write(`\nload average at the end: ${describeLoad()}\n`)
  return missing.length > 0 ? 1 : 0
})

/** Times of all kinds, one kind after the other, on a server that only serves. */
async function measure(closing: Closing, database: Database, kinds: readonly PageKind[]): Promise<readonly Measured[]> {
  const bare = await startBareServer(closing)
  const server = await startServer(closing, { databaseUrl: database.url, part: 'web' })
  const { cookie } = await signIn(server)
  const processes = { server: server.child.pid ?? 0, database: await databaseProcess(database.db) }
  const place = { origin: server.origin, cookie, bare, ...processes }
  const measured: Measured[] = []
  for (const kind of kinds) {
    process.stdout.write(`  ${kind.name} …\n`)
    measured.push(await measureKind(kind, place, pace))
  }
  await server.stop()
  return measured
}

interface Asked {
  readonly kind: PageKind
  readonly sql: KindReport['sql']
  readonly offences: readonly Offence[]
}

/** What the pages ask the database: how long that takes alone, and how it is planned. */
async function ask(closing: Closing, database: Database, kinds: readonly PageKind[]): Promise<readonly Asked[]> {
  const preload = new URL('./pages/statement-hook.ts', import.meta.url).href
  const server = await startServer(closing, { databaseUrl: database.url, part: 'web', preload })
  const { cookie } = await signIn(server)
  const client = await database.pool.connect()
  const asked: Asked[] = []
  try {
    for (const kind of kinds) {
      const addresses = kind.paths.slice(0, options.smoke ? 2 : 12)
      const pages = await captureStatements(server, cookie, addresses)
      const sql = await statementsAlone(client, pages)
      asked.push({ kind, sql, offences: await findOffences(client, kind.name, pages.flat()) })
    }
  } finally {
    client.release()
  }
  await server.stop()
  return asked
}

function join(measured: readonly Measured[], asked: readonly Asked[]): readonly KindReport[] {
  return measured.flatMap((one, index) => {
    const sql = asked[index]?.sql
    return sql ? [{ ...one, sql }] : []
  })
}
