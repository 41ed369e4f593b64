import { href, paths } from '../../../paths.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { MessageRow } from '../outbox/queries.ts'
import type { SuppressionReason } from '../tables.ts'
import { StateTag } from './outbox.tsx'

interface ContactMessagesProps {
  readonly contactId: number
  readonly messages: readonly MessageRow[]
  readonly more: boolean
  /** Why no mail reaches the contact; undefined when it does. */
  readonly state: SuppressionReason | 'no_address' | undefined
}

/** The latest messages to a contact. */
export function ContactMessages({ contactId, messages, more, state }: ContactMessagesProps) {
  const { t } = useView()
  return (
    <Card title={t('messages:contact.title')}>
      {state && state !== 'no_address' ? (
        <CardPart>
          <Tag tone="care">{t(`messages:suppression.reasons.${state}`)}</Tag> {t('messages:contact.noMail')}
        </CardPart>
      ) : null}
      <CardPart>
        {messages.length === 0 ? (
          t('messages:contact.none')
        ) : (
          <ul class="message-list">
            {messages.map(message => (
              <li>
                <a href={href(paths.message, { id: message.id })}>{message.subject}</a> <StateTag message={message} />
                <span class="muted small">
                  {' '}
                  {t(`messages:kinds.${message.kind}`)} · <Time at={message.sent_at ?? message.created_at} />
                </span>
              </li>
            ))}
          </ul>
        )}
        {more ? (
          <LinkButton href={href(paths.outbox, {}, { contact: contactId })} size="small">
            {t('messages:contact.all')}
          </LinkButton>
        ) : null}
      </CardPart>
    </Card>
  )
}
