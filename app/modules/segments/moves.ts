import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import type { MergeAccounts } from '../../web/module.ts'

/**
 * An account that goes leaves its segments without a word: the other one is evaluated as it changes, and its log must go on
 * telling who is in a segment.
 */
export const mergeAccounts: MergeAccounts = async (tx, { fromId }) => {
  await sql`
    with gone as (
      delete from segments.membership where account_id = ${fromId} returning segment_id
    )
    update segments.evaluation e set members = e.members - 1 from gone where e.segment_id = gone.segment_id`.execute(tx)
  await tx.deleteFrom('segments.membership_log').where('account_id', '=', fromId).execute()
}

/** Deletes the sample's segments. One that a segment of the company's own speaks of stays, and is the company's from now on. */
export async function removeSample(tx: Tx): Promise<void> {
  await sql`
    with recursive needed (id) as (
      select r.uses_id from segments.reference r join segments.segment s on s.id = r.segment_id where not s.sample
      union
      select r.uses_id from needed join segments.reference r on r.segment_id = needed.id
    )
    update segments.segment set sample = false where sample and id in (select id from needed)`.execute(tx)
  await sql`
    delete from segments.reference where segment_id in (select id from segments.segment where sample)`.execute(tx)
  await tx.deleteFrom('segments.segment').where('sample', '=', true).execute()
}
