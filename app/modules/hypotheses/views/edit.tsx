import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { Field, TextArea } from '../../../web/ui/field.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView } from '../../../web/view.ts'
import type { Hypothesis } from '../queries.ts'

interface NewHypothesisPageProps {
  /** Segments of accounts by id. */
  readonly segments: ReadonlyMap<number, string>
  readonly form: FormState
}

/** A new hypothesis. */
export function NewHypothesisPage({ segments, form }: NewHypothesisPageProps) {
  const { t } = useView()
  const title = t('hypotheses:form.newTitle')
  return (
    <StaffLayout title={title} width="narrow">
      <PageHead title={title} breadcrumb={[{ text: t('hypotheses:list.title'), href: href(paths.hypotheses) }]} />
      <Card padded label={title}>
        <Form action={href(paths.hypotheses)} form={form} guards>
          <HypothesisFields segments={segments} />
          <FormActions back={href(paths.hypotheses)}>
            <Button look="primary">{t('hypotheses:form.make')}</Button>
          </FormActions>
        </Form>
      </Card>
    </StaffLayout>
  )
}

interface EditHypothesisPageProps extends NewHypothesisPageProps {
  readonly hypothesis: Hypothesis
}

/** A hypothesis in other words. */
export function EditHypothesisPage({ hypothesis, segments, form }: EditHypothesisPageProps) {
  const { t } = useView()
  const title = t('hypotheses:form.editTitle')
  const back = href(paths.hypothesis, { id: hypothesis.id })
  return (
    <StaffLayout title={title} width="narrow">
      <PageHead
        title={title}
        breadcrumb={[
          { text: t('hypotheses:list.title'), href: href(paths.hypotheses) },
          { text: hypothesis.statement, href: back },
        ]}
      />
      <Card padded label={title}>
        <Form action={back} form={form} guards>
          {/* What the page showed, so that a change by somebody else meanwhile is noticed. */}
          <input type="hidden" name="version" value={hypothesis.version} />
          <HypothesisFields hypothesis={hypothesis} segments={segments} />
          <FormActions back={back}>
            <Button look="primary">{t('hypotheses:form.save')}</Button>
          </FormActions>
        </Form>
      </Card>
    </StaffLayout>
  )
}

interface FieldsProps {
  readonly hypothesis?: Hypothesis
  readonly segments: ReadonlyMap<number, string>
}

function HypothesisFields({ hypothesis, segments }: FieldsProps) {
  const { t } = useView()
  return (
    <>
      <TextArea
        name="statement"
        label={t('hypotheses:form.statement')}
        hint={t('hypotheses:form.statementHint')}
        value={hypothesis?.statement}
        maxlength={300}
        rows={2}
        required
      />
      <TextArea
        name="reason"
        label={t('hypotheses:form.reason')}
        value={hypothesis?.reason ?? undefined}
        maxlength={4000}
        rows={4}
        optional
      />
      {segments.size > 0 ? (
        <Select
          name="segmentId"
          label={t('hypotheses:form.segment')}
          value={hypothesis?.segmentId ? String(hypothesis.segmentId) : undefined}
          empty={t('hypotheses:form.noneChosen')}
          options={[...segments].map(([id, name]) => ({ value: String(id), text: name }))}
          optional
        />
      ) : null}
      <Field
        name="about"
        label={t('hypotheses:form.about')}
        hint={t('hypotheses:form.aboutHint')}
        value={hypothesis?.about ?? undefined}
        maxlength={300}
        optional
      />
    </>
  )
}
