import { href, paths } from '../../../paths.ts'
import { allows, carers } from '../../../web/access.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { PostButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { Cols, Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { MessageDetail } from '../outbox/queries.ts'
import { withoutOthers } from '../outbox/stories.ts'
import type { ServerState } from '../servers/state.ts'
import { MessageBody } from './body.tsx'
import { StateTag } from './outbox.tsx'
import { traceWords } from './story.tsx'

interface MessagePageProps {
  readonly message: MessageDetail
  readonly server: ServerState
}

/** One message: what it says, to whom, and what happened to it when. */
export function MessagePage({ message, server }: MessagePageProps) {
  const { t } = useView()
  return (
    <StaffLayout title={message.subject}>
      <PageHead
        title={message.subject}
        breadcrumb={[{ text: t('messages:outbox.title'), href: href(paths.outbox) }]}
        marks={<StateTag message={message} />}
        actions={<Again message={message} />}
      />
      {message.state === 'unclear' ? <p class="muted">{t('messages:message.unclear')}</p> : null}
      {message.state === 'waiting' && (server.outage || !server.setUp) ? (
        <p class="care-text">
          {t(server.setUp ? 'messages:message.waitsForServer' : 'messages:message.waitsForSetUp')}{' '}
          <a href={href(paths.outbox)}>{t('messages:message.whyItWaits')}</a>
        </p>
      ) : null}
      <Cols aside={<Happenings message={message} />} asideLabel={t('messages:message.happened')}>
        <Stack>
          <Card title={t('messages:message.text')} padded>
            <MessageBody rendered={message.rendered} />
          </Card>
          {message.kind === 'email' ? (
            <Disclosure summary={t('messages:message.asText')}>
              <pre class="prewrap">{message.rendered.text}</pre>
            </Disclosure>
          ) : null}
        </Stack>
      </Cols>
    </StaffLayout>
  )
}

function Again({ message }: { readonly message: MessageDetail }) {
  const { t, staff } = useView()
  const { id, state } = message
  if ((state !== 'failed' && state !== 'unclear') || !allows(carers, staff)) return null
  return (
    <PostButton
      action={href(paths.messageResending, { id })}
      icon="send"
      {...(state === 'unclear' ? { confirm: t('messages:message.againQuestion') } : {})}
    >
      {t('messages:message.sendAgain')}
    </PostButton>
  )
}

function Happenings({ message }: { readonly message: MessageDetail }) {
  const { t } = useView()
  return (
    <Stack>
      <Card title={t('messages:message.to')} padded>
        <Recipient message={message} />
      </Card>
      <Card title={t('messages:message.happened')}>
        <CardPart>
          <ol class="message-trace">
            <Happened at={message.created_at} text={t('messages:happened.posted')} />
            {message.happened.map(({ at, what, detail, staff }) => (
              <Happened
                at={at}
                text={t(`messages:happened.${what === 'dropped' && message.kind !== 'email' ? 'withdrawn' : what}`)}
                detail={[staff, detail && traceWords(withoutOthers(detail, message.address), t)]
                  .filter(Boolean)
                  .join(' · ')}
              />
            ))}
            {message.state === 'waiting' ? (
              <Happened at={message.send_after} text={t('messages:happened.waiting')} />
            ) : null}
          </ol>
        </CardPart>
      </Card>
    </Stack>
  )
}

function Recipient({ message }: { readonly message: MessageDetail }) {
  const { t } = useView()
  const { contact_id: contactId, account_id: accountId } = message
  return (
    <Stack gap="tight">
      {contactId ? (
        <a href={href(paths.contact, { id: contactId })}>{message.contact}</a>
      ) : (
        <span class="muted">{t('messages:outbox.nobody')}</span>
      )}
      {message.address ? <span class="small">{message.address}</span> : null}
      {accountId ? <a href={href(paths.account, { id: accountId })}>{message.account}</a> : null}
      <span class="muted small">
        {t(`messages:kinds.${message.kind}`)} · {message.time_zone}
      </span>
      <a class="small" href={href(paths.play, { id: message.play_id })}>
        {t('messages:message.play')}
      </a>
    </Stack>
  )
}

function Happened({ at, text, detail }: { readonly at: Date; readonly text: string; readonly detail?: string }) {
  return (
    <li>
      <span class="muted small">
        <Time at={at} as="exact" />
      </span>
      <br />
      {text}
      {detail ? <span class="muted small"> {detail}</span> : null}
    </li>
  )
}
