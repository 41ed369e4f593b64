import { sql } from 'kysely'
import { z } from 'zod'
import { nowDate } from '../../../platform/clock.ts'
import { type Db, type Tx, transact } from '../../../platform/db.ts'
import type { Job } from '../../../platform/jobs.ts'
import { publish } from '../../../platform/live.ts'
import type { Services } from '../../../web/services.ts'
import { inspectFile, readRows, toJson, Unreadable } from '../../customers/index.ts'
import { experimentTopic, lookJob, readJob } from './experiment.ts'
import { columnsOf, guessPlan, loneArm } from './guess.ts'
import type { Failure } from './reading.ts'
import { experimentSource } from './source.ts'
import { Tally } from './tally.ts'

const payload = z.object({ id: z.number() })
/** How long files that nobody had read are kept, and what was wrong with rows: both may be about persons. */
const keptDays = 30

/** Looking at uploaded experiments, adding up their rows, and throwing away what nobody needs. */
export const experimentJobs: readonly Job<Services>[] = [
  { name: lookJob, run: ({ db }, data, signal) => lookAt(db, payload.parse(data).id, signal) },
  { name: readJob, run: ({ db }, data, signal) => readAll(db, payload.parse(data).id, signal) },
  { name: 'effects.tidy', cron: '23 3 * * *', run: ({ db }) => tidy(db) },
]

async function lookAt(db: Db, id: number, signal: AbortSignal): Promise<void> {
  const row = await find(db, id)
  if (row?.status !== 'looking') return
  const tell = teller(db, id)
  await orUnreadable(db, id, async () => {
    const { reading, profile } = await inspectFile(experimentSource(db, id, row.bytes), {}, rows => {
      signal.throwIfAborted()
      tell(rows)
    })
    const columns = columnsOf(profile)
    const lone = loneArm(profile, columns)
    if (lone) throw new Unreadable('malformed', { unfit: 'other_arm', ...lone })
    const plan = guessPlan(columns)
    if (!plan) throw new Unreadable('malformed', { unfit: columns.some(one => one.arms) ? 'outcome' : 'arm' })
    const found = {
      reading: toJson(reading),
      columns: toJson(columns),
      plan: toJson(plan),
      rows_total: profile.rows,
    }
    await db
      .updateTable('effects.experiment')
      .set({ ...found, status: 'choosing' })
      .where('id', '=', id)
      .execute()
  })
  await publish(db, [experimentTopic(id)])
}

async function readAll(db: Db, id: number, signal: AbortSignal): Promise<void> {
  const row = await find(db, id)
  if (row?.status !== 'reading' || !row.plan || !row.reading || !row.columns) return
  const tally = new Tally(row.plan, row.columns)
  const tell = teller(db, id)
  await orUnreadable(db, id, async () => {
    for await (const batch of readRows(experimentSource(db, id, row.bytes), row.reading ?? neverRead())) {
      signal.throwIfAborted()
      tally.add(batch)
      tell(tally.rows)
    }
    await transact(db, tx => keep(tx, id, tally))
  })
  await publish(db, [experimentTopic(id)])
}

/** The sums stay; the file, and what its columns looked like, go. Without a row that counts, it is chosen again. */
async function keep(tx: Tx, id: number, tally: Tally): Promise<void> {
  const sums = tally.result()
  await tx.deleteFrom('effects.experiment_fault').where('experiment_id', '=', id).execute()
  await tx.deleteFrom('effects.experiment_sum').where('experiment_id', '=', id).execute()
  const { faults } = tally
  await sql`
    insert into effects.experiment_fault (experiment_id, row_number, column_name, value, fault)
    select ${id}, * from unnest(${faults.map(one => one.row)}::bigint[], ${faults.map(one => one.column)}::text[],
      ${faults.map(one => one.value)}::text[], ${faults.map(one => one.fault)}::text[])`.execute(tx)
  const counts = { rows_done: tally.rows, rows_total: tally.rows, faults: tally.faultCount }
  const update = tx.updateTable('effects.experiment').where('id', '=', id)
  if (new Set(sums.map(({ arm }) => arm)).size < 2) {
    await update
      .set({ ...counts, status: 'choosing', failure: JSON.stringify({ reason: 'no_rows', values: {} }) })
      .execute()
    return
  }
  const numbers = (of: (moments: (typeof sums)[number]['moments']) => number) => sums.map(({ moments }) => of(moments))
  await sql`
    insert into effects.experiment_sum (experiment_id, arm, day, n, y, yy, x, xx, xy)
    select ${id}, * from unnest(${sums.map(({ arm }) => arm)}::text[], ${sums.map(({ day }) => day)}::date[],
      ${numbers(m => m.n)}::bigint[], ${numbers(m => m.y)}::float8[], ${numbers(m => m.yy)}::float8[],
      ${numbers(m => m.x)}::float8[], ${numbers(m => m.xx)}::float8[], ${numbers(m => m.xy)}::float8[])`.execute(tx)
  await tx.deleteFrom('effects.experiment_chunk').where('experiment_id', '=', id).execute()
  await update.set({ ...counts, status: 'done', columns: headingsOnly, read_at: nowDate() }).execute()
}

/** Headings stay, for the page; values of the file do not. */
const headingsOnly = sql<string>`(
  select jsonb_agg(jsonb_build_object('heading', one -> 'heading') order by place)
  from jsonb_array_elements(columns) with ordinality as each_column (one, place)
)`

function find(db: Db, id: number) {
  return db.selectFrom('effects.experiment').selectAll().where('id', '=', id).executeTakeFirst()
}

function neverRead(): never {
  throw new Error('an experiment that was never looked at')
}

async function orUnreadable(db: Db, id: number, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    const { unfit, ...values } = error.values
    const failure: Failure = unfit ? { reason: `no_${unfit}`, values } : { reason: error.reason, values }
    await db
      .updateTable('effects.experiment')
      .set({ status: 'unreadable', failure: toJson(failure) })
      .where('id', '=', id)
      .execute()
  }
}

const interval = 50_000

/** Tells open pages how far it is, now and then, without waiting for it. */
function teller(db: Db, id: number): (rows: number) => void {
  let told = 0
  return rows => {
    if (rows - told < interval) return
    told = rows
    const write = db.updateTable('effects.experiment').set({ rows_done: rows }).where('id', '=', id).execute()
    void write.then(() => publish(db, [experimentTopic(id)])).catch(() => undefined)
  }
}

async function tidy(db: Db): Promise<void> {
  const old = new Date(nowDate().getTime() - keptDays * 86_400_000)
  await db.deleteFrom('effects.experiment').where('status', '<>', 'done').where('created_at', '<', old).execute()
  await sql`
    delete from effects.experiment_fault f using effects.experiment e
    where e.id = f.experiment_id and e.read_at < ${old}`.execute(db)
}
