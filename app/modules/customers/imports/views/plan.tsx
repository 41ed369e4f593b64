import { href, paths } from '../../../../paths.ts'
import type { FormState } from '../../../../web/forms.ts'
import { Button, PostButton } from '../../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../../web/ui/card.tsx'
import { Select } from '../../../../web/ui/choice.tsx'
import { Form, FormActions, FormAlert, FormPart, FormRow } from '../../../../web/ui/form.tsx'
import { useView } from '../../../../web/view.ts'
import { wordOf } from '../../../../web/was.ts'
import type { Plan } from '../mapping/plan.ts'
import type { FileProfile } from '../mapping/profile.ts'
import type { Preview } from '../preview.ts'
import type { ImportRow } from '../queries.ts'
import type { Reading } from '../reading/rows.ts'
import { units } from '../values/money.ts'
import { decimals } from '../values/number.ts'
import { ColumnTable } from './columns.tsx'
import { Counts, formId } from './counts.tsx'
import { PreviewCard } from './preview.tsx'
import type { ListedProblem } from './problems.tsx'
import { ReadingForm } from './reading.tsx'

export interface Found {
  readonly profile: FileProfile
  readonly plan: Plan
  readonly reading: Reading
  readonly preview: Preview
}

interface PlanViewProps {
  readonly row: ImportRow
  readonly found: Found
  readonly problems: readonly ListedProblem[]
  readonly form: FormState
}

/** What will happen, with the mapping to change it and the button that makes it so. */
export function PlanView({ row, found, problems, form }: PlanViewProps) {
  const { t } = useView()
  const { id, subject } = row
  const { profile, plan, reading, preview } = found
  return (
    <>
      {form.errors.form ? <FormAlert>{t(form.errors.form)}</FormAlert> : null}
      <Counts row={row} problems={problems} />
      <PreviewCard subject={subject} preview={preview} />
      <Form id={formId} action={href(paths.importRun, { id })} form={{ values: form.values, errors: {} }} wide>
        <input type="hidden" name="was" value={wordOf(row.version)} />
        <Card title={t('imports:plan.title')} note={t('imports:plan.lead')}>
          <CardPart flush>
            <ColumnTable subject={subject} profile={profile} plan={plan} />
          </CardPart>
          <CardPart>
            <Meanings row={row} plan={plan} profile={profile} />
            <FormActions>
              <Button formaction={href(paths.importPlan, { id })}>{t('imports:plan.preview')}</Button>
            </FormActions>
          </CardPart>
        </Card>
      </Form>
      <ReadingForm row={row} reading={reading} />
      <p>
        <PostButton
          action={href(paths.importRemoval, { id })}
          look="quiet"
          icon="trash-2"
          confirm={t('imports:plan.discardConfirm')}
        >
          {t('imports:plan.discard')}
        </PostButton>
      </p>
    </>
  )
}

interface MeaningsProps {
  readonly row: ImportRow
  readonly plan: Plan
  readonly profile: FileProfile
}

/** In which currency and unit amounts are, and which way round dates. */
function Meanings({ row, plan, profile }: MeaningsProps) {
  const { t } = useView()
  const ambiguous = profile.columns.some(column =>
    column.examples.some(text => /^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}/.test(text)),
  )
  // What would be another number, or none, with the other sign.
  const signed = profile.columns.some(column =>
    column.examples.some(text => /^[^\p{L}]*\d[.,]\d[^\p{L}]*$/u.test(text)),
  )
  const { currency, unit, per } = plan.money
  return (
    <>
      {row.subject === 'accounts' ? (
        <FormPart legend={t('imports:plan.money')}>
          <p class="muted small">{t('imports:plan.moneyLead')}</p>
          <FormRow>
            <Select
              name="currency"
              label={t('imports:plan.currency')}
              hint={t('imports:plan.currencyHint')}
              value={currency}
              options={useCurrencies(currency)}
            />
            <Select
              name="unit"
              label={t('imports:plan.unit')}
              value={unit}
              options={units.map(value => ({ value, text: t(`imports:unit.${value}`) }))}
            />
            <Select
              name="per"
              label={t('imports:plan.per')}
              value={per}
              options={(['month', 'year'] as const).map(value => ({ value, text: t(`imports:per.${value}`) }))}
            />
          </FormRow>
        </FormPart>
      ) : null}
      {signed || plan.decimal === 'comma' ? (
        <FormPart legend={t('imports:plan.numbers')}>
          <Select
            name="decimal"
            label={t('imports:plan.decimal')}
            value={plan.decimal}
            options={decimals.map(value => ({ value, text: t(`imports:decimal.${value}`) }))}
          />
        </FormPart>
      ) : null}
      {ambiguous ? (
        <FormPart legend={t('imports:plan.dates')}>
          <Select
            name="dateOrder"
            label={t('imports:plan.dateOrder')}
            value={plan.dateOrder}
            options={(['month', 'day'] as const).map(value => ({ value, text: t(`imports:dateOrder.${value}`) }))}
          />
        </FormPart>
      ) : null}
    </>
  )
}

const usual = ['JPY', 'USD', 'EUR', 'GBP', 'CNY', 'KRW', 'TWD', 'HKD', 'SGD', 'THB', 'VND', 'IDR', 'INR', 'AUD', 'CAD']

function useCurrencies(chosen: string) {
  const { locale } = useView()
  const names = new Intl.DisplayNames(locale, { type: 'currency' })
  const rest = Intl.supportedValuesOf('currency').filter(code => !usual.includes(code))
  const first = usual.includes(chosen) ? usual : [chosen, ...usual]
  const options = (codes: readonly string[]) =>
    codes.map(value => ({ value, text: `${value} ${names.of(value) ?? ''}` }))
  return [...options(first), { group: '…', options: options(rest.filter(code => code !== chosen)) }]
}
