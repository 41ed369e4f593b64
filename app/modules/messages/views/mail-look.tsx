import { CleanHtml } from '../../../web/ui/rich-text.tsx'
import type { PreviewedMessage } from '../texts/preview.ts'

/** A mail as it looks to who gets it, with its buttons: nobody but them answers, so they are no buttons here. */
export function MailLook({
  mail: { rendered, around },
}: {
  readonly mail: Pick<PreviewedMessage, 'rendered' | 'around'>
}) {
  const { action, answers, html } = rendered
  const labels = [...(action ? [action.label] : []), ...(answers ? [answers.accepted, answers.declined] : [])]
  return (
    <div class="mail-look" lang={around.locale}>
      <p class="mail-look-quiet">{around.company}</p>
      <div class="mail-look-card">
        <CleanHtml html={html} />
        {labels.length > 0 ? (
          <p class="mail-look-buttons">
            {labels.map((label, place) => (
              <span class={place === 0 ? 'mail-look-button first' : 'mail-look-button'}>{label}</span>
            ))}
          </p>
        ) : null}
      </div>
      <p class="mail-look-quiet small">
        {around.reason}
        <br />
        <span class="mail-look-link">{around.unsubscribe}</span>
      </p>
    </div>
  )
}
