import { href, paths } from '../../paths.ts'
import type { TimelineReader } from '../../web/module.ts'

/** When the account entered and left segments. */
export const readTimeline: TimelineReader = async (db, accountId, { before, limit }) => {
  const rows = await db
    .selectFrom('segments.membership_log as l')
    .innerJoin('segments.segment as s', 's.id', 'l.segment_id')
    .select(['l.at', 'l.kind', 's.id', 's.name'])
    .where('l.account_id', '=', accountId)
    .where('l.at', '<', before)
    .orderBy('l.at', 'desc')
    .orderBy('l.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(row => ({
    at: row.at,
    icon: 'shapes',
    tone: 'neutral',
    text: row.kind === 'entered' ? 'segments:timeline.entered' : 'segments:timeline.left',
    values: { segment: row.name },
    href: href(paths.segment, { id: row.id }),
  }))
}
