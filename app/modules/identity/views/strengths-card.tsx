import type { FormState } from '../../../web/forms.ts'
import { Button } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Checkbox, Choices } from '../../../web/ui/choice.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { useView } from '../../../web/view.ts'
import { wordOf } from '../../../web/was.ts'

interface StrengthsCardProps {
  readonly action: string
  readonly strengths: readonly string[]
  /** Tags of everybody here. */
  readonly known: readonly string[]
  readonly form: FormState
}

/** What a person is good at: tags that others have to choose from, and new ones to write. */
export function StrengthsCard({ action, strengths, known, form }: StrengthsCardProps) {
  const { t } = useView()
  const tags = [...strengths, ...known.filter(tag => !strengths.includes(tag))]
  return (
    <Card title={t('identity:strengths.title')} padded>
      <Form action={action} form={form} guards>
        <p class="muted">{t('identity:strengths.text')}</p>
        <input type="hidden" name="was" value={wordOf(strengths)} />
        {tags.length > 0 ? (
          <Choices legend={t('identity:strengths.choose')} across>
            {tags.map((tag, index) => (
              <Checkbox
                name="strengths"
                id={`strength-${index}`}
                value={tag}
                label={tag}
                checked={strengths.includes(tag)}
              />
            ))}
          </Choices>
        ) : null}
        <Field
          name="more"
          id="strengths-more"
          label={t(tags.length > 0 ? 'identity:strengths.more' : 'identity:strengths.first')}
          hint={t('identity:strengths.hint')}
          maxlength={400}
          optional
        />
        <FormActions>
          <Button>{t('identity:strengths.save')}</Button>
        </FormActions>
      </Form>
    </Card>
  )
}
