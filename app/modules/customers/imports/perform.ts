import { nowDate } from '../../../platform/clock.ts'
import { type Database, type Db, type Tx, transact } from '../../../platform/db.ts'
import { publish } from '../../../platform/live.ts'
import { type Actor, record } from '../../activity/index.ts'
import { changeTopic } from '../changes.ts'
import type { TraitType } from '../tables.ts'
import { registerTraits } from '../traits/registry.ts'
import { toJson } from '../traits/trait.ts'
import { planFault } from './mapping/faults.ts'
import { guessPlan } from './mapping/guess.ts'
import type { Plan, Subject } from './mapping/plan.ts'
import type { FileProfile } from './mapping/profile.ts'
import { companyFacts, surroundingsOf } from './mapping/surroundings.ts'
import { inspectFile } from './reading/inspect.ts'
import type { Reading } from './reading/rows.ts'
import type { Source } from './reading/source.ts'
import { intakeFor } from './staging/intake.ts'
import { markImported } from './staging/marks.ts'
import { goThrough } from './staging/pass.ts'
import { importTopic, type Phase } from './staging/progress.ts'
import type { Outcome } from './staging/store.ts'

/** An import at work. */
export interface Work {
  readonly database: Database
  readonly importId: number
  /** Of the import's row: what is found out about another version is not kept. */
  readonly version: number
  readonly subject: Subject
  readonly source: Source
  readonly actor: Actor
  readonly signal: AbortSignal
  /** What a subscription is called whose file names no plan. */
  readonly planName: string
  readonly tell?: ((phase: Phase, done: number, total: number) => void) | undefined
}

/** What is known of a file once it has been looked at. */
export interface Looked {
  readonly reading: Reading
  readonly profile: FileProfile
  readonly plan: Plan
}

/** Looks at the whole file, guesses what becomes of its columns, and keeps both. Throws Unreadable. */
export async function lookAtFile(work: Work, given: Partial<Reading>): Promise<Looked> {
  const { db } = work.database
  const { reading, profile } = await inspectFile(work.source, given)
  const company = await companyFacts(db)
  const plan = guessPlan(work.subject, profile, await surroundingsOf(db, work.subject, company))
  await keep(db, work, { reading: toJson(reading), profile: toJson(profile), plan: toJson(plan) })
  return { reading, profile, plan }
}

/** Judges every row and counts what would come of it, without writing. Throws Unreadable, Stopped, Occupied. */
export async function tryImport(work: Work, looked: Looked): Promise<Outcome> {
  if (planFault(work.subject, looked.plan)) {
    const nothing = { created: 0, updated: 0, failed: 0, warnings: 0 }
    await transact(work.database.db, tx => tried(tx, work, looked, nothing))
    return nothing
  }
  return pass(work, looked, false, (tx, outcome) => tried(tx, work, looked, outcome))
}

/**
 * Imports the file: all of its good rows, or when it is stopped or fails nothing at all. Throws Unreadable, Stopped,
 * Occupied.
 */
export async function importFile(work: Work, looked: Looked): Promise<Outcome> {
  const { importId, subject, actor } = work
  return pass(work, looked, true, async (tx, outcome) => {
    await registerTraits(tx, subject === 'accounts' ? 'account' : 'contact', traitsOf(looked))
    await markImported(tx, importId, subject)
    const { file_name: file } = await tx
      .updateTable('customers.import')
      .set({ status: 'done', ...countsOf(looked, outcome), ...over(), profile: null })
      .where('id', '=', importId)
      .returning('file_name')
      .executeTakeFirstOrThrow()
    // The file is about persons and is needed no more.
    await tx.deleteFrom('customers.import_chunk').where('import_id', '=', importId).execute()
    await record(tx, actor, {
      name: 'imports.import_finished',
      subjectId: String(importId),
      data: { file, ...outcome },
    })
    await publish(tx, [importTopic(importId), changeTopic])
  })
}

/** Keeps why an import ended without result; the file stays until it is thrown away when it can be read in another way. */
export async function endImport(
  db: Db,
  importId: number,
  status: 'unreadable' | 'failed' | 'stopped',
  failure: { readonly reason: string; readonly values: Readonly<Record<string, string | number>> } | null,
): Promise<void> {
  await transact(db, async tx => {
    await tx
      .updateTable('customers.import')
      .set({
        status,
        failure: failure && toJson(failure),
        ...over(),
        ...(status !== 'unreadable' && { profile: null }),
      })
      .where('id', '=', importId)
      .where('status', 'in', ['uploading', 'checking', 'running'])
      .execute()
    if (status !== 'unreadable') {
      await tx.deleteFrom('customers.import_chunk').where('import_id', '=', importId).execute()
    }
    await publish(tx, [importTopic(importId)])
  })
}

async function pass(
  work: Work,
  { plan, profile, reading }: Looked,
  write: boolean,
  finish: (tx: Tx, outcome: Outcome) => Promise<void>,
): Promise<Outcome> {
  const { database, importId, version, source, signal, tell, actor, planName, subject } = work
  const company = await companyFacts(database.db)
  const at = nowDate()
  const headings = profile.columns.map(column => column.heading)
  const intake = intakeFor(subject, plan, headings, company, at)
  const facts = { importId, actor, currency: company.currency, at, planName }
  const way = {
    database,
    importId,
    version,
    source,
    reading,
    rows: profile.rows,
    signal,
    tell,
    intake,
    pass: facts,
    finish,
  }
  return goThrough(way, write)
}

async function tried(tx: Tx, work: Work, looked: Looked, outcome: Outcome): Promise<void> {
  await keep(tx, work, { status: 'ready', ...countsOf(looked, outcome), ...over(), finished_at: null })
  await publish(tx, [importTopic(work.importId)])
}

async function keep(db: Db | Tx, { importId, version }: Work, values: object): Promise<void> {
  await db
    .updateTable('customers.import')
    .set(values)
    .where('id', '=', importId)
    .where('version', '=', version)
    .execute()
}

function countsOf({ profile }: Looked, { created, updated, failed, warnings }: Outcome) {
  return {
    rows_total: profile.rows,
    rows_done: profile.rows,
    created_count: created,
    updated_count: updated,
    failed_count: failed,
    warning_count: warnings,
  }
}

function over() {
  return { phase: null, stop_asked: false, finished_at: nowDate() }
}

/** Traits that some row has a value for, with their types. */
function traitsOf({ plan, profile }: Looked): Map<string, TraitType> {
  const traits = plan.columns.flatMap(({ trait }, index) =>
    trait && (profile.columns[index]?.filled ?? 0) > 0 ? [[trait.key, trait.type] as const] : [],
  )
  return new Map(traits)
}
