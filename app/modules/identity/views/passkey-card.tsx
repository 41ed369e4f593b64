import { href, paths } from '../../../paths.ts'
import { Button, PostButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form } from '../../../web/ui/form.tsx'
import { Cluster, Stack } from '../../../web/ui/layout-parts.tsx'
import { useView } from '../../../web/view.ts'
import type { Passkey } from '../passkeys.ts'
import { PasskeyButton } from './passkey-button.tsx'

/** The person's passkeys, and how to add one. */
export function PasskeyCard({ passkeys }: { readonly passkeys: readonly Passkey[] }) {
  const { t } = useView()
  return (
    <Card title={t('identity:passkeys.title')}>
      <CardPart>
        <p class="muted">{t('identity:passkeys.text')}</p>
      </CardPart>
      {passkeys.map(passkey => (
        <CardPart>
          <PasskeyRow passkey={passkey} />
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

function PasskeyRow({ passkey }: { readonly passkey: Passkey }) {
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
      <Disclosure summary={t('identity:passkeys.rename')}>
        <Form action={href(paths.profilePasskey, { id })}>
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
