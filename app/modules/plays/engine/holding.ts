import { sql } from 'kysely'
import { lock, type Tx } from '../../../platform/db.ts'
import type { Due } from './journey.ts'

const turns = 'plays.turn'

/** Waits for turns in which the play is; in those that begin later it is not until `tx` ends, and then it is as it was left. */
export function betweenTurns(tx: Tx, playId: number): Promise<void> {
  return lock(tx, turns, playId)
}

/** Who is due, by what becomes of them in this turn. */
export interface Sorted {
  readonly going: readonly Due[]
  /** Of plays that are not on. */
  readonly held: readonly Due[]
}

/**
 * Those of plays that are on, and those of others. Until `tx` ends nobody pauses or ends these plays; who is in a play that somebody
 * pauses or ends just now is left out, and due again afterwards.
 */
export async function sortByPlay(tx: Tx, due: readonly Due[]): Promise<Sorted> {
  const playIds = [...new Set(due.map(row => row.play_id))]
  const { rows: free } = await sql<{ id: number }>`
    select id from unnest(${playIds}::bigint[]) as p (id)
    where pg_try_advisory_xact_lock_shared(hashtextextended(${`${turns} `} || id, 0))`.execute(tx)
  // In a statement of its own: what was written before the lock was free is seen.
  const { rows: plays } = await sql<{ id: number; on: boolean }>`
    select id, state = 'live' as on from plays.play where id = any(${free.map(row => row.id)}::bigint[])`.execute(tx)
  const on = new Map(plays.map(play => [play.id, play.on]))
  return {
    going: due.filter(row => on.get(row.play_id) === true),
    held: due.filter(row => on.get(row.play_id) === false),
  }
}

/**
 * Holds them where they are until their play goes on. Only when they are due: so pausing a play costs nothing, however many are in
 * it.
 */
export async function hold(tx: Tx, due: readonly Due[]): Promise<void> {
  if (due.length === 0) return
  await sql`
    update plays.enrollment set held_wake_at = wake_at, wake_at = null
    where id = any(${due.map(row => row.id)}::bigint[])`.execute(tx)
}
