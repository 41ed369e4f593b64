import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { PlainLayout } from '../../../web/layout.tsx'
import { Button } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form, FormPart } from '../../../web/ui/form.tsx'
import { useView } from '../../../web/view.ts'
import type { CompanyInput } from '../company.ts'
import { CompanyFields } from './company-fields.tsx'
import { NewPasswordField } from './password-field.tsx'
import { NameField } from './person-fields.tsx'

interface FirstRunPageProps {
  readonly form: FormState
  readonly suggested: Partial<CompanyInput>
}

/** The owner and the company, while there is none. */
export function FirstRunPage({ form, suggested }: FirstRunPageProps) {
  const { t } = useView()
  return (
    <PlainLayout title={t('identity:firstRun.title')} lead={t('identity:firstRun.lead')} wide>
      <Card padded label={t('identity:firstRun.title')}>
        <Form action={href(paths.firstRun)} form={form}>
          <FormPart legend={t('identity:firstRun.you')}>
            <NameField autofocus />
            <Field
              name="email"
              type="email"
              label={t('identity:fields.email')}
              autocomplete="username"
              maxlength={254}
              required
            />
            <NewPasswordField />
          </FormPart>
          <FormPart legend={t('identity:firstRun.yourCompany')}>
            <CompanyFields company={suggested} />
          </FormPart>
          <Button look="primary" block>
            {t('identity:firstRun.submit')}
          </Button>
        </Form>
      </Card>
    </PlainLayout>
  )
}
