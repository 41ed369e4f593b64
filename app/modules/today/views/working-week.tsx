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
import { mostMinutes } from '../minutes.ts'

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

interface WorkingWeekPageProps {
  /** Monday … Sunday. */
  readonly minutes: readonly number[]
  readonly form: FormState
}

/** How much time a person has for this on each day of the week. */
export function WorkingWeekPage({ minutes, form }: WorkingWeekPageProps) {
  const { t } = useView()
  const title = t('today:week.title')
  return (
    <StaffLayout title={title} width="narrow">
      <PageHead
        title={title}
        breadcrumb={[{ text: t('today:page.nav'), href: href(paths.today) }]}
        lead={t('today:week.lead')}
      />
      <Card padded label={title}>
        <Form action={href(paths.todayWorkingWeek)} form={form} guards>
          <input type="hidden" name="was" value={wordOf(minutes)} />
          {weekdays.map((day, index) => (
            <Field
              name={day}
              type="number"
              inputmode="numeric"
              label={t(`today:week.${day}`)}
              value={minutes[index]}
              min={0}
              max={mostMinutes}
              unit={t('web:ui.answers.minutesUnit')}
              short
            />
          ))}
          <FormActions>
            <Button look="primary">{t('today:week.save')}</Button>
          </FormActions>
        </Form>
      </Card>
    </StaffLayout>
  )
}
