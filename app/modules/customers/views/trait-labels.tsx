import { href, paths } from '../../../paths.ts'
import { emptyForm, type FormState } from '../../../web/forms.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form, FormRow } from '../../../web/ui/form.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView } from '../../../web/view.ts'
import { wordOf } from '../../../web/was.ts'
import type { TraitSubject } from '../tables.ts'
import type { KnownTrait } from '../traits/queries.ts'

interface TraitLabelsProps {
  readonly lists: Readonly<Record<TraitSubject, readonly KnownTrait[]>>
  /** What was typed for one of them and cannot be accepted. */
  readonly refused: { readonly subject: TraitSubject; readonly key: string; readonly form: FormState } | undefined
}

/** What traits are called where people see them; applications know them by their keys. */
export function TraitLabelsPage({ lists, refused }: TraitLabelsProps) {
  const { t } = useView()
  const subjects = ['account', 'contact'] as const
  return (
    <StaffLayout title={t('customers:labels.title')} width="narrow">
      <PageHead
        title={t('customers:labels.title')}
        breadcrumb={[{ text: t('customers:list.title'), href: href(paths.accounts) }]}
        lead={t('customers:labels.lead')}
      />
      <Stack>
        {subjects.map(subject => (
          <Card title={t(`customers:labels.of.${subject}`)}>
            {lists[subject].map((trait, i) => (
              <LabelForm
                subject={subject}
                trait={trait}
                id={`label-${subject}-${i}`}
                form={refused?.subject === subject && refused.key === trait.key ? refused.form : emptyForm}
              />
            ))}
            {lists[subject].length === 0 ? (
              <EmptyState icon="tags" title={t('customers:traits.none')}>
                {t('customers:labels.none')}
              </EmptyState>
            ) : null}
          </Card>
        ))}
      </Stack>
    </StaffLayout>
  )
}

interface LabelFormProps {
  readonly subject: TraitSubject
  readonly trait: KnownTrait
  readonly id: string
  readonly form: FormState
}

function LabelForm({ subject, trait, id, form }: LabelFormProps) {
  const { t } = useView()
  return (
    <CardPart>
      <Form action={href(paths.traits)} form={form} wide>
        <input type="hidden" name="subject" value={subject} />
        <input type="hidden" name="key" value={trait.key} />
        <input type="hidden" name="was" value={wordOf(trait.label)} />
        <FormRow>
          <Field
            name="label"
            id={id}
            label={`${trait.key} · ${t(`customers:traits.types.${trait.type}`)}`}
            value={trait.label ?? ''}
            placeholder={trait.key}
            maxlength={100}
          />
          <Button>{t('customers:form.save')}</Button>
        </FormRow>
      </Form>
    </CardPart>
  )
}
