import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { PlainLayout } from '../../../web/layout.tsx'
import { Button } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Form } from '../../../web/ui/form.tsx'
import { useView } from '../../../web/view.ts'
import { validMinutes } from '../password-reset.ts'
import { NewPasswordField } from './password-field.tsx'
import { SignInEmailField } from './person-fields.tsx'

interface ForgottenPageProps {
  readonly form: FormState
  /** Whether this installation can send mail. */
  readonly mails: boolean
}

/** Asks for the address to which a link goes; without mail, says whom to ask. */
export function ForgottenPage({ form, mails }: ForgottenPageProps) {
  const { t } = useView()
  const title = t('identity:forgotten.title')
  if (!mails) {
    return (
      <PlainLayout title={title} lead={t('identity:signIn.forgotten')} foot={<BackToSignIn />}>
        {null}
      </PlainLayout>
    )
  }
  return (
    <PlainLayout title={title} lead={t('identity:forgotten.lead')} foot={<BackToSignIn />}>
      <Card padded label={title}>
        {/* The answer is a page and no redirect, which Turbo would not show: nothing would seem to have happened. */}
        <Form action={href(paths.forgotten)} form={form} more={{ 'data-turbo': 'false' }}>
          <SignInEmailField />
          <Button look="primary" block>
            {t('identity:forgotten.send')}
          </Button>
        </Form>
      </Card>
    </PlainLayout>
  )
}

/** The same for every address, whether anybody has it or not. */
export function ResetSentPage({ email }: { readonly email: string }) {
  const { t } = useView()
  return (
    <PlainLayout
      title={t('identity:forgotten.sentTitle')}
      lead={t('identity:forgotten.sent', { email, minutes: validMinutes })}
      foot={<BackToSignIn />}
    >
      <p class="plain-lead muted small">{t('identity:forgotten.nothingCame')}</p>
    </PlainLayout>
  )
}

interface NewPasswordPageProps {
  readonly email: string
  readonly token: string
  readonly form: FormState
}

/** Where the link in the mail leads. */
export function NewPasswordPage({ email, token, form }: NewPasswordPageProps) {
  const { t } = useView()
  const title = t('identity:join.renewTitle')
  return (
    <PlainLayout title={title} lead={t('identity:forgotten.choose', { email })}>
      <Card padded label={title}>
        <Form action={href(paths.passwordReset, { token })} form={form}>
          {/* For password managers: whose password this is. */}
          <input type="hidden" name="username" value={email} autocomplete="username" />
          <NewPasswordField />
          <Button look="primary" block>
            {t('identity:join.renewSubmit')}
          </Button>
        </Form>
      </Card>
    </PlainLayout>
  )
}

function BackToSignIn() {
  const { t } = useView()
  return <a href={href(paths.signIn)}>{t('identity:secondFactor.back')}</a>
}
