import type { TextKey } from '../../web/i18n.ts'
import type { TimelineEntry, TimelineReader } from '../../web/readers.ts'
import { accountEntries, type Entry } from '../activity/index.ts'
import { staffNames } from './queries.ts'

interface Telling {
  /** How each deed looks, by its name without the module's. */
  readonly looks: Readonly<Record<string, Pick<TimelineEntry, 'icon' | 'tone'>>>
  /** What the text is filled with. */
  readonly values?: (entry: Entry) => TimelineEntry['values']
  /** What people wrote, told after who did it. */
  readonly words?: (entry: Entry) => readonly (string | null | undefined)[]
  readonly href?: (entry: Entry) => string | undefined
}

/** A reader of the timeline that tells what people did, from what one module recorded, in the words of `module:activity`. */
export function deedsTimeline(module: string, { looks, values, words, href }: Telling): TimelineReader {
  return async (db, accountId, range) => {
    const entries = await accountEntries(db, [accountId], { ...range, module })
    const people = await staffNames(
      db,
      entries.flatMap(({ actor_id }) => actor_id ?? []),
    )
    return entries.map(entry => {
      const what = entry.name.slice(module.length + 1)
      const note = [people.get(entry.actor_id ?? ''), ...(words?.(entry) ?? [])].filter(Boolean).join(' · ')
      const target = href?.(entry)
      return {
        at: entry.at,
        ...(looks[what] ?? { icon: 'pencil', tone: 'neutral' }),
        text: `${module}:activity.${what}` as TextKey,
        values: values?.(entry) ?? {},
        ...(note && { note }),
        ...(target && { href: target }),
      }
    })
  }
}
