import type { Child } from 'hono/jsx'
import { Icon } from './icon.tsx'

interface EmptyStateProps {
  readonly icon?: string
  /** What will be here. */
  readonly title: string
  /** How to begin. */
  readonly children?: Child
  /** One button, perhaps a second quiet one. */
  readonly action?: Child
}

/** Says what will be here and how to begin. */
export function EmptyState({ icon = 'sprout', title, children, action }: EmptyStateProps) {
  return (
    <div class="empty-state">
      <Icon name={icon} size="large" />
      <h3>{title}</h3>
      {children === undefined ? null : <p>{children}</p>}
      {action === undefined ? null : <div class="actions">{action}</div>}
    </div>
  )
}
