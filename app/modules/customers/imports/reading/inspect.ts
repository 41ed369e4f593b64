import { type FileProfile, Profiler } from '../mapping/profile.ts'
import { refuseBinaryText, refuseForeignContent } from './content.ts'
import { guessDelimiter } from './delimiter.ts'
import { decodeHead, guessEncoding, readHead } from './encoding.ts'
import { type Reading, readRows } from './rows.ts'
import type { Source } from './source.ts'
import { Unreadable } from './unreadable.ts'

/**
 * Finds out how to read a file, unless `given` says, and looks at every row. Calls `counted` now and then with how many
 * rows there were. Throws Unreadable.
 */
export async function inspectFile(
  source: Source,
  given: Partial<Reading>,
  counted: (rows: number) => void = () => undefined,
): Promise<{ readonly reading: Reading; readonly profile: FileProfile }> {
  const reading = await findReading(source, given)
  const profiler = new Profiler(reading.delimiter)
  for await (const batch of readRows(source, reading)) {
    profiler.add(batch)
    counted(profiler.rows)
  }
  const profile = profiler.result()
  if (profile.columns.length === 0) throw new Unreadable('empty')
  if (profile.rows === 0) throw new Unreadable('header_only')
  return { reading, profile }
}

async function findReading(source: Source, given: Partial<Reading>): Promise<Reading> {
  const head = await readHead(source)
  refuseForeignContent(head)
  const encoding = given.encoding ?? (await guessEncoding(source, head))
  const text = decodeHead(head, encoding)
  refuseBinaryText(text)
  return { encoding, delimiter: given.delimiter ?? guessDelimiter(text) }
}
