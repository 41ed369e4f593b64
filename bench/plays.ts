// A mass wake-up of enrollments beside the bare SQL update of as many rows, and pages meanwhile: `npm run bench:plays`.
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { type Db, transactAgain } from '../app/platform/db.ts'
import { connected, privateDatabase } from './lib/database.ts'
import { runBench } from './lib/ending.ts'
import { describeLoad, describeMachine } from './lib/machine.ts'
import { percentile } from './lib/percentile.ts'
import { startServer } from './lib/server.ts'
import { signIn } from './lib/session.ts'
import { figure, printTable } from './lib/table.ts'
import { type Asking, askPages } from './plays/pages.ts'
import { type Course, courses, putAccounts, putEnrollments, putPlay } from './plays/population.ts'

const { values: options } = parseArgs({
  options: {
    accounts: { type: 'string' },
    runs: { type: 'string' },
    // Everything once in small, to see that it runs; its figures mean nothing.
    smoke: { type: 'boolean', default: false },
  },
})
const accounts = Number(options.accounts ?? (options.smoke ? 300 : 100_000))
const runs = Number(options.runs ?? (options.smoke ? 1 : 3))

const names: Readonly<Record<Course, string>> = {
  wait: 'engine: wait, then wait',
  branch: 'engine: wait, branch by a trait, wait',
  task: 'engine: wait, a task for a person, end',
}

/** One mass wake-up: seconds until all are worked off, and how long pages took meanwhile, in milliseconds. */
interface Woken {
  readonly seconds: number
  readonly pages: readonly number[]
}

await runBench(async closing => {
  process.stdout.write(`${describeMachine()}\nload average at the beginning: ${describeLoad()}\n`)
  const databaseUrl = await privateDatabase(closing)
  const server = await startServer(closing, { databaseUrl })
  const { db } = await connected(closing, databaseUrl)
  const session = await signIn(server)
  await putAccounts(db, accounts)
  const asking: Asking = { origin: server.origin, cookie: session.cookie }
  await askPages(asking, () => wait(options.smoke ? 100 : 2000))
  const idle = await askPages(asking, () => wait(options.smoke ? 200 : 5000))
  const bare = await repeat(() => bareUpdate(db, asking))
  const woken = new Map<Course, Woken[]>()
  for (const course of courses) {
    const results: Woken[] = []
    for (let run = 0; run < runs; run++) results.push(await wakeEverybody(db, asking, course))
    woken.set(course, results)
  }
  report({ idle, bare, woken })
  process.stdout.write(`\nload average at the end: ${describeLoad()}\n`)
  return 0
})

async function repeat(work: () => Promise<Woken>): Promise<readonly Woken[]> {
  const taken: Woken[] = []
  for (let run = 0; run < runs; run++) taken.push(await work())
  return taken
}

/** The same change of the same rows with the same indices, in one statement. */
async function bareUpdate(db: Db, asking: Asking): Promise<Woken> {
  await fresh(db, 'wait')
  let seconds = 0
  const pages = await askPages(asking, async () => {
    const begun = performance.now()
    await sql`
    update plays.enrollment
    set step = 's2', wake_at = wake_at + interval '1 day', waiting_since = now(), waiting_limit = now() + interval '1 day',
        passages = passages + 1`.execute(db)
    seconds = (performance.now() - begun) / 1000
  })
  return { seconds, pages }
}

async function fresh(db: Db, course: Course): Promise<void> {
  // Workers look around meanwhile: whoever is in the other's way goes back and tries again.
  await transactAgain(db, tx =>
    sql`truncate plays.play, tasks.task, customers.account_change, customers.account_bulk_change cascade`.execute(tx),
  )
  const play = await putPlay(db, course)
  await putEnrollments(db, play)
}

/** All become due in the same moment; until nobody is due any more. */
async function wakeEverybody(db: Db, asking: Asking, course: Course): Promise<Woken> {
  await fresh(db, course)
  let seconds = 0
  const pages = await askPages(asking, async () => {
    // All at once for the engine: before the commit it sees nothing.
    await sql`update plays.enrollment set wake_at = now()`.execute(db)
    const woke = performance.now()
    await sql`select pg_notify('banso_live', 'plays')`.execute(db)
    while (await someDue(db)) await wait(20)
    seconds = (performance.now() - woke) / 1000
  })
  return { seconds, pages }
}

async function someDue(db: Db): Promise<boolean> {
  const { rows } = await sql<{ due: boolean }>`
    select exists (select from plays.enrollment where wake_at <= now()) as due`.execute(db)
  return rows[0]?.due ?? false
}

interface Results {
  readonly idle: readonly number[]
  readonly bare: readonly Woken[]
  readonly woken: ReadonlyMap<Course, readonly Woken[]>
}

function report({ idle, bare, woken }: Results): void {
  const best = rateOf(bare)
  const row = (name: string, results: readonly Woken[]) => [
    name,
    figure(accounts / rateOf(results)),
    figure(rateOf(results)),
    figure(rateOf(results) / best),
    ...pageFigures(results.flatMap(one => one.pages)),
  ]
  const count = `${accounts.toLocaleString('en')} enrollments, ${runs} runs`
  printTable(
    [count, 's', 'per s', 'ratio', 'pages', 'p50 ms', 'p99 ms', 'max ms'],
    [
      ['pages alone', '–', '–', '–', ...pageFigures(idle)],
      row('bare SQL update of as many rows', bare),
      ...[...woken].map(([course, results]) => row(names[course], results)),
    ],
  )
}

/** Enrollments a second, in the middle of the runs. */
function rateOf(results: readonly Woken[]): number {
  const seconds = results.map(one => one.seconds)
  return accounts / percentile(seconds, 0.5)
}

function pageFigures(pages: readonly number[]): readonly string[] {
  return [String(pages.length), ...[0.5, 0.99, 1].map(share => figure(percentile(pages, share)))]
}
