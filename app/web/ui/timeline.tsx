import type { Child } from 'hono/jsx'
import { Icon } from './icon.tsx'
import { Time } from './time.tsx'
import { classes, type Tone } from './tone.ts'

export interface TimelineEntry {
  readonly id?: string
  /** Absent when only the day is known. */
  readonly at?: Date
  readonly tone?: Tone | 'accent'
  /** Name of a Lucide icon; a plain dot without one. */
  readonly icon?: string
  readonly title: Child
  readonly detail?: Child
  readonly href?: string
}

export interface TimelineDay {
  /** The day in words: 「今日」, 「11月6日(金)」 */
  readonly day: string
  readonly entries: readonly TimelineEntry[]
}

/** What happened, grouped by day, newest first. */
export function Timeline({ days, id }: { readonly days: readonly TimelineDay[]; readonly id?: string }) {
  return (
    <div class="timeline" id={id}>
      {days.map(({ day, entries }) => (
        <section class="timeline-day">
          <h3>{day}</h3>
          <ol>
            {entries.map(entry => (
              <TimelineItem entry={entry} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  )
}

/** One entry. */
function TimelineItem({ entry }: { readonly entry: TimelineEntry }) {
  const { id, at, tone, icon, title, detail, href } = entry
  return (
    <li class="timeline-entry" id={id}>
      <span class="when">{at ? <Time at={at} as="hour" /> : null}</span>
      <span class={classes('timeline-dot', tone, icon !== undefined && 'pictured')} aria-hidden="true">
        {icon === undefined ? null : <Icon name={icon} />}
      </span>
      <div>
        <div>{href === undefined ? title : <a href={href}>{title}</a>}</div>
        {detail === undefined ? null : <div class="timeline-detail">{detail}</div>}
      </div>
    </li>
  )
}
