import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { Button } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { RadioGroup, Select } from '../../../web/ui/choice.tsx'
import { Form, FormActions, FormAlert } from '../../../web/ui/form.tsx'
import { useView } from '../../../web/view.ts'
import { armValue } from '../experiments/form.ts'
import type { FileColumn, Plan } from '../experiments/plan.ts'
import { QuestionFields } from './question-fields.tsx'

interface ChooseProps {
  readonly id: number
  readonly columns: readonly FileColumn[]
  readonly plan: Plan
  readonly form: FormState
  /** Every row was left out the last time. */
  readonly nothing: boolean
}

/** Columns that tell more when they are there, and which of the file may be them. */
const optionalColumns: readonly { name: 'before' | 'day' | 'unit'; fits: (column: FileColumn) => boolean }[] = [
  { name: 'before', fits: column => column.number },
  { name: 'day', fits: column => column.day },
  { name: 'unit', fits: () => true },
]

/** Which column is what: guessed, and chosen by the person. */
export function ChooseCard({ id, columns, plan, form, nothing }: ChooseProps) {
  const { t } = useView()
  const all = columns.map((column, index) => ({ ...column, value: String(index), text: nameOf(column, index) }))
  const arms = all.flatMap(column =>
    column.arms
      ? [
          {
            group: column.text,
            options: column.arms.map(value => ({ value: armValue(Number(column.value), value), text: value })),
          },
        ]
      : [],
  )
  return (
    <Card padded title={t('effects:choose.title')}>
      <p class="muted">{t('effects:choose.lead')}</p>
      {form.errors.form ? <FormAlert>{t(form.errors.form)}</FormAlert> : null}
      {nothing ? <FormAlert>{t('effects:choose.nothing')}</FormAlert> : null}
      <Form action={href(paths.experimentPlan, { id })} form={form}>
        <Select
          name="control"
          label={t('effects:choose.control')}
          hint={t('effects:choose.controlHint')}
          value={armValue(plan.arm, plan.control)}
          options={arms}
        />
        <Select
          name="outcome"
          label={t('effects:choose.outcome')}
          hint={t('effects:choose.outcomeHint')}
          value={plan.outcome}
          options={all.filter(one => one.number || one.flag)}
        />
        <RadioGroup
          name="kind"
          legend={t('effects:choose.kind')}
          value={plan.kind}
          options={(['share', 'number'] as const).map(value => ({
            value,
            text: t(`effects:choose.kinds.${value}`),
            hint: t(`effects:choose.kindHints.${value}`),
          }))}
        />
        {optionalColumns.map(({ name, fits }) => (
          <Select
            name={name}
            label={t(`effects:choose.${name}`)}
            hint={t(`effects:choose.${name}Hint`)}
            value={plan[name] ?? ''}
            empty={t('effects:choose.without')}
            options={all.filter(fits)}
            optional
          />
        ))}
        <QuestionFields plan={plan} />
        <FormActions>
          <Button look="primary">{t('effects:choose.send')}</Button>
        </FormActions>
      </Form>
    </Card>
  )
}

/** A column by its heading, with what stands in it. */
function nameOf({ heading, examples }: FileColumn, index: number): string {
  const some = examples.slice(0, 2).join(', ').slice(0, 40)
  return `${heading || `#${index + 1}`}${some ? ` (${some} …)` : ''}`
}
