import { href, paths } from '../../paths.ts'
import type { TimelineEntry, TimelineReader } from '../../web/module.ts'
import { accountEntries, type Entry } from '../activity/index.ts'
import { staffNames } from '../identity/index.ts'

const looks = {
  task_made: { icon: 'list-plus', tone: 'neutral' },
  task_changed: { icon: 'pencil', tone: 'neutral' },
  task_assigned: { icon: 'user-check', tone: 'neutral' },
  task_unassigned: { icon: 'user-x', tone: 'neutral' },
  task_done: { icon: 'list-checks', tone: 'accent' },
  task_not_needed: { icon: 'x', tone: 'neutral' },
  task_done_differently: { icon: 'lightbulb', tone: 'accent' },
  task_snoozed: { icon: 'clock', tone: 'neutral' },
  task_reopened: { icon: 'undo-2', tone: 'neutral' },
} as const satisfies Record<string, Pick<TimelineEntry, 'icon' | 'tone'>>

type Name = keyof typeof looks

/** What was done about tasks of an account. */
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
  return module === 'tasks' && what && what in looks ? (what as Name) : undefined
}

function told(entry: Entry, name: Name, by: string | undefined): TimelineEntry {
  const { title = '', to = '', note } = entry.data as { title?: string; to?: string; note?: string | null }
  const words = [by, note].filter(Boolean).join(' · ')
  return {
    at: entry.at,
    ...looks[name],
    text: `tasks:activity.${name}`,
    values: { title, to },
    ...(words && { note: words }),
    ...(entry.subject_id && { href: href(paths.task, { id: entry.subject_id }) }),
  }
}
