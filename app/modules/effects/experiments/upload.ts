import type { Db } from '../../../platform/db.ts'
import { type FilePart, readParts } from '../../customers/index.ts'

/** How large a file may be. */
export const largestMegabytes = 50
const largest = largestMegabytes * 1024 * 1024
const chunkSize = 1024 * 1024

/** What came with the form: a file or pasted rows, now in the database, or why there is none. */
export type Received = { readonly id: number; readonly bytes: number } | { readonly fault: 'no_file' | 'too_large' }

/**
 * Streams an uploaded file, or rows that were pasted, into the database; of both the file. `open` makes the experiment it belongs to, by the
 * name typed and the name of the file; when it breaks off or is too large, `discard` is called. Throws BrokenForm.
 */
export async function receiveRows(
  db: Db,
  request: Request,
  steps: { open(name: string, fileName: string): Promise<number>; discard(id: number): Promise<void> },
): Promise<Received> {
  let name = ''
  let opened: number | undefined
  let bytes = 0
  try {
    for await (const part of readParts(request)) {
      if (part.name === 'name') name = (await textOf(part)).trim().slice(0, 100)
      const isRows = (part.name === 'file' && part.fileName) || part.name === 'rows'
      if (!isRows || opened !== undefined) continue
      const first = await part.data.next()
      if (first.done) continue
      const fileName = shortName(part.fileName ?? '')
      opened = await steps.open(name || fileName.replace(/\.\w+$/, '').slice(0, 100), fileName)
      bytes = await store(db, opened, first.value, part)
    }
  } catch (error) {
    if (opened !== undefined) await steps.discard(opened)
    throw error
  }
  if (opened === undefined) return { fault: 'no_file' }
  if (bytes <= largest) return { id: opened, bytes }
  await steps.discard(opened)
  return { fault: 'too_large' }
}

/** Returns how many bytes there were. What is too much is read and dropped: a browser shows an answer only once it could send all. */
async function store(db: Db, id: number, first: Buffer, part: FilePart): Promise<number> {
  let waiting = [first]
  let size = first.length
  let kept = 0
  let position = 0
  const flush = async () => {
    const bytes = Buffer.concat(waiting)
    await db.insertInto('effects.experiment_chunk').values({ experiment_id: id, position, bytes }).execute()
    position++
    kept += bytes.length
    waiting = []
  }
  for await (const bytes of part.data) {
    size += bytes.length
    if (size > largest) continue
    waiting.push(bytes)
    if (size - kept >= chunkSize) await flush()
  }
  if (size <= largest && waiting.length > 0) await flush()
  return size
}

async function textOf(part: FilePart): Promise<string> {
  let text = ''
  for await (const bytes of part.data) if (text.length < 1000) text += bytes.toString('utf8')
  return text.replaceAll('\0', '').toWellFormed()
}

/** Without folders that some browsers send along. */
function shortName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? name
  return last.replaceAll('\0', '').toWellFormed().slice(-255)
}
