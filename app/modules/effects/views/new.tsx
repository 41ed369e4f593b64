import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Field, TextArea } from '../../../web/ui/field.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView } from '../../../web/view.ts'
import { largestMegabytes } from '../experiments/upload.ts'

/** Choosing a file of a finished experiment, or pasting its rows. */
export function NewExperimentPage({ form }: { readonly form: FormState }) {
  const { t } = useView()
  const size = largestMegabytes
  return (
    <StaffLayout title={t('effects:new.title')} width="narrow">
      <PageHead
        title={t('effects:new.title')}
        breadcrumb={[{ text: t('effects:title'), href: href(paths.effects) }]}
        lead={t('effects:new.lead')}
      />
      <Card padded label={t('effects:new.title')}>
        <Form action={href(paths.experiments)} form={form} files>
          <Field name="name" label={t('effects:new.name')} hint={t('effects:new.nameHint')} maxlength={100} optional />
          <Field
            name="file"
            type="file"
            label={t('effects:new.file')}
            hint={t('effects:new.fileHint', { size })}
            error={form.errors.file && t(form.errors.file, { size })}
            accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
          />
          <TextArea name="rows" label={t('effects:new.rows')} hint={t('effects:new.rowsHint')} rows={6} optional />
          <p class="muted small">{t('effects:new.kept')}</p>
          <FormActions back={href(paths.effects)}>
            <Button look="primary" busy={t('effects:new.sending')}>
              {t('effects:new.send')}
            </Button>
          </FormActions>
        </Form>
      </Card>
      <Card padded title={t('effects:new.sample')}>
        <p class="muted">{t('effects:new.sampleLead')}</p>
        <p>
          <a class="link" href={href(paths.experimentSample)} data-turbo="false">
            {t('effects:new.sampleFile')}
          </a>
        </p>
      </Card>
    </StaffLayout>
  )
}
