import type { Child } from 'hono/jsx'
import { classes } from './tone.ts'

interface StackProps {
  readonly gap?: 'tight' | 'loose'
  readonly id?: string
  readonly children: Child
}

/** Things below each other. */
export function Stack({ gap, id, children }: StackProps) {
  return (
    <div class={classes('stack', gap)} id={id}>
      {children}
    </div>
  )
}

interface ClusterProps {
  readonly align?: 'spread' | 'baseline'
  readonly children: Child
}

/** Things beside each other that wrap. */
export function Cluster({ align, children }: ClusterProps) {
  return <div class={classes('cluster', align)}>{children}</div>
}

interface ColsProps {
  /** The narrow column on the right (below on a small screen). */
  readonly aside: Child
  /** Name of the aside for screen readers. */
  readonly asideLabel?: string
  readonly children: Child
}

/** What matters, and beside it what helps to judge it. */
export function Cols({ aside, asideLabel, children }: ColsProps) {
  return (
    <div class="cols">
      <div class="stack loose">{children}</div>
      <aside class="stack loose" aria-label={asideLabel}>
        {aside}
      </aside>
    </div>
  )
}

/** Equal columns, as many as fit. */
export function Columns({ children }: { readonly children: Child }) {
  return <div class="cols even">{children}</div>
}
