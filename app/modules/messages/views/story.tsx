import type { Words } from '../../../web/i18n.ts'
import { useView } from '../../../web/view.ts'
import type { MessageStory } from '../outbox/stories.ts'
import { type SuppressionReason, suppressionReasons } from '../tables.ts'

/** How it went with a message, in the same line as its state: what it waited for, what the server said, why it was given up. */
export function Story({ story }: { readonly story: MessageStory }) {
  const { t, format } = useView()
  const { waits, bounced, said, dropped } = story
  return (
    <>
      {bounced ? ` · ${t('messages:states.bounced')}` : null}
      {waits.length > 0 ? (
        <span class="muted">
          {' · '}
          {t('messages:message.waits', { reasons: format.list(waits.map(why => traceWords(why, t) ?? '')) })}
        </span>
      ) : null}
      {dropped ? <span class="muted">{` · ${traceWords(dropped, t) ?? ''}`}</span> : null}
      {said ? (
        <p class="small muted">
          {t('messages:message.said')} <q>{said}</q>
        </p>
      ) : null}
    </>
  )
}

const reasons: readonly string[] = suppressionReasons
const waitReasons = ['quiet_hours', 'not_business_day', 'holiday', 'closed_day', 'capped_day', 'capped_week'] as const

/** Why a message waited, afterwards; undefined for what is none of our reasons. */
export function waitWords(why: string, t: Words): string | undefined {
  const known = waitReasons.find(reason => reason === why)
  return known && t(`messages:waits.${known}`)
}

/** What is noted of a message: what servers say is shown as it is; what Banso notes has its words. */
export function traceWords(detail: string | null, t: Words): string | null {
  if (detail === 'worker_died') return null
  if (detail === 'no_contact') return t('messages:outbox.nobody')
  if (detail === 'no_address') return t('messages:outbox.noAddress')
  if (detail === 'paused' || detail === 'archived' || detail === 'exit' || detail === 'stopped') {
    return t(`messages:outbox.${detail}`)
  }
  const waits = detail && waitWords(detail, t)
  if (waits) return waits
  if (detail === 'sample') return t('messages:outbox.toSample')
  return reasons.includes(detail ?? '') ? t(`messages:suppression.reasons.${detail as SuppressionReason}`) : detail
}
