import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Checkbox, Choices, Select } from '../../../web/ui/choice.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form, FormActions, FormPart, FormRow } from '../../../web/ui/form.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView } from '../../../web/view.ts'
import { wordOf } from '../../../web/was.ts'
import { shownOf } from '../outbox/settings.ts'
import type { MessageSettings } from '../posting/settings.ts'
import type { MailServer, ServerState } from '../servers/state.ts'
import { ClosedPart, type HolidayChoices } from './closed-days.tsx'
import { ServersCard } from './servers.tsx'
import { MessageTabs } from './tabs.tsx'

interface SettingsPageProps {
  readonly settings: MessageSettings
  readonly holidays: HolidayChoices
  readonly servers: Readonly<Record<MailServer, ServerState>>
  readonly form: FormState
}

/** How often, when and how fast messages reach contacts. */
export function SettingsPage({ settings, holidays, servers, form }: SettingsPageProps) {
  const { t } = useView()
  return (
    <StaffLayout title={t('messages:settings.title')} width="narrow">
      <PageHead title={t('messages:settings.title')} lead={t('messages:settings.lead')} />
      <MessageTabs current="settings" />
      <Stack gap="loose">
        <Card padded label={t('messages:settings.title')}>
          <Form action={href(paths.messageSettings)} form={form} guards>
            <input type="hidden" name="was" value={wordOf(shownOf(settings))} />
            <OftenPart settings={settings} />
            <HoursPart settings={settings} form={form} />
            <ClosedPart settings={settings} holidays={holidays} form={form} />
            <FormPart legend={t('messages:settings.fast')}>
              <Field
                name="perMinute"
                label={t('messages:settings.perMinute')}
                hint={t('messages:settings.perMinuteHint')}
                value={settings.perMinute}
                inputmode="numeric"
                unit={t('messages:settings.mails')}
                short
                required
              />
            </FormPart>
            <FormActions>
              <Button look="primary">{t('messages:settings.save')}</Button>
            </FormActions>
          </Form>
        </Card>
        <ServersCard servers={servers} />
      </Stack>
    </StaffLayout>
  )
}

function OftenPart({ settings }: Pick<SettingsPageProps, 'settings'>) {
  const { t } = useView()
  const unit = t('messages:settings.messages')
  return (
    <FormPart legend={t('messages:settings.often')}>
      <FormRow>
        <Field
          name="perDay"
          label={t('messages:settings.perDay')}
          value={settings.perDay}
          inputmode="numeric"
          unit={unit}
          short
          required
        />
        <Field
          name="perWeek"
          label={t('messages:settings.perWeek')}
          value={settings.perWeek}
          inputmode="numeric"
          unit={unit}
          short
          required
        />
      </FormRow>
      <p class="field-hint">{t('messages:settings.oftenHint')}</p>
    </FormPart>
  )
}

const halfHours = Array.from({ length: 49 }, (_, index) => index * 30)

function HoursPart({ settings, form }: Pick<SettingsPageProps, 'settings' | 'form'>) {
  const { t } = useView()
  const times = (values: readonly number[]) => values.map(value => ({ value: String(value), text: clock(value) }))
  const days = form.values['businessDays[]']
  const chosen = Object.keys(form.values).length > 0 ? [days ?? []].flat().map(Number) : settings.businessDays
  return (
    <FormPart legend={t('messages:settings.hours')}>
      <FormRow>
        <Select
          name="opensAt"
          label={t('messages:settings.opensAt')}
          value={settings.opensAt}
          options={times(halfHours.slice(0, -1))}
        />
        <Select
          name="closesAt"
          label={t('messages:settings.closesAt')}
          value={settings.closesAt}
          options={times(halfHours.slice(1))}
        />
      </FormRow>
      <Choices
        legend={t('messages:settings.days')}
        hint={t('messages:settings.hoursHint')}
        across
        {...(form.errors['businessDays[]'] ? { error: t(form.errors['businessDays[]']) } : {})}
      >
        {([1, 2, 3, 4, 5, 6, 7] as const).map(day => (
          <Checkbox
            id={`day-${day}`}
            name="businessDays[]"
            value={String(day)}
            label={t(`messages:settings.weekdays.${day}`)}
            checked={chosen.includes(day)}
          />
        ))}
      </Choices>
    </FormPart>
  )
}

function clock(minute: number): string {
  return `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`
}
