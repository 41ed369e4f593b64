import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { PlainLayout } from '../../../web/layout.tsx'
import { Button } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form } from '../../../web/ui/form.tsx'
import { useView } from '../../../web/view.ts'

interface SecondFactorPageProps {
  readonly form: FormState
  readonly back: string | undefined
}

/** The second step of signing in: a code. */
export function SecondFactorPage({ form, back }: SecondFactorPageProps) {
  const { t } = useView()
  return (
    <PlainLayout
      title={t('identity:secondFactor.title')}
      lead={t('identity:secondFactor.lead')}
      foot={<a href={href(paths.signIn, {}, { back })}>{t('identity:secondFactor.back')}</a>}
    >
      <Card padded label={t('identity:secondFactor.title')}>
        <Form action={href(paths.secondFactor)} form={form}>
          {back ? <input type="hidden" name="back" value={back} /> : null}
          <Field
            name="code"
            label={t('identity:secondFactor.code')}
            hint={t('identity:secondFactor.codeHint')}
            autocomplete="one-time-code"
            autofocus
            required
          />
          <Button look="primary" block>
            {t('identity:secondFactor.submit')}
          </Button>
        </Form>
      </Card>
    </PlainLayout>
  )
}
