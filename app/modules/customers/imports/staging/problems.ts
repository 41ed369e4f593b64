import { sql } from 'kysely'
import type { Db, Tx } from '../../../../platform/db.ts'
import { toJson } from '../../traits/trait.ts'
import type { Problem } from '../rows/problem.ts'

// A file in the wrong encoding is wrong in every row; nobody reads that many.
const mostKept = 100_000
const flushAt = 1000

/** Collects what is wrong with rows while they are read, counts them, and writes them down in batches. */
export class ProblemList {
  failed = 0
  private kept = 0
  private waiting: Problem[] = []
  private readonly db: Db
  private readonly importId: number

  constructor(db: Db, importId: number) {
    this.db = db
    this.importId = importId
  }

  /** The problems of one row, which is left out because of them. */
  add(problems: readonly Problem[]): void {
    this.failed++
    if (this.kept >= mostKept) return
    this.kept += problems.length
    this.waiting.push(...problems)
  }

  async flush(all = false): Promise<void> {
    if (this.waiting.length < (all ? 1 : flushAt)) return
    const batch = this.waiting
    this.waiting = []
    await saveProblems(this.db, this.importId, batch)
  }
}

/** Forgets what an earlier pass over the file found. */
export async function clearProblems(db: Db, importId: number): Promise<void> {
  await db.deleteFrom('customers.import_error').where('import_id', '=', importId).execute()
}

/** Writes problems down, in the order of the rows. */
export async function saveProblems(db: Db | Tx, importId: number, problems: readonly Problem[]): Promise<void> {
  if (problems.length === 0) return
  await sql`
    insert into customers.import_error (import_id, row_number, warning, column_name, value, message, detail)
    select ${importId}, row_number, warning, column_name, value, message, detail::jsonb
    from unnest(
      ${problems.map(one => one.row)}::int[], ${problems.map(one => one.warning)}::boolean[],
      ${problems.map(one => one.column)}::text[], ${problems.map(one => one.value)}::text[],
      ${problems.map(one => one.name)}::text[], ${problems.map(one => toJson(one.detail))}::text[]
    ) with ordinality as found (row_number, warning, column_name, value, message, detail, position)
    order by position`.execute(db)
}
