import { RadioGroup } from '../../../web/ui/choice.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { FormRow } from '../../../web/ui/form.tsx'
import { useView } from '../../../web/view.ts'
import type { Plan } from '../experiments/plan.ts'

/** What is asked of an outcome: which way is better, from when on it matters, and how the accounts were shared out. */
export function QuestionFields({ plan }: { readonly plan: Plan }) {
  const { t } = useView()
  return (
    <>
      <RadioGroup
        name="better"
        legend={t('effects:choose.better')}
        value={plan.better}
        across
        options={(['more', 'less'] as const).map(value => ({ value, text: t(`effects:choose.${value}`) }))}
      />
      <FormRow>
        <Field
          name="smallest"
          label={t('effects:choose.smallest')}
          hint={t(`effects:choose.smallestHint.${plan.kind}`)}
          value={rounded(plan.smallest * 100)}
          unit={t(`effects:choose.smallestUnit.${plan.kind}`)}
          inputmode="decimal"
          short
        />
        <Field
          name="controlShare"
          label={t('effects:choose.controlShare')}
          hint={t('effects:choose.controlShareHint')}
          value={rounded(plan.controlShare * 100)}
          unit="%"
          inputmode="decimal"
          short
        />
      </FormRow>
    </>
  )
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
