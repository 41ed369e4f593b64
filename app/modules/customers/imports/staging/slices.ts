import { sql } from 'kysely'
import type { Tx } from '../../../../platform/db.ts'
import type { Pass } from './store.ts'

/** Rows of `import_ready` by position, both ends included. */
export interface Slice {
  readonly first: number
  readonly last: number
}

// Rows written by one statement: enough to be quick, few enough to tell how far it is.
const size = 2000

interface Steps {
  /** Makes what is new. */
  insert(slice: Slice): Promise<void>
  /** Finds whom those rows are about that somebody else made between our look and our insert. Returns how many. */
  findOvertaken(): Promise<number>
  update(slice: Slice): Promise<void>
}

/** Goes through `import_ready` slice by slice: first what is new, then what is known. Throws Stopped. */
export async function writeSlices(tx: Tx, { progress }: Pass, steps: Steps): Promise<void> {
  const { rows } = await sql<{ known: number; all: number }>`
    select count(target_id) as known, count(*) as all from import_ready`.execute(tx)
  const { known, all } = rows[0] ?? { known: 0, all: 0 }
  await progress.begin('writing', all)
  for (const slice of slices(known + 1, all)) {
    await steps.insert(slice)
    progress.done(slice.last - known)
    progress.check()
  }
  const overtaken = await steps.findOvertaken()
  for (const slice of slices(1, overtaken > 0 ? all : known)) {
    await steps.update(slice)
    progress.done(all - known + Math.min(known, slice.last))
    progress.check()
  }
}

function slices(first: number, last: number): Slice[] {
  const list: Slice[] = []
  for (let start = first; start <= last; start += size)
    list.push({ first: start, last: Math.min(last, start + size - 1) })
  return list
}
