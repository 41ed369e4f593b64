import { Button } from '../../../web/ui/button.tsx'
import { CleanHtml } from '../../../web/ui/rich-text.tsx'
import type { RenderedContent } from '../texts/render.ts'

interface MessageBodyProps {
  readonly rendered: Pick<RenderedContent, 'html' | 'action'> & Partial<Pick<RenderedContent, 'answers'>>
}

/** What a message says, as it is shown to staff: without the frame of a mail, in the looks of our own pages. */
export function MessageBody({ rendered }: MessageBodyProps) {
  const { html, action, answers } = rendered
  return (
    <CleanHtml html={html}>
      {action ? (
        <p>
          <a class="button primary" href={action.url} rel="noreferrer" target="_blank">
            {action.label}
          </a>
        </p>
      ) : null}
      {answers ? (
        <p class="cluster">
          {/* Only whoever got it answers. */}
          <Button type="button" look="primary" disabled>
            {answers.accepted}
          </Button>
          <Button type="button" disabled>
            {answers.declined}
          </Button>
        </p>
      ) : null}
    </CleanHtml>
  )
}
