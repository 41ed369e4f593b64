import type { TimelineEntry, TimelineReader } from '../../web/module.ts'
import { accountEntries, type Entry } from '../activity/index.ts'
import { staffNames } from '../identity/index.ts'

const looks = {
  answered_done: { icon: 'check', tone: 'accent' },
  answered_something_else: { icon: 'lightbulb', tone: 'accent' },
  answered_later: { icon: 'clock', tone: 'neutral' },
  answered_not_needed: { icon: 'x', tone: 'neutral' },
  answer_withdrawn: { icon: 'undo-2', tone: 'neutral' },
} as const satisfies Record<string, Pick<TimelineEntry, 'icon' | 'tone'>>

type Name = keyof typeof looks

/** What people answered on Today. */
export const readTimeline: TimelineReader = async (db, accountId, range) => {
  const entries = await accountEntries(db, accountId, range)
  const own = entries.flatMap(entry => {
    const name = nameOf(entry)
    return name ? [{ entry, name }] : []
  })
  const people = await staffNames(
    db,
    own.flatMap(({ entry }) => entry.actor_id ?? []),
  )
  return own.map(({ entry, name }) => told(entry, name, people.get(entry.actor_id ?? '')))
}

function nameOf({ name }: Entry): Name | undefined {
  const [module, what] = name.split('.')
  return module === 'today' && what && what in looks ? (what as Name) : undefined
}

function told(entry: Entry, name: Name, by: string | undefined): TimelineEntry {
  const { task, note } = entry.data as { task?: string; note?: string }
  const words = [by, task, note].filter(Boolean).join(' · ')
  return { at: entry.at, ...looks[name], text: `today:activity.${name}`, ...(words && { note: words }) }
}
