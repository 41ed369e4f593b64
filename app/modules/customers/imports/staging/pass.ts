import { setTimeout as wait } from 'node:timers/promises'
import { besidePool, type Database, type Db, type Tx, transactAgain } from '../../../../platform/db.ts'
import { type Reading, readRows } from '../reading/rows.ts'
import type { Source } from '../reading/source.ts'
import { clearProblems, ProblemList } from './problems.ts'
import { type Phase, Progress } from './progress.ts'
import { openSession, type Session } from './session.ts'
import type { Intake, Outcome, Pass } from './store.ts'

/** One way through the file. */
export interface Way<Draft> {
  readonly database: Database
  readonly importId: number
  readonly version: number
  readonly source: Source
  readonly reading: Reading
  /** Rows below the header, as counted before. */
  readonly rows: number
  readonly signal: AbortSignal
  /** Hears of progress, for the command line. */
  readonly tell?: ((phase: Phase, done: number, total: number) => void) | undefined
  readonly intake: Intake<Draft>
  readonly pass: Omit<Pass, 'progress' | 'committed'>
  /** What else belongs into the transaction that writes, or into the one that only looked. */
  finish(tx: Tx, outcome: Outcome): Promise<void>
}

/** Somebody else is at this import already. */
export class Occupied extends Error {
  override name = 'Occupied'
}

/**
 * Reads the whole file, judges each row, and puts the good ones into a temporary table; then finds out what they are about
 * and, when `write`, writes them all in one transaction. Throws Stopped, Occupied, Unreadable; then nothing was written.
 */
export async function goThrough<Draft>(way: Way<Draft>, write: boolean): Promise<Outcome> {
  const session = await waitForSession(way.database, way.importId)
  try {
    // One for the progress, one for who was erased.
    return await besidePool(way.database, 2, aside => goThroughWith({ ...way, aside }, session, write))
  } finally {
    session.close()
  }
}

async function goThroughWith<Draft>(
  way: Way<Draft> & { readonly aside: Db },
  session: Session,
  write: boolean,
): Promise<Outcome> {
  const { aside, importId, version, signal, tell } = way
  const cancel = () => session.cancel(aside)
  const progress = new Progress({ db: aside, importId, version, signal, tell, cancel })
  try {
    const failed = await stage(way, session, progress)
    return await settle(way, session, progress, write, failed)
  } catch (error) {
    await progress.end()
    // What was cancelled in the database failed because of that.
    progress.check()
    throw error
  }
}

/** A pass that is no longer wanted ends within a second. */
async function waitForSession(database: Database, importId: number): Promise<Session> {
  for (let waited = 0; waited < 40; waited++) {
    const session = await openSession(database, importId)
    if (session) return session
    await wait(250)
  }
  throw new Occupied()
}

/** Fills the temporary table. Returns how many rows were left out. */
async function stage<Draft>(way: Way<Draft>, session: Session, progress: Progress): Promise<number> {
  const { database, importId, intake } = way
  await clearProblems(database.db, importId)
  await progress.begin('reading', way.rows)
  await session.db.transaction().execute(tx => intake.store.prepare(tx))
  const problems = new ProblemList(database.db, importId)
  await session.copy('import_row', intake.store.columns, linesOf(way, problems, progress))
  await problems.flush(true)
  await session.analyze(intake.store.compared)
  return problems.failed
}

async function* linesOf<Draft>(
  { source, reading, intake }: Way<Draft>,
  problems: ProblemList,
  progress: Progress,
): AsyncGenerator<string> {
  let done = -1
  for await (const batch of readRows(source, reading)) {
    progress.check()
    let lines = ''
    for (const row of batch) {
      // The first one is the header.
      if (done++ < 0) continue
      const judged = intake.check(row)
      if (judged.draft) lines += `${intake.store.line(judged.draft)}\n`
      else problems.add(judged.problems)
    }
    await problems.flush()
    progress.done(Math.max(done, 0))
    if (lines !== '') yield lines
  }
}

function settle<Draft>(
  way: Way<Draft> & { readonly aside: Db },
  session: Session,
  progress: Progress,
  write: boolean,
  failedBefore: number,
): Promise<Outcome> {
  return transactAgain(session.db, async tx => {
    const pass = { ...way.pass, progress, committed: way.aside }
    const found = await way.intake.store.resolve(tx, pass)
    const outcome = { ...found, failed: found.failed + failedBefore }
    if (write) await way.intake.store.write(tx, pass)
    progress.check()
    // From here on the import's own row belongs to this transaction.
    await progress.end()
    await way.finish(tx, outcome)
    return outcome
  })
}
