import type { Db, Tx } from '../../../../platform/db.ts'
import type { Actor } from '../../../activity/index.ts'
import type { Checker } from '../rows/checker.ts'
import type { Progress } from './progress.ts'

/** What everybody who writes rows of one import knows. */
export interface Pass {
  readonly importId: number
  readonly actor: Actor
  /** ISO 4217, of the company */
  readonly currency: string
  /** The time of everything that the import says: traits that were set later stay. */
  readonly at: Date
  /** What a subscription is called whose file names no plan. */
  readonly planName: string
  readonly progress: Progress
  /** Outside of the transaction that writes: what is committed. */
  readonly committed: Db
}

/** What the rows were compared with is not so any more; nothing was written, and all of it is done again. */
export class BeginAgain extends Error {
  override name = 'BeginAgain'
  /** As the database says it: transactAgain begins anew. */
  readonly code = '40001'
}

/** What would become, or became, of the rows. */
export interface Outcome {
  readonly created: number
  readonly updated: number
  /** Rows left out because of what the database knows. */
  readonly failed: number
  readonly warnings: number
}

/** How rows of one subject get into the database. */
export interface Store<Draft> {
  /** Columns of the temporary table, in the order of `line`. */
  readonly columns: readonly string[]
  line(draft: Draft): string
  /** What rows are compared with: tables of the schema `customers`, with the columns by which. */
  readonly compared: Readonly<Record<string, string>>
  /** Makes the temporary table `import_row`. */
  prepare(db: Tx): Promise<void>
  /** Finds whom the rows are about, and leaves out those that cannot be taken in. Writes only problems. */
  resolve(tx: Tx, pass: Pass): Promise<Outcome>
  /** Writes all rows. Throws BeginAgain. */
  write(tx: Tx, pass: Pass): Promise<void>
}

/** A store with what judges the rows for it. */
export interface Intake<Draft> {
  readonly store: Store<Draft>
  readonly check: Checker<Draft>
}
