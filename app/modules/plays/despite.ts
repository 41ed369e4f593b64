import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'

/** That people did for an account what a play would have done. */
export interface DoneByHand {
  readonly playId: number
  readonly accountId: number
  readonly at: Date
}

/**
 * Notes of accounts that are held out of a play that people did for them by hand what it would have done. They stay in their arm;
 * the first time is kept.
 */
export async function noteDespite(tx: Tx, done: readonly DoneByHand[]): Promise<void> {
  if (done.length === 0) return
  await sql`
    update plays.arm a set despite_at = n.at
    from unnest(
      ${done.map(one => one.playId)}::bigint[], ${done.map(one => one.accountId)}::bigint[],
      ${done.map(one => one.at)}::timestamptz[]
    ) as n (play_id, account_id, at)
    where (a.play_id, a.account_id) = (n.play_id, n.account_id) and a.arm = 'held_out' and a.despite_at is null`.execute(
    tx,
  )
}
