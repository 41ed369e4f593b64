import type { Child } from 'hono/jsx'
import { Icon } from './icon.tsx'

interface EmptyStateProps {
  readonly icon?: string
  /** What will be here. */
  readonly title: string
  /** 3 within a part of the page that has a heading of its own. */
  readonly level?: 2 | 3
  /** How to begin. */
  readonly children?: Child
  /** One button, perhaps a second quiet one. */
  readonly action?: Child
}

/** Says what will be here and how to begin. */
export function EmptyState({ icon = 'sprout', title, level = 2, children, action }: EmptyStateProps) {
  return (
    <div class="empty-state">
      <Icon name={icon} size="large" />
      {level === 2 ? <h2>{title}</h2> : <h3>{title}</h3>}
      {children === undefined ? null : <p>{children}</p>}
      {action === undefined ? null : <div class="actions">{action}</div>}
    </div>
  )
}
