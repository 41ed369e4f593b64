import { href, paths } from '../../../paths.ts'
import type { Staff } from '../../../web/access.ts'
import type { FormState } from '../../../web/forms.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button, LinkButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { RadioGroup, Select } from '../../../web/ui/choice.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { Cluster, Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import { themes } from '../../../web/ui/theme.ts'
import { useView } from '../../../web/view.ts'
import { wordOf } from '../../../web/was.ts'
import { localeOptions } from '../choices.ts'
import type { Passkey } from '../passkeys.ts'
import type { Session } from '../sessions.ts'
import { profileShown } from '../staff.ts'
import { TimeZoneSelect } from './company-fields.tsx'
import { PasskeyCard, type PasskeyForm } from './passkey-card.tsx'
import { NewPasswordField } from './password-field.tsx'
import { NameField } from './person-fields.tsx'
import { SessionCard } from './session-card.tsx'
import { StrengthsCard } from './strengths-card.tsx'

interface ProfilePageProps {
  readonly person: Staff
  readonly twoFactor: boolean
  readonly strengths: readonly string[]
  /** Tags of everybody here. */
  readonly known: readonly string[]
  readonly passkeys: readonly Passkey[]
  readonly sessions: readonly Session[]
  readonly forms: ProfileForms
}

/** What was typed into the forms of the page, when that cannot be accepted. */
export interface ProfileForms {
  readonly profile: FormState
  readonly strengths: FormState
  readonly password: FormState
  /** Into the name of one passkey. */
  readonly passkey: PasskeyForm | undefined
}

/** Who I am, how I sign in, where I am signed in. */
export function ProfilePage(props: ProfilePageProps) {
  const { person, twoFactor, strengths, known, passkeys, sessions, forms } = props
  const { t } = useView()
  return (
    <StaffLayout title={t('identity:profile.title')} width="narrow">
      <PageHead title={t('identity:profile.title')} lead={person.email} />
      <Stack gap="loose">
        <PersonalCard person={person} form={forms.profile} />
        <StrengthsCard
          action={href(paths.profileStrengths)}
          strengths={strengths}
          known={known}
          form={forms.strengths}
        />
        <PasswordCard person={person} form={forms.password} />
        <TwoFactorCard on={twoFactor} />
        <PasskeyCard passkeys={passkeys} form={forms.passkey} />
        <SessionCard sessions={sessions} />
      </Stack>
    </StaffLayout>
  )
}

function PersonalCard({ person, form }: { readonly person: Staff; readonly form: FormState }) {
  const { t } = useView()
  return (
    <Card title={t('identity:profile.personal')} padded>
      <Form action={href(paths.profile)} form={form} guards>
        <input type="hidden" name="was" value={wordOf(profileShown(person))} />
        <NameField value={person.name} />
        <Select name="locale" label={t('identity:fields.locale')} value={person.locale} options={localeOptions} />
        <TimeZoneSelect value={person.timeZone} />
        <RadioGroup
          name="theme"
          legend={t('identity:fields.theme')}
          value={person.theme}
          options={themes.map(theme => ({ value: theme, text: t(`identity:themes.${theme}`) }))}
          across
        />
        <RadioGroup
          name="singleKeys"
          legend={t('identity:fields.singleKeys')}
          hint={t('identity:fields.singleKeysHint')}
          value={person.singleKeys ? 'on' : 'off'}
          options={(['on', 'off'] as const).map(value => ({ value, text: t(`identity:singleKeys.${value}`) }))}
          across
        />
        <FormActions>
          <Button look="primary">{t('identity:profile.save')}</Button>
        </FormActions>
      </Form>
    </Card>
  )
}

function PasswordCard({ person, form }: { readonly person: Staff; readonly form: FormState }) {
  const { t } = useView()
  return (
    <Card title={t('identity:profile.password')} padded>
      <Form action={href(paths.profilePassword)} form={form}>
        <p class="muted">{t('identity:profile.passwordText')}</p>
        {/* For password managers: whose password this is. */}
        <input type="hidden" name="username" value={person.email} autocomplete="username" />
        <Field
          name="currentPassword"
          type="password"
          label={t('identity:fields.currentPassword')}
          autocomplete="current-password"
          required
        />
        <NewPasswordField name="newPassword" label={t('identity:fields.newPassword')} />
        <FormActions>
          <Button>{t('identity:profile.passwordSubmit')}</Button>
        </FormActions>
      </Form>
    </Card>
  )
}

function TwoFactorCard({ on }: { readonly on: boolean }) {
  const { t } = useView()
  const state = <Tag tone={on ? 'good' : undefined}>{t(on ? 'identity:twoFactor.on' : 'identity:twoFactor.off')}</Tag>
  return (
    <Card title={<Cluster>{[t('identity:twoFactor.title'), state]}</Cluster>}>
      <CardPart>
        <Stack>
          <p class="muted">{t('identity:twoFactor.text')}</p>
          <div>
            <LinkButton href={href(paths.profileSecondFactor)} icon="shield-check">
              {t(on ? 'identity:twoFactor.manage' : 'identity:twoFactor.begin')}
            </LinkButton>
          </div>
        </Stack>
      </CardPart>
    </Card>
  )
}
