import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { type Db, type Tx, transact } from '../../../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../../../platform/errors.ts'
import type { Jobs } from '../../../platform/jobs.ts'
import { publish } from '../../../platform/live.ts'
import { refuseLate } from '../../../web/was.ts'
import { type Actor, record } from '../../activity/index.ts'
import { planFault } from './mapping/faults.ts'
import type { Plan, Subject } from './mapping/plan.ts'
import type { Reading } from './reading/rows.ts'
import { importTopic } from './staging/progress.ts'
import type { ImportStatus } from './tables.ts'

export const checkJob = 'imports.check'
export const runJob = 'imports.run'

/** Makes an import whose file is still arriving, and returns its id. */
export async function openImport(
  db: Db | Tx,
  actor: Actor,
  file: { readonly subject: Subject; readonly name: string },
): Promise<number> {
  const row = await db
    .insertInto('customers.import')
    .values({
      subject: file.subject,
      staff_id: actor.kind === 'staff' ? actor.id : null,
      file_name: file.name,
      created_at: nowDate(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** The file is here: it will be looked at. Throws NotFound when somebody threw it away meanwhile. */
export async function fileArrived(db: Db, jobs: Jobs, importId: number, bytes: number): Promise<void> {
  await transact(db, async tx => {
    const row = await tx
      .updateTable('customers.import')
      .set({ status: 'checking', bytes })
      .where('id', '=', importId)
      .where('status', '=', 'uploading')
      .returning('version')
      .executeTakeFirst()
    if (!row) throw new NotFound(`import ${importId}`)
    await jobs.enqueue(tx, checkJob, { importId, version: row.version })
  })
}

/** Throws the import away with its file, unless it is running. What was imported stays. Throws Conflict, NotFound. */
export async function discardImport(tx: Tx, actor: Actor, importId: number): Promise<void> {
  const { file, status } = await forgetUpload(tx, importId)
  const over = status === 'done' || status === 'failed' || status === 'stopped'
  const name = over ? 'imports.import_forgotten' : 'imports.import_discarded'
  await record(tx, actor, { name, subjectId: String(importId), data: { file } })
}

/** The same for a file that did not arrive whole: nobody did that. Returns what it was. */
export async function forgetUpload(tx: Tx, importId: number) {
  const found = await lockImport(tx, importId, idle)
  await tx.deleteFrom('customers.import').where('id', '=', importId).execute()
  return found
}

const idle = ['uploading', 'checking', 'ready', 'unreadable', 'done', 'failed', 'stopped'] as const

/**
 * Reads the file again in another way; what was planned is guessed anew. Throws Conflict when it is past that, or no longer what
 * was on the screen (`was`, here and below: the word of the row's version, see was.ts).
 */
export async function changeReading(
  tx: Tx,
  jobs: Jobs,
  importId: number,
  reading: Partial<Reading>,
  was?: string,
): Promise<void> {
  await lockImport(tx, importId, ['checking', 'ready', 'unreadable'], was)
  await checkAgain(tx, jobs, importId, { reading: JSON.stringify(reading), profile: null, plan: null, failure: null })
}

/** Changes what becomes of the columns, and counts again what would come of it. Throws Invalid, Conflict, NotFound. */
export async function changePlan(tx: Tx, jobs: Jobs, importId: number, plan: Plan, was?: string): Promise<void> {
  await savePlan(tx, importId, plan, was)
  await checkAgain(tx, jobs, importId, { plan: JSON.stringify(plan) })
}

/** Imports the file by this plan. Throws Invalid when the plan lacks something, Conflict when it ran already, NotFound. */
export async function startImport(
  tx: Tx,
  jobs: Jobs,
  actor: Actor,
  importId: number,
  plan: Plan,
  was?: string,
): Promise<void> {
  await savePlan(tx, importId, plan, was)
  const row = await tx
    .updateTable('customers.import')
    .set(eb => ({
      plan: JSON.stringify(plan),
      version: eb('version', '+', 1),
      status: 'running',
      phase: null,
      rows_done: 0,
      stop_asked: false,
      started_at: nowDate(),
    }))
    .where('id', '=', importId)
    .returning('file_name')
    .executeTakeFirstOrThrow()
  // One after another: each wants the whole machine.
  await jobs.enqueue(tx, runJob, { importId }, { queue: 'imports' })
  await record(tx, actor, {
    name: 'imports.import_started',
    subjectId: String(importId),
    data: { file: row.file_name },
  })
  await publish(tx, [importTopic(importId)])
}

/** Asks a running import to stop; it does so within a second, and nothing of it is kept. Throws Conflict when it is over. */
export async function stopImport(tx: Tx, actor: Actor, importId: number): Promise<void> {
  const { file, asked } = await lockImport(tx, importId, ['running'])
  if (asked) return
  await tx.updateTable('customers.import').set({ stop_asked: true }).where('id', '=', importId).execute()
  await record(tx, actor, { name: 'imports.import_stopped', subjectId: String(importId), data: { file } })
  await publish(tx, [importTopic(importId)])
}

async function savePlan(tx: Tx, importId: number, plan: Plan, was: string | undefined): Promise<void> {
  const found = await lockImport(tx, importId, ['ready', 'checking'], was)
  const fault = planFault(found.subject, plan)
  if (fault) throw new Invalid({ form: `imports:plan.${fault}` })
  if (plan.columns.length !== found.columns) throw new Conflict('imports:plan.other_file')
}

/** A check that is under way is asked to stop; what it finds would not count any more. */
async function checkAgain(
  tx: Tx,
  jobs: Jobs,
  importId: number,
  changes: Readonly<Record<string, string | null>>,
): Promise<void> {
  const { version } = await tx
    .updateTable('customers.import')
    .set(eb => ({
      ...changes,
      version: eb('version', '+', 1),
      status: 'checking',
      phase: null,
      rows_done: 0,
      stop_asked: false,
    }))
    .where('id', '=', importId)
    .returning('version')
    .executeTakeFirstOrThrow()
  await jobs.enqueue(tx, checkJob, { importId, version })
  await publish(tx, [importTopic(importId)])
}

async function lockImport(tx: Tx, importId: number, allowed: readonly ImportStatus[], was?: string) {
  const row = await tx
    .selectFrom('customers.import')
    .select([
      'subject',
      'status',
      'version',
      'file_name as file',
      'stop_asked as asked',
      sql<number>`coalesce(jsonb_array_length(profile -> 'columns'), 0)`.as('columns'),
    ])
    .where('id', '=', importId)
    // Not `for update`: rows of problems refer to it in a transaction that may take a minute.
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!row) throw new NotFound(`import ${importId}`)
  if (!allowed.includes(row.status)) throw new Conflict('imports:conflict.status')
  refuseLate(was, row.version)
  return row
}
