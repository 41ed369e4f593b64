import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { PlainLayout } from '../../../web/layout.tsx'
import { Button } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { Form } from '../../../web/ui/form.tsx'
import { useView } from '../../../web/view.ts'
import { localeOptions } from '../choices.ts'
import type { Company } from '../company.ts'
import type { Invitation } from '../invitations.ts'
import { TimeZoneSelect } from './company-fields.tsx'
import { NewPasswordField } from './password-field.tsx'
import { NameField } from './person-fields.tsx'

interface JoinPageProps {
  readonly invitation: Invitation
  readonly token: string
  readonly company: Company
  readonly form: FormState
}

/** Where an invitation's link leads: name, password, language, time zone. Who comes back chooses only a password. */
export function JoinPage({ invitation, token, company, form }: JoinPageProps) {
  const { t, locale } = useView()
  const { email } = invitation
  const back = invitation.staffId !== undefined
  const title = back ? t('identity:join.renewTitle') : t('identity:join.title', { company: company.name })
  return (
    <PlainLayout title={title} lead={t(back ? 'identity:join.renewLead' : 'identity:join.lead', { email })}>
      <Card padded label={title}>
        <Form action={href(paths.joining, { token })} form={form}>
          {/* For password managers: whose password this is. */}
          <input type="hidden" name="username" value={email} autocomplete="username" />
          {back ? null : <NameField autofocus />}
          <NewPasswordField />
          {back ? null : (
            <>
              <Select name="locale" label={t('identity:fields.locale')} value={locale} options={localeOptions} />
              <TimeZoneSelect value={company.timeZone} />
            </>
          )}
          <Button look="primary" block>
            {t(back ? 'identity:join.renewSubmit' : 'identity:join.submit')}
          </Button>
        </Form>
      </Card>
    </PlainLayout>
  )
}
