import { Select } from '../../../web/ui/choice.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { useView } from '../../../web/view.ts'
import { currencyOptions, localeOptions, timeZoneOptions } from '../choices.ts'
import type { CompanyInput } from '../company.ts'

interface CompanyFieldsProps {
  readonly company: Partial<CompanyInput>
  readonly localeHint?: string
}

/** What is to be known of the company: name, language, time zone, currency. */
export function CompanyFields({ company, localeHint }: CompanyFieldsProps) {
  const { t, locale } = useView()
  const words = { usual: t('identity:fields.currencyUsual'), all: t('identity:fields.currencyAll') }
  return (
    <>
      <Field
        name="company"
        label={t('identity:fields.company')}
        value={company.name}
        autocomplete="organization"
        maxlength={200}
        required
      />
      <Select
        name="locale"
        label={t('identity:fields.locale')}
        hint={localeHint}
        value={company.locale}
        options={localeOptions}
      />
      <TimeZoneSelect value={company.timeZone} />
      <Select
        name="currency"
        label={t('identity:fields.currency')}
        value={company.currency}
        options={currencyOptions(locale, words)}
      />
    </>
  )
}

export function TimeZoneSelect({ value }: { readonly value: string | undefined }) {
  const { t } = useView()
  return (
    <Select
      name="timeZone"
      label={t('identity:fields.timeZone')}
      hint={t('identity:fields.timeZoneHint')}
      value={value}
      options={timeZoneOptions()}
    />
  )
}
