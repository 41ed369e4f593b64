import { href, paths } from '../../paths.ts'
import type { TimelineReader } from '../../web/module.ts'
import { daysOfUse } from './queries.ts'

/** What an account's people did, one entry per day and event. */
export const timeline: TimelineReader = async (db, accountId, range) => {
  const days = await daysOfUse(db, accountId, range)
  return days.map(({ name, count, people, lastAt }) => ({
    at: lastAt,
    icon: 'mouse-pointer-click',
    tone: 'neutral',
    text: people > 0 ? 'events:timeline.byPeople' : 'events:timeline.byVisitors',
    values: { name, count, people },
    href: href(paths.accountEvents, { id: accountId }, { name }),
  }))
}
