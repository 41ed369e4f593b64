import type { Child } from 'hono/jsx'

interface TurboStreamProps {
  readonly action: 'replace' | 'update' | 'append' | 'prepend' | 'before' | 'after' | 'remove'
  /** Id of the element on the page. */
  readonly target: string
  /** Changes only what differs, so that focus, scrolling and open details stay. */
  readonly morph?: boolean
  readonly children?: Child
}

/** One change to a page that is open. */
export function TurboStream({ action, target, morph, children }: TurboStreamProps) {
  return (
    <turbo-stream action={action} target={target} method={morph ? 'morph' : undefined}>
      <template>{children}</template>
    </turbo-stream>
  )
}
