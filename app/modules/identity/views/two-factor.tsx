import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button, LinkButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Copyable } from '../../../web/ui/copyable.tsx'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form } from '../../../web/ui/form.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView } from '../../../web/view.ts'
import { QrCode } from './qr-code.tsx'

// The answer holds secrets and is no address to go to, which Turbo would ask for.
const withoutTurbo = { 'data-turbo': 'false' }

/** Turning the second factor on, or off again; the password shows that it is the person. */
export function SecondFactorSettingsPage({ on, form }: { readonly on: boolean; readonly form: FormState }) {
  const { t } = useView()
  return (
    <StaffLayout title={t('identity:twoFactor.title')} width="narrow">
      <TwoFactorHead />
      <Card padded label={t('identity:twoFactor.title')}>
        <Form action={href(paths.profileSecondFactor)} form={form} more={withoutTurbo}>
          <p>{t(on ? 'identity:twoFactor.already' : 'identity:twoFactor.passwordFirst')}</p>
          <Field
            name="password"
            type="password"
            label={t('identity:fields.currentPassword')}
            autocomplete="current-password"
            required
          />
          {on ? <ChangeButtons /> : <Button look="primary">{t('identity:twoFactor.next')}</Button>}
        </Form>
      </Card>
    </StaffLayout>
  )
}

function ChangeButtons() {
  const { t } = useView()
  return (
    <Stack>
      <div>
        <Button formaction={href(paths.profileBackupCodes)}>{t('identity:twoFactor.codesRenew')}</Button>
        <p class="field-hint">{t('identity:twoFactor.codesRenewText')}</p>
      </div>
      <div>
        <Button look="danger" formaction={href(paths.profileSecondFactorRemoval)}>
          {t('identity:twoFactor.remove')}
        </Button>
      </div>
    </Stack>
  )
}

/** The QR code for the authenticator app, and the first code it shows. */
export function ScanPage({ uri, form }: { readonly uri: string; readonly form: FormState }) {
  const { t } = useView()
  const secret = URL.parse(uri)?.searchParams.get('secret') ?? ''
  return (
    <StaffLayout title={t('identity:twoFactor.scanTitle')} width="narrow">
      <TwoFactorHead />
      <Card title={t('identity:twoFactor.scanTitle')}>
        <CardPart>
          <Stack>
            <p>{t('identity:twoFactor.scanText')}</p>
            <QrCode text={uri} label={t('identity:twoFactor.qr')} />
            <Disclosure summary={t('identity:twoFactor.byHand')}>
              <Stack>
                <p>{t('identity:twoFactor.byHandText')}</p>
                <Copyable text={secret} title={t('identity:twoFactor.secret')} wraps />
              </Stack>
            </Disclosure>
          </Stack>
        </CardPart>
        <CardPart>
          <Form action={href(paths.profileSecondFactorConfirmation)} form={form} more={withoutTurbo}>
            <input type="hidden" name="uri" value={uri} />
            <Field
              name="code"
              label={t('identity:secondFactor.code')}
              autocomplete="one-time-code"
              inputmode="numeric"
              short
              required
            />
            <Button look="primary">{t('identity:twoFactor.confirm')}</Button>
          </Form>
        </CardPart>
      </Card>
    </StaffLayout>
  )
}

/** Backup codes, shown this once. `fresh`: the second factor was turned on just now. */
export function BackupCodesPage({ codes, fresh }: { readonly codes: readonly string[]; readonly fresh?: boolean }) {
  const { t } = useView()
  return (
    <StaffLayout title={t('identity:twoFactor.codesTitle')} width="narrow">
      <TwoFactorHead />
      <Card title={t('identity:twoFactor.codesTitle')} padded>
        <Stack>
          {fresh ? <p>{t('identity:twoFactor.nowOn')}</p> : null}
          <p>{t('identity:twoFactor.codesText')}</p>
          <Copyable text={codes.join('\n')} title={t('identity:twoFactor.codesTitle')} />
          <div>
            <LinkButton href={href(paths.profile)} look="primary">
              {t('identity:twoFactor.codesDone')}
            </LinkButton>
          </div>
        </Stack>
      </Card>
    </StaffLayout>
  )
}

function TwoFactorHead() {
  const { t } = useView()
  return (
    <PageHead
      title={t('identity:twoFactor.title')}
      breadcrumb={[{ text: t('identity:profile.title'), href: href(paths.profile) }]}
      lead={t('identity:twoFactor.text')}
    />
  )
}
