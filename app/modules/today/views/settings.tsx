import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView } from '../../../web/view.ts'
import { wordOf } from '../../../web/was.ts'
import type { EffectPrior } from '../judging/ranking.ts'
import { priorShown } from '../judging/settings.ts'

interface SettingsPageProps {
  readonly prior: EffectPrior
  readonly form: FormState
}

/** What the company believes about the effect of contact, until it is measured. */
export function TodaySettingsPage({ prior, form }: SettingsPageProps) {
  const { t } = useView()
  const title = t('today:settings.title')
  return (
    <StaffLayout title={title} width="narrow">
      <PageHead
        title={title}
        breadcrumb={[{ text: t('today:page.nav'), href: href(paths.today) }]}
        lead={t('today:settings.lead')}
      />
      <Card padded label={title}>
        <Form action={href(paths.todaySettings)} form={form} guards>
          <input type="hidden" name="was" value={wordOf(priorShown(prior))} />
          <Field
            name="effect"
            inputmode="decimal"
            label={t('today:settings.effect')}
            hint={t('today:settings.effectHint')}
            value={Math.round(prior.effect * 1000) / 10}
            unit="%"
            short
            required
          />
          <Field
            name="weight"
            type="number"
            inputmode="numeric"
            label={t('today:settings.weight')}
            hint={t('today:settings.weightHint')}
            value={prior.weight}
            min={1}
            max={100000}
            unit={t('today:settings.weightUnit')}
            short
            required
          />
          <FormActions>
            <Button look="primary">{t('today:settings.save')}</Button>
          </FormActions>
        </Form>
      </Card>
    </StaffLayout>
  )
}
