import { href, paths } from '../../paths.ts'
import type { TimelineReader } from '../../web/readers.ts'
import { stepsOf } from './members.ts'

/**
 * When the account entered and left segments. What its contacts do in segments of contacts is told on their own pages: at an
 * account with many people it would drown everything else.
 */
export const readTimeline: TimelineReader = async (db, accountId, range) => {
  const steps = await stepsOf(db, 'account', accountId, range)
  return steps.map(({ id, name, kind, at }) => ({
    at,
    icon: 'shapes',
    tone: 'neutral',
    text: kind === 'entered' ? 'segments:timeline.entered' : 'segments:timeline.left',
    values: { segment: name },
    href: href(paths.segment, { id }),
  }))
}
