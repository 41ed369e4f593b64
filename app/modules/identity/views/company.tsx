import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button, LinkButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView } from '../../../web/view.ts'
import { wordOf } from '../../../web/was.ts'
import { type Company, shownOf } from '../company.ts'
import { CompanyFields } from './company-fields.tsx'

/** What the company is called, speaks, and counts in. */
export function CompanyPage({ company, form }: { readonly company: Company; readonly form: FormState }) {
  const { t } = useView()
  return (
    <StaffLayout title={t('identity:company.title')} width="narrow">
      <PageHead title={t('identity:company.title')} lead={t('identity:company.lead')} />
      <Stack>
        <Card padded label={t('identity:company.title')}>
          <Form action={href(paths.company)} form={form} guards>
            <input type="hidden" name="was" value={wordOf(shownOf(company))} />
            <CompanyFields company={company} localeHint={t('identity:company.localeHint')} />
            <FormActions>
              <Button look="primary">{t('identity:company.save')}</Button>
            </FormActions>
          </Form>
        </Card>
        <SampleCard there={company.sample} />
      </Stack>
    </StaffLayout>
  )
}

/** Where the sample company is looked for: whether it is here, and the way to load or remove it. */
function SampleCard({ there }: { readonly there: boolean }) {
  const { t } = useView()
  return (
    <Card title={t('identity:company.sampleTitle')} padded>
      <Stack>
        <p>{t(there ? 'identity:company.sampleThere' : 'identity:company.sampleNot')}</p>
        <div>
          <LinkButton href={href(paths.sample)} icon="flask-conical">
            {t(there ? 'identity:company.sampleRemove' : 'identity:company.sampleLoad')}
          </LinkButton>
        </div>
      </Stack>
    </Card>
  )
}
