import { raw } from 'hono/html'
import type { RenderedContent } from '../texts/render.ts'

/** What a message says, as it is shown to staff: without the frame of a mail, in the looks of our own pages. */
export function MessageBody({ rendered }: { readonly rendered: Pick<RenderedContent, 'html' | 'action'> }) {
  const { html, action } = rendered
  return (
    <div class="message-body">
      {raw(html)}
      {action ? (
        <p>
          <a class="button primary" href={action.url} rel="noreferrer" target="_blank">
            {action.label}
          </a>
        </p>
      ) : null}
    </div>
  )
}
