import type { Db } from '../../../platform/db.ts'
import { chunkSource, type Source } from '../../customers/index.ts'

/** The file of an experiment, kept in the database until it is read. */
export function experimentSource(db: Db, id: number, size: number): Source {
  return chunkSource(size, position =>
    db
      .selectFrom('effects.experiment_chunk')
      .select('bytes')
      .where('experiment_id', '=', id)
      .where('position', '=', position)
      .executeTakeFirst(),
  )
}
