import { sql } from 'kysely'
import { href, paths } from '../../paths.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Offers, SegmentUse } from '../../web/module.ts'

/** What needs the segment: other segments first, then what modules say of theirs. As long as there is any, it stays. */
export async function usesOfSegment(
  db: Db | Tx,
  offers: Pick<Offers, 'segmentUses'>,
  id: number,
): Promise<readonly SegmentUse[]> {
  const segments = await db
    .selectFrom('segments.reference as r')
    .innerJoin('segments.segment as s', 's.id', 'r.segment_id')
    .select(['s.id', 's.name'])
    .where('r.uses_id', '=', id)
    .orderBy('s.name')
    .execute()
  const uses = segments.map(one => ({ label: one.name, href: href(paths.segment, { id: one.id }) }))
  for (const ask of offers.segmentUses) uses.push(...(await ask(db, id)))
  return uses
}

/** The segments that ask about a play, by name. */
export async function segmentsAsking(db: Db | Tx, playId: number): Promise<readonly SegmentUse[]> {
  const rows = await db
    .selectFrom('segments.play_reference as r')
    .innerJoin('segments.segment as s', 's.id', 'r.segment_id')
    .select(['s.id', 's.name'])
    .where('r.play_id', '=', playId)
    .orderBy('s.name')
    .execute()
  return rows.map(one => ({ label: one.name, href: href(paths.segment, { id: one.id }) }))
}

/** The plays that segments of the company's own ask about, directly or through others. */
export async function playsOfOwnSegments(tx: Tx): Promise<readonly number[]> {
  const { rows } = await sql<{ play_id: number }>`
    with recursive needed (id) as (
      select id from segments.segment where not sample
      union
      select r.uses_id from needed join segments.reference r on r.segment_id = needed.id
    )
    select distinct p.play_id from needed join segments.play_reference p on p.segment_id = needed.id`.execute(tx)
  return rows.map(row => row.play_id)
}

/**
 * Takes these over from the sample company: its segments go with it, but for those that something of the company's own needs.
 * To be called from `removeSample` of a module that holds segments.
 */
export async function keepSegments(tx: Tx, ids: readonly number[]): Promise<void> {
  await sql`update segments.segment set sample = false where sample and id = any(${ids}::bigint[])`.execute(tx)
}
