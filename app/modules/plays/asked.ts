import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import { markManyChanged } from '../customers/index.ts'
import { playsAskedAbout } from '../segments/index.ts'

/** How an account stands to a play is another now: it began, ended, or was held out. */
export interface Turned {
  readonly playId: number
  readonly accountId: number
}

/**
 * Has accounts looked at anew whose part in a play is another now, where a segment or a play asks about that play; two small
 * queries where anybody turned, and nothing more where nobody asks.
 */
export async function noteTurned(tx: Tx, turned: readonly Turned[]): Promise<void> {
  if (turned.length === 0) return
  const asked = await playsAsked(tx)
  const accountIds = turned.flatMap(({ playId, accountId }) => (asked.has(playId) ? [accountId] : []))
  await markManyChanged(tx, [...new Set(accountIds)])
}

/** The plays that a segment asks about, or a play that is on, or that somebody still goes through. */
async function playsAsked(tx: Tx): Promise<ReadonlySet<number>> {
  const bySegments = await playsAskedAbout(tx)
  const { rows } = await sql<{ play_id: number }>`
    select distinct unnest(v.asks_plays) as play_id from plays.play_version v
    where v.asks_plays <> '{}' and (
      exists (select from plays.play p where p.live_version_id = v.id and p.state = 'live')
      or exists (select from plays.enrollment e where e.version_id = v.id and e.ended_at is null))`.execute(tx)
  return new Set([...bySegments, ...rows.map(row => row.play_id)])
}
