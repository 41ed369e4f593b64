import { href, paths } from '../../paths.ts'
import type { TimelineReader } from '../../web/readers.ts'
import { type DayOfUse, daysOfUse } from './queries.ts'

const mostNames = 5

/** What an account's people did, one entry per day. */
export const timeline: TimelineReader = async (db, accountId, range) => {
  const days = await daysOfUse(db, accountId, range)
  return days.map(({ names, people, lastAt }) => ({
    at: lastAt,
    icon: 'mouse-pointer-click',
    tone: 'neutral',
    text: people > 0 ? 'events:timeline.byPeople' : 'events:timeline.byVisitors',
    values: { what: listed(names), count: people },
    href: href(paths.accountEvents, { id: accountId }),
  }))
}

/** Without words, because the reader's language is not known here. */
function listed(names: DayOfUse['names']): string {
  const some = names.slice(0, mostNames).map(({ name, count }) => (count > 1 ? `${name} ×${count}` : name))
  return [...some, ...(names.length > mostNames ? ['…'] : [])].join(' · ')
}
