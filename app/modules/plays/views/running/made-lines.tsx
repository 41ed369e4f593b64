import { href, paths } from '../../../../paths.ts'
import { Time } from '../../../../web/ui/time.tsx'
import { useView } from '../../../../web/view.ts'
import { Story } from '../../../messages/index.ts'
import type { MadeDelivery, MadeMessage, MadeTask } from '../../running/made.ts'
import type { ToldElsewhere } from '../../running/told-elsewhere.ts'

/** A task, what came of it, and by whom. */
export function TaskLine({ task }: { readonly task: MadeTask }) {
  const { t, format } = useView()
  const { outcome, person } = task
  const known = outcome === 'done' || outcome === 'not_needed' || outcome === 'something_else'
  return (
    <div>
      <a class="link" href={href(paths.task, { id: task.id })}>
        {t('plays:running.made.task')}
      </a>{' '}
      {known ? t(`tasks:outcome.kinds.${outcome}`) : t('plays:running.made.open')}
      {person ? ` · ${person}` : null}
      {task.minutes ? ` · ${format.minutes(task.minutes)}` : null}
      {task.note ? <p class="prewrap">{task.note}</p> : null}
    </div>
  )
}

const shownStates: ReadonlySet<string> = new Set([
  'waiting',
  'sending',
  'handing_over',
  'sent',
  'failed',
  'unclear',
  'dropped',
])

/** A message, to whom, and how far it got. */
export function MessageLine({ message }: { readonly message: MadeMessage }) {
  const { t } = useView()
  const { contactId, contact, state, kind } = message
  // Messages on pages and notices are there to be seen as soon as they are made.
  const onPages = state === 'dropped' ? 'withdrawn' : 'there'
  const words = kind !== 'email' ? onPages : shownStates.has(state) ? state : 'unclear'
  return (
    <div>
      {contactId === null ? (
        t('plays:running.somebody')
      ) : (
        <a class="link" href={href(paths.contact, { id: contactId })}>
          <bdi>{contact}</bdi>
        </a>
      )}{' '}
      <a class="link" href={href(paths.message, { id: message.id })}>
        {t(`plays:running.made.${words as 'sent'}`)}
      </a>
      {message.story ? <Story story={message.story} /> : null}
      {message.readAt ? (
        <>
          {' · '}
          {t('plays:running.made.read')} <Time at={message.readAt} />
        </>
      ) : null}
      {message.answeredAt ? (
        <>
          {' · '}
          {t('plays:running.made.answered', { answer: message.answer })} <Time at={message.answeredAt} />
        </>
      ) : null}
      {message.clickedAt ? (
        <>
          {' · '}
          {t('plays:running.made.clicked')} <Time at={message.clickedAt} />
        </>
      ) : null}
    </div>
  )
}

/** Who got it for another account, or at the same address under another name: their answer counts here, too. */
export function ElsewhereLines({ elsewhere }: { readonly elsewhere: readonly ToldElsewhere[] }) {
  const { t } = useView()
  return (
    <>
      {elsewhere.map(({ id, accountId, account, contact, answer, answeredAt }) => (
        <div>
          <a class="link" href={href(paths.message, { id })}>
            {t('plays:running.made.elsewhere')}
          </a>
          {': '}
          <bdi>{contact}</bdi>{' '}
          <a class="link" href={href(paths.account, { id: accountId })}>
            <bdi>{account}</bdi>
          </a>
          {answeredAt ? (
            <>
              {' · '}
              {t('plays:running.made.answered', { answer })} <Time at={answeredAt} />{' '}
              <span class="muted">{t('plays:running.made.countsHere')}</span>
            </>
          ) : null}
        </div>
      ))}
    </>
  )
}

/** A call of another system: whether it answered, or why not and when it is tried again. */
export function DeliveryLine({ delivery }: { readonly delivery: MadeDelivery }) {
  const { t } = useView()
  const { state, status, reason, nextTryAt } = delivery
  return (
    <div>
      {t(`plays:running.made.webhook.${state}`)}
      {status === null ? null : ` · ${t('plays:running.made.webhook.status', { status })}`}
      {status === null && reason ? ` · ${reasonWords(t, reason)}` : null}
      {state === 'waiting' && nextTryAt ? (
        <>
          {' · '}
          {t('plays:running.made.webhook.next')} <Time at={nextTryAt} />
        </>
      ) : null}
    </div>
  )
}

const reasons = [
  'address',
  'scheme',
  'credentials',
  'port',
  'private',
  'redirect',
  'unknown',
  'unreachable',
  'certificate',
  'silent',
  'broken',
] as const

/** Why a receiver did not answer, in words. */
export function reasonWords(t: ReturnType<typeof useView>['t'], reason: string): string {
  const known = reasons.find(one => one === reason)
  return known ? t(`plays:running.made.webhook.why.${known}`) : reason
}
