import type { Format } from '../../../web/format.ts'
import type { Words } from '../../../web/i18n.ts'
import { Checkbox, Choices, Select } from '../../../web/ui/choice.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { useView } from '../../../web/view.ts'
import { holdsPerson } from '../conditions/people.ts'
import { type Asked, inputOf } from '../conditions/question.ts'
import type { DraftRow } from '../editor/draft.ts'
import { isMoney } from '../editor/numbers.ts'
import type { Subject, ValueSubject } from '../editor/subjects.ts'
import { useNaming } from './naming.ts'

interface InputsProps<S> {
  readonly row: DraftRow
  readonly subject: S
  readonly error: string | undefined
}

/** Over which days a measure is taken, and of which event. */
export function PeriodInputs({ row, subject: { measure }, error }: InputsProps<Extract<Subject, { kind: 'measure' }>>) {
  const { t } = useView()
  const named = useNaming()
  return (
    <>
      {measure.on ? (
        <Field
          name={named(`window.${row.id}`)}
          label={t('segments:form.window')}
          value={row.window}
          inputmode="numeric"
          placeholder={t('segments:form.windowAll')}
          unit={t('segments:form.daysUnit')}
          error={error}
          short
        />
      ) : null}
      {measure.of ? (
        <Field
          name={named(`of.${row.id}`)}
          label={t('segments:form.of')}
          value={row.of}
          maxlength={500}
          placeholder={t('segments:form.ofAll')}
          optional
        />
      ) : null}
    </>
  )
}

/** Whether a measure is looked at as a change. */
export function CompareInput({ row }: { readonly row: DraftRow }) {
  const { t } = useView()
  const named = useNaming()
  return (
    <Checkbox
      id={named(`compare-${row.id}`)}
      name={named(`compare.${row.id}`)}
      value="previous"
      label={t('segments:form.compare')}
      checked={row.compare}
    />
  )
}

type ValueInputsProps = InputsProps<ValueSubject> & {
  readonly choices: {
    readonly money: string
    readonly currencies: readonly string[]
    readonly people: ReadonlyMap<string, string>
  }
}

/** The inputs that a question takes. */
export function ValueInputs({ row, subject, choices, error }: ValueInputsProps) {
  const view = useView()
  const named = useNaming()
  const { t } = view
  const currencies = isMoney(subject)
    ? [...new Set([...choices.currencies, ...(row.currency ? [row.currency] : [])])]
    : []
  const unit = currencies.length > 1 ? undefined : unitOf(view, subject, row, choices.money)
  const number = { inputmode: 'decimal', error, short: true, ...(unit && { unit }) } as const
  switch (inputOf(row.asks as Asked)) {
    case 'text':
      return subject.kind === 'field' && holdsPerson(subject.field) ? (
        <Select
          name={named(`text.${row.id}`)}
          label={t('segments:form.person')}
          value={row.text}
          options={[...choices.people].map(([id, name]) => ({ value: id, text: name }))}
          empty={t('segments:form.personEmpty')}
          error={error}
        />
      ) : (
        <Field
          name={named(`text.${row.id}`)}
          label={t('segments:form.text')}
          value={row.text}
          maxlength={500}
          error={error}
        />
      )
    case 'number':
      return (
        <>
          <Field name={named(`number.${row.id}`)} label={t('segments:form.number')} value={row.number} {...number} />
          <CurrencyInput row={row} currencies={currencies} />
        </>
      )
    case 'two_numbers':
      return (
        <>
          <Field name={named(`number.${row.id}`)} label={t('segments:form.from')} value={row.number} {...number} />
          <Field
            name={named(`to.${row.id}`)}
            label={t('segments:form.to')}
            value={row.to}
            {...number}
            error={undefined}
          />
          <CurrencyInput row={row} currencies={currencies} />
        </>
      )
    case 'day':
      return (
        <Field name={named(`day.${row.id}`)} type="date" label={t('segments:form.day')} value={row.day} error={error} />
      )
    case 'days':
      return (
        <Field
          name={named(`days.${row.id}`)}
          label={t('segments:form.days')}
          value={row.days}
          {...number}
          unit={t('segments:form.daysUnit')}
        />
      )
    case 'choices':
      return <ChoiceInputs row={row} subject={subject} error={error} />
    default:
      return null
  }
}

/** Which currency the typed amounts are in, where accounts pay in several. */
function CurrencyInput({ row, currencies }: { readonly row: DraftRow; readonly currencies: readonly string[] }) {
  const { t } = useView()
  const named = useNaming()
  if (currencies.length < 2) return null
  return (
    <Select
      name={named(`currency.${row.id}`)}
      label={t('segments:form.currency')}
      value={row.currency || currencies[0]}
      options={currencies.map(code => ({ value: code, text: code }))}
    />
  )
}

function ChoiceInputs({ row, subject, error }: InputsProps<Subject>) {
  const { t } = useView()
  const named = useNaming()
  const offered = subject.kind === 'field' ? subject.field.choices : undefined
  if (!offered) {
    return <Field name={named(`text.${row.id}`)} label={t('segments:form.texts')} value={row.text} error={error} />
  }
  return (
    <Choices legend={t('segments:form.choices')} across {...(error && { error })}>
      {offered.map(({ value, label }) => (
        <Checkbox
          id={named(`choice-${row.id}-${value}`)}
          name={named(`choices.${row.id}[]`)}
          value={value}
          label={t(label)}
          checked={row.choices.includes(value)}
        />
      ))}
    </Choices>
  )
}

/** What stands behind the number: 日, %, 円. */
function unitOf(
  { t }: { readonly t: Words; readonly format: Format },
  subject: Subject,
  row: DraftRow,
  money: string,
): string | undefined {
  if (subject.kind === 'field') return subject.field.type === 'money' ? money : undefined
  if (subject.kind !== 'measure') return undefined
  const { unit } = subject.measure
  if (row.compare || unit === 'percent') return '%'
  if (unit === 'money') return money
  if (unit === 'number') return undefined
  return t(`segments:unit.${unit}`, { count: 2, n: '' }).trim()
}
