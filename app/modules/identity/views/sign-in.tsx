import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { PlainLayout } from '../../../web/layout.tsx'
import { Button } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form } from '../../../web/ui/form.tsx'
import { useView } from '../../../web/view.ts'
import { PasskeyButton } from './passkey-button.tsx'
import { SignInEmailField } from './person-fields.tsx'

interface SignInPageProps {
  readonly form: FormState
  readonly back: string | undefined
  /** Whether a new password can be had by mail. */
  readonly mails: boolean
}

/** Address and password, or a passkey. */
export function SignInPage({ form, back, mails }: SignInPageProps) {
  const { t } = useView()
  return (
    <PlainLayout title={t('identity:signIn.title')} foot={mails ? undefined : t('identity:signIn.forgotten')}>
      <Card padded label={t('identity:signIn.title')}>
        <Form action={href(paths.signIn)} form={form}>
          {back ? <input type="hidden" name="back" value={back} /> : null}
          <SignInEmailField />
          <Field
            name="password"
            type="password"
            label={t('identity:fields.password')}
            autocomplete="current-password"
            required
          />
          <Button look="primary" block busy={t('identity:signIn.busy')}>
            {t('identity:signIn.submit')}
          </Button>
        </Form>
        <PasskeyButton
          ceremony="authentication"
          challenge={href(paths.passkeySignInChallenge)}
          answer={href(paths.passkeySignIn, {}, { back })}
          failed={t('identity:signIn.passkeyFailed')}
        >
          {t('identity:signIn.passkey')}
        </PasskeyButton>
        {mails ? (
          <p class="small">
            <a class="link" href={href(paths.forgotten)}>
              {t('identity:forgotten.link')}
            </a>
          </p>
        ) : null}
      </Card>
    </PlainLayout>
  )
}
