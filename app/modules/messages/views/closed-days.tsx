import type { FormState } from '../../../web/forms.ts'
import type { Words } from '../../../web/i18n.ts'
import { Select } from '../../../web/ui/choice.tsx'
import { TextArea } from '../../../web/ui/field.tsx'
import { FormPart } from '../../../web/ui/form.tsx'
import { useView } from '../../../web/view.ts'
import { noHolidays, readClosedDays } from '../posting/closed-days.ts'
import type { Holiday } from '../posting/holidays.ts'
import type { MessageSettings } from '../posting/settings.ts'

/** What the form offers of public holidays. */
export interface HolidayChoices {
  /** ISO 3166-1 */
  readonly countries: readonly string[]
  /** The next ones of the country that is chosen now. */
  readonly next: readonly Holiday[]
}

interface ClosedPartProps {
  readonly settings: MessageSettings
  readonly holidays: HolidayChoices
  readonly form: FormState
}

/** Days without business besides those of the week: public holidays of a country, and the company's own. */
export function ClosedPart({ settings, holidays, form }: ClosedPartProps) {
  const { t, format, locale } = useView()
  const next = holidays.next.map(({ day, name }) => t('messages:closed.one', { day: format.dayMonth(day), name }))
  const wrong = form.errors.closedDays ? wrongLine(t, String(form.values.closedDays ?? '')) : undefined
  return (
    <FormPart legend={t('messages:closed.title')}>
      <Select
        name="holidays"
        label={t('messages:closed.holidays')}
        hint={next.length > 0 ? t('messages:closed.next', { days: format.list(next) }) : t('messages:closed.hint')}
        value={settings.holidays}
        options={[
          { value: noHolidays, text: t('messages:closed.none') },
          ...countryOptions(['JP'], locale),
          {
            group: t('messages:closed.others'),
            options: countryOptions(
              holidays.countries.filter(country => country !== 'JP'),
              locale,
            ),
          },
        ]}
      />
      <TextArea
        name="closedDays"
        label={t('messages:closed.own')}
        hint={t('messages:closed.ownHint')}
        value={settings.closedDays.join('\n')}
        placeholder={'2026-12-29\n2026-12-30'}
        rows={4}
        optional
        {...(wrong && { error: wrong })}
      />
    </FormPart>
  )
}

function countryOptions(countries: readonly string[], locale: string) {
  const names = new Intl.DisplayNames(locale, { type: 'region' })
  const { compare } = new Intl.Collator(locale)
  return countries.map(value => ({ value, text: names.of(value) ?? value })).sort((a, b) => compare(a.text, b.text))
}

function wrongLine(t: Words, typed: string): string | undefined {
  const read = readClosedDays(typed)
  if ('line' in read) return t('messages:closed.wrongLine', { line: read.line, text: read.text })
  return 'most' in read ? t('messages:closed.tooMany', { most: read.most }) : undefined
}
