import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Db } from '../../../platform/db.ts'
import type { Source } from '../../customers/index.ts'

const piece = 64 * 1024

/** The file of an experiment, kept in the database until it is read. */
export function experimentSource(db: Db, id: number, size: number): Source {
  return { size, read: () => readChunks(db, id) }
}

async function* readChunks(db: Db, id: number): AsyncGenerator<Buffer> {
  for (let position = 0; ; position++) {
    const chunk = await db
      .selectFrom('effects.experiment_chunk')
      .select('bytes')
      .where('experiment_id', '=', id)
      .where('position', '=', position)
      .executeTakeFirst()
    if (!chunk) return
    for (let start = 0; start < chunk.bytes.length; start += piece) {
      yield chunk.bytes.subarray(start, start + piece)
      await nextTurn()
    }
  }
}
