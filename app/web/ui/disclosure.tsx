import type { Child } from 'hono/jsx'
import { Icon } from './icon.tsx'
import { classes } from './tone.ts'

interface DisclosureProps {
  readonly summary: Child
  readonly open?: boolean
  readonly id?: string
  /** Among the fields of a filter bar. */
  readonly filters?: boolean
  readonly children: Child
}

/** What most people do not need at first, one click away. */
export function Disclosure({ summary, open, id, filters, children }: DisclosureProps) {
  return (
    <details class={classes('disclosure', filters && 'filter-more')} open={open} id={id}>
      <summary>
        <Icon name="chevron-right" />
        {summary}
      </summary>
      <div class="disclosure-body">{children}</div>
    </details>
  )
}
