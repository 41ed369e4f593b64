import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Db } from '../../../../platform/db.ts'

/** The bytes of a file, readable as often as needed. */
export interface Source {
  readonly size: number
  /** From the beginning, in pieces; lets others have a turn between two of them. */
  read(): AsyncGenerator<Buffer>
}

const piece = 64 * 1024

/** A file on this machine. Rejects as the system does when it cannot be read. */
export async function fileSource(path: string): Promise<Source> {
  const { size } = await stat(path)
  return {
    size,
    async *read() {
      for await (const bytes of createReadStream(path, { highWaterMark: piece })) yield bytes as Buffer
    },
  }
}

/** An uploaded file, kept in the database until it is imported. */
export function uploadSource(db: Db, importId: number, size: number): Source {
  return chunkSource(size, position =>
    db
      .selectFrom('customers.import_chunk')
      .select('bytes')
      .where('import_id', '=', importId)
      .where('position', '=', position)
      .executeTakeFirst(),
  )
}

/** A file that is kept in chunks: `chunkAt` finds the one at a position, counted from 0, and none behind the last. */
export function chunkSource(
  size: number,
  chunkAt: (position: number) => Promise<{ readonly bytes: Buffer } | undefined>,
): Source {
  return { size, read: () => readChunks(chunkAt) }
}

async function* readChunks(chunkAt: Parameters<typeof chunkSource>[1]): AsyncGenerator<Buffer> {
  for (let position = 0; ; position++) {
    const chunk = await chunkAt(position)
    if (!chunk) return
    for (let start = 0; start < chunk.bytes.length; start += piece) {
      yield chunk.bytes.subarray(start, start + piece)
      await nextTurn()
    }
  }
}
