import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'

/** Remembers which accounts visitors joined, until it is known who they are. */
export async function keepAnonymousMemberships(
  tx: Tx,
  pairs: readonly { readonly anonymousId: string; readonly accountId: number; readonly at: Date }[],
): Promise<void> {
  if (pairs.length === 0) return
  await sql`
    insert into events.anonymous_membership as m (anonymous_id, account_id, first_at, last_at)
    select anonymous_id, account_id, min(at), max(at)
    from unnest(
      ${pairs.map(pair => pair.anonymousId)}::text[], ${pairs.map(pair => pair.accountId)}::bigint[],
      ${pairs.map(pair => pair.at)}::timestamptz[]
    ) as p (anonymous_id, account_id, at)
    group by anonymous_id, account_id order by anonymous_id, account_id
    on conflict (anonymous_id, account_id) do update
    set first_at = least(m.first_at, excluded.first_at), last_at = greatest(m.last_at, excluded.last_at)`.execute(tx)
}
