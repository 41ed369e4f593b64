import type { Db } from '../../../platform/db.ts'
import type { TimelineEntry, TimelineReader } from '../../../web/readers.ts'

/** A stretch of the timeline of one account, newest first. */
export interface TimelinePage {
  readonly entries: readonly TimelineEntry[]
  /** Where the older ones begin: ask for those before it. Undefined when there are none. */
  readonly older: Date | undefined
}

/**
 * The entries of all modules in one order, strictly before `before`, at most about `limit`. A page never ends in the middle
 * of a millisecond, so that nothing that happened at once is lost between two pages.
 */
export async function timelinePage(
  db: Db,
  readers: readonly TimelineReader[],
  accountId: number,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<TimelinePage> {
  const read = await Promise.all(readers.map(reader => reader(db, accountId, { before, limit: limit + 1 })))
  const entries = newestFirst(read.flat())
  const first = entries[limit]
  if (!first) return { entries, older: undefined }
  const boundary = first.at.getTime()
  const shown = entries.filter(entry => entry.at.getTime() > boundary)
  // More than a page at one instant: all that was read of it, and on before it.
  if (shown.length === 0) return { entries: entries.filter(entry => entry.at.getTime() === boundary), older: first.at }
  return { entries: shown, older: new Date(boundary + 1) }
}

/** Everything that is not before `from`, for a page that is open; at most `most` entries. */
export async function timelineSince(
  db: Db,
  readers: readonly TimelineReader[],
  accountId: number,
  { from, before, most }: { readonly from: Date; readonly before: Date; readonly most: number },
): Promise<readonly TimelineEntry[]> {
  const read = await Promise.all(readers.map(reader => reader(db, accountId, { before, limit: most })))
  return newestFirst(read.flat()).filter(entry => entry.at >= from)
}

/** Stable: entries of one instant stay as their module has them. */
function newestFirst(entries: readonly TimelineEntry[]): readonly TimelineEntry[] {
  return [...entries].sort((a, b) => b.at.getTime() - a.at.getTime())
}

/** Ahead of everything that has happened, also by clocks that are a little fast. */
export function endOfTime(now: Date): Date {
  return new Date(now.getTime() + 2 * 86_400_000)
}
