import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { Button, PostButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form } from '../../../web/ui/form.tsx'
import { Cluster, Stack } from '../../../web/ui/layout-parts.tsx'
import { useView } from '../../../web/view.ts'
import { wordOf } from '../../../web/was.ts'
import type { Passkey } from '../passkeys.ts'
import { PasskeyButton } from './passkey-button.tsx'

/** A name that was typed for a passkey and cannot be accepted. */
export interface PasskeyForm extends FormState {
  readonly id: string
}

interface PasskeyCardProps {
  readonly passkeys: readonly Passkey[]
  readonly form: PasskeyForm | undefined
}

/** The person's passkeys, and how to add one. */
export function PasskeyCard({ passkeys, form }: PasskeyCardProps) {
  const { t } = useView()
  return (
    <Card title={t('identity:passkeys.title')}>
      <CardPart>
        <p class="muted">{t('identity:passkeys.text')}</p>
      </CardPart>
      {passkeys.map(passkey => (
        <CardPart>
          <PasskeyRow passkey={passkey} form={form?.id === passkey.id ? form : undefined} />
        </CardPart>
      ))}
      <CardPart>
        <PasskeyButton
          ceremony="registration"
          challenge={href(paths.profilePasskeyChallenge)}
          answer={href(paths.profilePasskeys)}
          failed={t('identity:passkeys.addFailed')}
          fields={
            <Field
              name="name"
              id="passkey-name"
              label={t('identity:passkeys.name')}
              placeholder={t('identity:passkeys.namePlaceholder')}
              maxlength={100}
              optional
              more={{ 'data-passkey-target': 'name' }}
            />
          }
        >
          {t('identity:passkeys.add')}
        </PasskeyButton>
        <noscript>
          <p class="muted">{t('identity:passkeys.needsScript')}</p>
        </noscript>
      </CardPart>
    </Card>
  )
}

interface PasskeyRowProps {
  readonly passkey: Passkey
  readonly form: FormState | undefined
}

function PasskeyRow({ passkey, form }: PasskeyRowProps) {
  const { t, format } = useView()
  const { id, name, since } = passkey
  return (
    <Stack gap="tight">
      <Cluster align="spread">
        <div>
          <b>{name ?? t('identity:passkeys.unnamed')}</b>
          {since ? <p class="muted small">{t('identity:passkeys.since', { date: format.date(since) })}</p> : null}
        </div>
        <PostButton
          action={href(paths.profilePasskeyRemoval, { id })}
          size="small"
          look="danger"
          confirm={t('identity:passkeys.removeConfirm')}
        >
          {t('identity:passkeys.remove')}
        </PostButton>
      </Cluster>
      <Disclosure summary={t('identity:passkeys.rename')} open={form !== undefined}>
        <Form action={href(paths.profilePasskey, { id })} {...(form && { form })}>
          <input type="hidden" name="was" value={wordOf(name)} />
          <Field
            name="name"
            id={`passkey-name-${id}`}
            label={t('identity:passkeys.name')}
            value={name}
            maxlength={100}
            required
          />
          <div>
            <Button size="small">{t('identity:passkeys.rename')}</Button>
          </div>
        </Form>
      </Disclosure>
    </Stack>
  )
}
