import { href, paths } from '../../../paths.ts'
import { PlainLayout } from '../../../web/layout.tsx'
import { Button } from '../../../web/ui/button.tsx'
import { Icon } from '../../../web/ui/icon.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { useView } from '../../../web/view.ts'
import type { Invitation } from '../answers/invitation.ts'
import { type Answer, answers } from '../tables.ts'
import { MessageBody } from './body.tsx'
import { masked } from './masked.ts'

interface AnswerPageProps {
  readonly token: string
  readonly invitation: Invitation | undefined
  /** Which button of the mail led here. */
  readonly to: Answer | undefined
}

/** What somebody sees who followed a button of an invitation: what was asked, as whom they answer, and the two answers. */
export function AnswerPage({ token, invitation, to }: AnswerPageProps) {
  const { t, company } = useView()
  const about = invitation?.contact
  if (!invitation || !about) {
    return (
      <PlainLayout
        title={t('messages:answers.title')}
        lead={t(`messages:answers.${invitation ? 'erased' : 'unknown'}`)}
      >
        {null}
      </PlainLayout>
    )
  }
  const address = about.address ? masked(about.address) : ''
  const person = about.name ? t('messages:answers.person', { name: about.name, address }) : address
  return (
    <PlainLayout
      title={invitation.says.subject}
      lead={t('messages:answers.from', { company: company.name })}
      foot={company.name}
      wide
    >
      <Stack>
        <Given invitation={invitation} />
        <article class="invitation" aria-label={t('messages:answers.invitation')}>
          <MessageBody rendered={{ html: invitation.says.html, action: undefined }} />
        </article>
        {invitation.isOver ? null : <AnswerForm token={token} invitation={invitation} to={to} />}
        <p class="muted small">{t('messages:answers.as', { person })}</p>
      </Stack>
    </PlainLayout>
  )
}

/** What was answered, or that nothing was yet, or that it is too late. */
function Given({ invitation: { answer, answeredAt, says, isOver } }: { readonly invitation: Invitation }) {
  const { t, format, company } = useView()
  if (answer && answeredAt) {
    return (
      <p class="invitation-answer" role="status">
        <Icon name={answer === 'accepted' ? 'circle-check' : 'circle-x'} />
        <span>
          <strong>{t('messages:answers.given', { label: says.answers[answer] })}</strong>{' '}
          <span class="muted small">{format.dateTime(answeredAt)}</span>
        </span>
      </p>
    )
  }
  if (isOver) return <p class="care-text">{t('messages:answers.over', { company: company.name })}</p>
  return null
}

function AnswerForm({
  token,
  invitation,
  to,
}: Required<Pick<AnswerPageProps, 'token' | 'to'>> & { readonly invitation: Invitation }) {
  const { t, format } = useView()
  const { answer, says, until } = invitation
  const main = answer ? undefined : (to ?? 'accepted')
  return (
    <form method="post" action={href(paths.answer, { token })} class="stack tight">
      <p>{t(answer ? 'messages:answers.change' : 'messages:answers.ask')}</p>
      <div class="cluster invitation-buttons">
        {answers
          .filter(one => one !== answer)
          .map(one => (
            <Button name="answer" value={one} {...(one === main && { look: 'primary' })}>
              {answer ? t('messages:answers.changeTo', { label: says.answers[one] }) : says.answers[one]}
            </Button>
          ))}
      </div>
      <p class="muted small">{t('messages:answers.until', { day: format.date(until) })}</p>
    </form>
  )
}
