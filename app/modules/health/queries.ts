import { href, paths } from '../../paths.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { SegmentUses } from '../../web/module.ts'

/** When the account left: the day it gave, else when that was recorded; undefined while it has not. */
export async function leftAt(db: Db, accountId: number): Promise<Date | undefined> {
  const row = await db
    .selectFrom('customers.account_fact')
    .select(['cancelled_at', 'cancellation_recorded_at'])
    .where('account_id', '=', accountId)
    .where('cancelled', '=', true)
    .executeTakeFirst()
  return row?.cancelled_at ?? row?.cancellation_recorded_at ?? undefined
}

/** The score as computed, whatever a person set in its place; null when nothing is known. */
export async function computedScore(db: Db | Tx, accountId: number): Promise<number | null> {
  const row = await db
    .selectFrom('health.score')
    .select('computed')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return row?.computed ?? null
}

/** The score models that are for a segment. */
export const modelsForSegment: SegmentUses = async (db, segmentId) => {
  const rows = await db.selectFrom('health.model').select(['id', 'name']).where('segment_id', '=', segmentId).execute()
  return rows.map(({ id, name }) => ({ label: name, href: href(paths.healthModel, { id }) }))
}

/** Names of all segments of accounts by id. */
export async function segmentNames(db: Db | Tx): Promise<ReadonlyMap<number, string>> {
  const rows = await db
    .selectFrom('segments.segment_fact')
    .select(['segment_id', 'name'])
    .where('about', '=', 'account')
    .orderBy('name')
    .orderBy('segment_id')
    .execute()
  return new Map(rows.map(row => [row.segment_id, row.name]))
}
