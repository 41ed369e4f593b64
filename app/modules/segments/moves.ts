import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import type { Erase } from '../../web/erased.ts'
import type { MergeAccounts, MergeContacts } from '../../web/module.ts'
import { goingWithSample } from '../customers/index.ts'
import { type About, abouts, grounds } from './about.ts'
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
  const { id, log } = grounds[about]
  await leave(tx, about, sql`select ${goneId}::bigint`)
  await sql`delete from ${log} where ${id} = ${goneId}`.execute(tx)
}

async function leave(tx: Tx, about: About, ids: RawBuilder<unknown>): Promise<void> {
  // Before the rows that an evaluation writes: it could be at one of these.
  await takeTurn(tx)
  const { id, membership } = grounds[about]
  await sql`
    with gone as (delete from ${membership} where ${id} in (${ids}) returning segment_id)
    update segments.evaluation e set members = e.members - total.gone
    from (select segment_id, count(*)::int as gone from gone group by segment_id) total
    where e.segment_id = total.segment_id`.execute(tx)
}

/**
 * Deletes the sample's segments. One that a segment of the company's own speaks of stays, and is the company's from now on.
 * Those that stay count the sample's accounts and contacts no more.
 */
export async function removeSample(tx: Tx): Promise<void> {
  for (const about of abouts) await leave(tx, about, goingWithSample[about])
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
