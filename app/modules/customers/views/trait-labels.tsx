import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { FormRow } from '../../../web/ui/form.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView } from '../../../web/view.ts'
import type { TraitSubject } from '../tables.ts'
import type { KnownTrait } from '../traits/queries.ts'

interface TraitLabelsProps {
  readonly lists: Readonly<Record<TraitSubject, readonly KnownTrait[]>>
}

/** What traits are called where people see them; applications know them by their keys. */
export function TraitLabelsPage({ lists }: TraitLabelsProps) {
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
              <LabelForm subject={subject} trait={trait} id={`label-${subject}-${i}`} />
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
}

function LabelForm({ subject, trait, id }: LabelFormProps) {
  const { t } = useView()
  return (
    <CardPart>
      <form method="post" action={href(paths.traits)}>
        <input type="hidden" name="subject" value={subject} />
        <input type="hidden" name="key" value={trait.key} />
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
      </form>
    </CardPart>
  )
}
