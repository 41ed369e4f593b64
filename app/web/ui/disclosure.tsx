import type { Child } from 'hono/jsx'
import { Icon } from './icon.tsx'

interface DisclosureProps {
  readonly summary: Child
  readonly open?: boolean
  readonly id?: string
  readonly children: Child
}

/** What most people do not need at first, one click away. */
export function Disclosure({ summary, open, id, children }: DisclosureProps) {
  return (
    <details class="disclosure" open={open} id={id}>
      <summary>
        <Icon name="chevron-right" />
        {summary}
      </summary>
      <div class="disclosure-body">{children}</div>
    </details>
  )
}
