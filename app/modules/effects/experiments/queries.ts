import type { Db, Tx } from '../../../platform/db.ts'
import { NotFound } from '../../../platform/errors.ts'
import type { Moments } from '../estimates/moments.ts'

/** One experiment, as it stands. Throws NotFound. */
export async function findExperiment(db: Db | Tx, id: number) {
  const row = await db.selectFrom('effects.experiment').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new NotFound(`experiment ${id}`)
  return row
}

export type ExperimentRow = Awaited<ReturnType<typeof findExperiment>>

/** Experiments, newest first, those before `before`. */
export function listExperiments(db: Db, { before, limit }: { before?: number | undefined; limit: number }) {
  return db
    .selectFrom('effects.experiment')
    .selectAll()
    .where('status', '<>', 'arriving')
    .$if(before !== undefined, query => query.where('id', '<', before ?? 0))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** The sums of an arm on a day, of several experiments. */
export interface DaySum extends Moments {
  readonly experimentId: number
  readonly arm: string
  readonly day: string | null
}

/** The sums of these experiments, by day. */
export async function sumsOf(db: Db, ids: readonly number[]): Promise<readonly DaySum[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('effects.experiment_sum')
    .selectAll()
    .where('experiment_id', 'in', ids)
    .orderBy('day')
    .execute()
  return rows.map(({ experiment_id, ...row }) => ({ experimentId: experiment_id, ...row }))
}

/** What was wrong with rows, the first of them. */
export function faultsOf(db: Db, id: number) {
  return db
    .selectFrom('effects.experiment_fault')
    .selectAll()
    .where('experiment_id', '=', id)
    .orderBy('row_number')
    .execute()
}
