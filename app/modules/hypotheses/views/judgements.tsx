import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { Button } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { TextArea } from '../../../web/ui/field.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import { wordOf } from '../../../web/was.ts'
import type { Hypothesis, Judgement } from '../queries.ts'
import { states } from '../tables.ts'
import { Balance, StateTag } from './parts.tsx'

interface JudgementsProps {
  readonly hypothesis: Hypothesis
  readonly judgements: readonly Judgement[]
  readonly form: FormState
}

/** What people make of it: now, and before. */
export function Judgements({ hypothesis, judgements, form }: JudgementsProps) {
  const { t } = useView()
  const { id, state } = hypothesis
  return (
    <Card title={t('hypotheses:judgement.title')}>
      <CardPart>
        <p class="small">
          <Balance hypothesis={hypothesis} />
        </p>
        <Form action={href(paths.hypothesisJudgement, { id })} form={form}>
          <input type="hidden" name="was" value={wordOf(state)} />
          <Select
            name="state"
            label={t('hypotheses:judgement.state')}
            value={state}
            options={states.map(value => ({ value, text: t(`hypotheses:states.${value}`) }))}
          />
          <TextArea
            name="note"
            id="judgement-note"
            label={t('hypotheses:judgement.note')}
            maxlength={2000}
            rows={2}
            optional
          />
          <FormActions>
            <Button>{t('hypotheses:judgement.save')}</Button>
          </FormActions>
        </Form>
      </CardPart>
      {judgements.map(({ state: said, note, staff, at }) => (
        <CardPart>
          <p class="cluster small muted">
            <StateTag state={said} />
            <span>
              {staff} <Time at={at} as="day" />
            </span>
          </p>
          {note ? <p class="prewrap small">{note}</p> : null}
        </CardPart>
      ))}
    </Card>
  )
}
