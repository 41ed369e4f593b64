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

/**
 * Takes these over from the sample company: its segments go with it, but for those that something of the company's own needs.
 * To be called from `removeSample` of a module that holds segments.
 */
export async function keepSegments(tx: Tx, ids: readonly number[]): Promise<void> {
  await sql`update segments.segment set sample = false where sample and id = any(${ids}::bigint[])`.execute(tx)
}
