import type { Db } from '../../../../platform/db.ts'
import { type Subject, subjects } from '../mapping/plan.ts'
import { type Part, readParts } from './multipart.ts'

/** How large a file may be. */
export const largestFile = 200 * 1024 * 1024

const chunkSize = 1024 * 1024
/** What a form has around its file. */
const formBytes = 64 * 1024

/** What came with the upload form: a file, now in the database, or why there is none. */
export type Received =
  | { readonly importId: number; readonly bytes: number }
  | { readonly fault: 'no_file' | 'too_large'; readonly subject: Subject }

/**
 * Streams an uploaded file into the database. `open` makes the import it belongs to. When the upload breaks off, or the
 * file is too large, `discard` is called and nothing is left of it. Throws BrokenForm.
 */
export async function receiveFile(
  db: Db,
  request: Request,
  steps: {
    open(subject: Subject, fileName: string): Promise<number>
    discard(importId: number): Promise<void>
  },
  limit = largestFile,
): Promise<Received> {
  let subject: Subject = 'accounts'
  if (Number(request.headers.get('content-length') ?? 0) > limit + formBytes) {
    await readAndDrop(request)
    return { fault: 'too_large', subject }
  }
  let opened: number | undefined
  let bytes: number | undefined
  try {
    for await (const part of readParts(request)) {
      if (part.name === 'subject') subject = subjectNamed(await textOf(part))
      if (part.name !== 'file' || !part.fileName || opened !== undefined) continue
      opened = await steps.open(subject, shortName(part.fileName))
      bytes = await store(db, opened, part, limit)
    }
  } catch (error) {
    if (opened !== undefined) await steps.discard(opened)
    throw error
  }
  if (opened === undefined) return { fault: 'no_file', subject }
  if (bytes !== undefined) return { importId: opened, bytes }
  await steps.discard(opened)
  return { fault: 'too_large', subject }
}

/** A browser shows an answer only once it could send everything. */
async function readAndDrop(request: Request): Promise<void> {
  if (request.body) for await (const _ of request.body);
}

/** Returns how many bytes there were; undefined when they are too many, and then the rest is read and dropped. */
async function store(db: Db, importId: number, part: Part, limit: number): Promise<number | undefined> {
  let size = 0
  let position = 0
  let waiting: Buffer[] = []
  let waitingSize = 0
  const flush = async () => {
    const bytes = Buffer.concat(waiting)
    await db.insertInto('customers.import_chunk').values({ import_id: importId, position, bytes }).execute()
    position++
    waiting = []
    waitingSize = 0
  }
  for await (const bytes of part.data) {
    size += bytes.length
    // As `readAndDrop`.
    if (size > limit) continue
    waiting.push(bytes)
    waitingSize += bytes.length
    if (waitingSize >= chunkSize) await flush()
  }
  if (size > limit) return undefined
  if (waitingSize > 0) await flush()
  return size
}

async function textOf(part: Part): Promise<string> {
  let text = ''
  for await (const bytes of part.data) if (text.length < 100) text += bytes.toString('utf8')
  return text
}

function subjectNamed(text: string): Subject {
  return subjects.find(subject => subject === text) ?? 'accounts'
}

/** Without folders that some browsers send along, and within what is kept. */
function shortName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? name
  return last.replaceAll('\0', '').toWellFormed().slice(-255) || '?'
}
