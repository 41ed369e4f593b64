// All scores computed anew, against the bare SQL aggregation of the same data: `npm run bench:health`.
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import type { Db } from '../app/platform/db.ts'
import { addDayOfUse, countRows, populate, today } from './health/population.ts'
import { connected, privateDatabase } from './lib/database.ts'
import { runBench } from './lib/ending.ts'
import { runJob } from './lib/jobs.ts'
import { describeLoad, describeMachine } from './lib/machine.ts'
import { percentile } from './lib/percentile.ts'
import { databaseProcess, processorSeconds } from './lib/processor.ts'
import { startServer } from './lib/server.ts'
import { figure, printTable } from './lib/table.ts'

const { values: options } = parseArgs({
  options: {
    accounts: { type: 'string' },
    days: { type: 'string', default: '30' },
    'rows-per-day': { type: 'string', default: '2' },
    runs: { type: 'string' },
    // Everything once in small, to see that it runs; its figures mean nothing.
    smoke: { type: 'boolean', default: false },
  },
})
const accounts = Number(options.accounts ?? (options.smoke ? 300 : 100_000))
const runs = Number(options.runs ?? (options.smoke ? 1 : 5))

/** Seconds on the clock, and of processor time of the database and of the product. */
interface Taken {
  readonly wall: number
  readonly database: number
  readonly product: number
}

await runBench(async closing => {
  process.stdout.write(`${describeMachine()}\nload average at the beginning: ${describeLoad()}\n`)
  const databaseUrl = await privateDatabase(closing)
  const server = await startServer(closing, { databaseUrl })
  const { db } = await connected(closing, databaseUrl)
  const pids = { database: await databaseProcess(db), product: server.child.pid ?? 0 }
  const population = { accounts, days: Number(options.days), rowsPerDay: Number(options['rows-per-day']) }
  await populate(db, population)
  const bare: Taken[] = []
  const written: Taken[] = []
  const changed: Taken[] = []
  const changedLater: Taken[] = []
  const same: Taken[] = []
  const first = await timed(pids, () => recompute(db))
  await addDayOfUse(db, population, 0)
  await letDayPass(db)
  await sql`vacuum analyze`.execute(db)
  const rows = await countRows(db)
  process.stdout.write(
    `${accounts.toLocaleString('en')} accounts, ${options.days} days, ${rows.toLocaleString('en')} rows of use\n`,
  )
  const later = await timed(pids, () => recompute(db))
  for (let run = 0; run < runs; run++) {
    bare.push(await timed(pids, () => aggregate(db)))
    written.push(await timed(pids, () => aggregate(db).then(() => writeByHand(db))))
    await forgetPoints(db)
    changed.push(await timed(pids, () => recompute(db)))
    same.push(await timed(pids, () => recompute(db)))
    await letDayPass(db)
    await forgetPoints(db)
    changedLater.push(await timed(pids, () => recompute(db)))
  }
  report({ bare, written, first: [first], later: [later], changed, changedLater, same })
  process.stdout.write(`\nload average at the end: ${describeLoad()}\n`)
  return 0
})

async function timed(pids: { database: number; product: number }, work: () => Promise<unknown>): Promise<Taken> {
  const before = { database: processorSeconds(pids.database), product: processorSeconds(pids.product) }
  const begun = performance.now()
  await work()
  return {
    wall: (performance.now() - begun) / 1000,
    database: processorSeconds(pids.database) - before.database,
    product: processorSeconds(pids.product) - before.product,
  }
}

/** The product's own hourly job, done by its worker. */
function recompute(db: Db): Promise<void> {
  return runJob(db, 'health.recompute')
}

/** What storing costs by itself: a present score changed and a day's score added for everybody, with their indices. */
async function writeByHand(db: Db): Promise<void> {
  await sql`update health.score set score = abs(score - 0.01), computed = abs(computed - 0.01)`.execute(db)
  await sql`
    insert into health.score_day
    select account_id, '1970-01-01', version_id, score, band, confidence, values, points, contributions, now()
    from health.score order by account_id`.execute(db)
}

/** Every stored score differs from what will be computed, as after a model was changed. */
async function forgetPoints(db: Db): Promise<void> {
  await sql`delete from health.score_day where day = '1970-01-01'`.execute(db)
  await sql`update health.score set points = '{}', computed = null, score = null`.execute(db)
  await sql`vacuum analyze health.score, health.score_day`.execute(db)
}

/** What was computed until now was computed yesterday. */
async function letDayPass(db: Db): Promise<void> {
  await sql`delete from health.score_day`.execute(db)
  await sql`
    update health.score
    set day = day - 1, since = since - interval '1 day', computed_at = computed_at - interval '1 day'`.execute(db)
}

/** What the model that is there without configuration measures, by hand and without scoring, in a table. */
async function aggregate(db: Db): Promise<void> {
  const { rows } = await sql<{ day: string }>`select ${today} as day`.execute(db)
  // As constants: computed anew for every row they would make the comparison too easy.
  const before = (days: number) => sql`${rows[0]?.day}::date - ${days}::int`
  await db.connection().execute(async connection => {
    await sql`
      create temp table bare as
      select account_id, count(distinct day) filter (where day > ${before(28)}) as days,
        count(distinct day) filter (where day <= ${before(28)}) as days_before,
        count(distinct contact_id) filter (where day > ${before(28)}) as people,
        count(distinct contact_id) filter (where day <= ${before(28)}) as people_before,
        count(distinct name) filter (where day > ${before(28)}) as breadth
      from events.usage_day where day > ${before(56)} group by account_id`.execute(connection)
    await sql`drop table bare`.execute(connection)
  })
}

function report(
  taken: Readonly<
    Record<'bare' | 'written' | 'first' | 'later' | 'changed' | 'changedLater' | 'same', readonly Taken[]>
  >,
): void {
  const names = {
    bare: 'bare SQL aggregation',
    written: 'bare, and a row per account written to both tables',
    first: 'recomputation: the first, nothing stored before',
    later: 'recomputation: the next day, after a further day of use',
    changed: 'recomputation: every score another',
    changedLater: 'recomputation: the next day, every score another',
    same: 'recomputation: nothing changed',
  }
  const walls = (kind: keyof typeof names) => taken[kind].map(one => one.wall)
  const processor = (kind: keyof typeof names) =>
    percentile(
      taken[kind].map(one => one.database + one.product),
      0.5,
    )
  printTable(
    [`seconds, ${runs} runs`, 'min', 'median', 'max', 'ratio', 'processor', 'ratio'],
    (Object.keys(names) as (keyof typeof names)[]).map(kind => [
      names[kind],
      figure(Math.min(...walls(kind))),
      figure(percentile(walls(kind), 0.5)),
      figure(Math.max(...walls(kind))),
      figure(percentile(walls(kind), 0.5) / percentile(walls('bare'), 0.5)),
      figure(processor(kind)),
      figure(processor(kind) / processor('bare')),
    ]),
  )
}
