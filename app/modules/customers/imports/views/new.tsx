import { href, paths } from '../../../../paths.ts'
import type { FormState } from '../../../../web/forms.ts'
import { StaffLayout } from '../../../../web/layout.tsx'
import { Button } from '../../../../web/ui/button.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { RadioGroup } from '../../../../web/ui/choice.tsx'
import { Field } from '../../../../web/ui/field.tsx'
import { Form, FormActions } from '../../../../web/ui/form.tsx'
import { PageHead } from '../../../../web/ui/page-head.tsx'
import { useView } from '../../../../web/view.ts'
import { type Subject, subjects } from '../mapping/plan.ts'

/** The largest file, as it is said to people. */
export const largestMegabytes = 200

interface NewImportPageProps {
  readonly form: FormState
  readonly subject: Subject
}

/** Choosing a file. */
export function NewImportPage({ form, subject }: NewImportPageProps) {
  const { t } = useView()
  const size = largestMegabytes
  const options = subjects.map(value => ({
    value,
    text: t(`imports:subject.${value}`),
    hint: t(`imports:upload.${value}Hint`),
  }))
  return (
    <StaffLayout title={t('imports:title.new')} width="narrow">
      <PageHead
        title={t('imports:title.new')}
        breadcrumb={[
          { text: t('imports:navigation.accounts'), href: href(paths.accounts) },
          { text: t('imports:navigation.imports'), href: href(paths.imports) },
        ]}
        lead={t('imports:upload.lead')}
      />
      <Card padded label={t('imports:title.new')}>
        <Form action={href(paths.imports)} form={withSize(form)} files>
          <RadioGroup name="subject" legend={t('imports:upload.subject')} value={subject} options={options} />
          <Field
            name="file"
            type="file"
            label={t('imports:upload.file')}
            hint={t('imports:upload.fileHint', { size })}
            error={form.errors.file && t(form.errors.file, { size })}
            accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
            required
          />
          <p class="muted small">{t('imports:upload.again')}</p>
          <FormActions>
            <Button look="primary" busy={t('imports:upload.sending')}>
              {t('imports:upload.send')}
            </Button>
          </FormActions>
        </Form>
      </Card>
      <Samples />
    </StaffLayout>
  )
}

function Samples() {
  const { t } = useView()
  const sample = (subject: Subject) => href(paths.importSample, { name: `${subject}.csv` })
  return (
    <Card padded title={t('imports:upload.sample')}>
      <p class="muted">{t('imports:upload.sampleLead')}</p>
      <ul>
        <li>
          <a class="link" href={sample('accounts')} data-turbo="false">
            {t('imports:upload.sampleAccounts')}
          </a>
        </li>
        <li>
          <a class="link" href={sample('contacts')} data-turbo="false">
            {t('imports:upload.sampleContacts')}
          </a>
        </li>
      </ul>
    </Card>
  )
}

/** A file cannot be kept in a form that is shown again; the rest can. */
function withSize(form: NewImportPageProps['form']): NewImportPageProps['form'] {
  const { subject } = form.values
  return { values: subject === undefined ? {} : { subject }, errors: form.errors }
}
