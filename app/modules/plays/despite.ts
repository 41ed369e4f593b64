import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'

/** When people first did for an account what a play would have done; null when they did not, or took it back. */
export interface DoneByHand {
  readonly playId: number
  readonly accountId: number
  readonly at: Date | null
}

/**
 * Notes of accounts that are held out of a play whether people did for them by hand what it would have done. They stay in their arm.
 * Whom somebody sent through the play itself stays noted.
 */
export async function noteDespite(tx: Tx, done: readonly DoneByHand[]): Promise<void> {
  if (done.length === 0) return
  await sql`
    update plays.arm a set despite_at = n.at
    from unnest(
      ${done.map(one => one.playId)}::bigint[], ${done.map(one => one.accountId)}::bigint[],
      ${done.map(one => one.at)}::timestamptz[]
    ) as n (play_id, account_id, at)
    where (a.play_id, a.account_id) = (n.play_id, n.account_id) and a.arm = 'held_out'
      and a.despite_at is distinct from n.at
      and not exists (select from plays.enrollment e where (e.play_id, e.account_id) = (a.play_id, a.account_id))`.execute(
    tx,
  )
}
