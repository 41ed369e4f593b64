import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import type { Erase, MergeAccounts, MergeContacts } from '../../web/module.ts'
import { type About, grounds } from './about.ts'
import { takeTurn } from './evaluation/evaluate.ts'

/**
 * An account that goes leaves its segments without a word: the other one is evaluated as it changes, and its log must go on
 * telling who is in a segment.
 */
export const mergeAccounts: MergeAccounts = (tx, { fromId }) => forget(tx, 'account', fromId)

/** The same of a contact. */
export const mergeContacts: MergeContacts = (tx, { fromId }) => forget(tx, 'contact', fromId)

/** Also what the log told of the person. */
export const erase: Erase = (tx, { contactId }) => forget(tx, 'contact', contactId)

async function forget(tx: Tx, about: About, goneId: number): Promise<void> {
  // Before the rows that an evaluation writes: it could be at this very one.
  await takeTurn(tx)
  const { id, membership, log } = grounds[about]
  await sql`
    with gone as (delete from ${membership} where ${id} = ${goneId} returning segment_id)
    update segments.evaluation e set members = e.members - 1 from gone where e.segment_id = gone.segment_id`.execute(tx)
  await sql`delete from ${log} where ${id} = ${goneId}`.execute(tx)
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
