import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button, PostButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { Field, TextArea } from '../../../web/ui/field.tsx'
import { Form, FormActions, FormPart, FormRow } from '../../../web/ui/form.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { SampleMark, Tag } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import { wordOf } from '../../../web/was.ts'
import { touchKinds } from '../mix.ts'
import { modelShown, type TouchModel } from '../models.ts'
import { ModelRead } from './model-read.tsx'
import { nameOf } from './words.ts'

export interface ModelPageProps {
  /** undefined for a new one. */
  readonly model: TouchModel | undefined
  readonly form: FormState
  readonly mayEdit: boolean
  /** Segments that no other model is for, by id; and all of them. */
  readonly free: ReadonlyMap<number, string>
  readonly segments: ReadonlyMap<number, string>
  /** There is no model yet: this one may be for everybody. */
  readonly first: boolean
}

/** A touch model, to be read or (by who leads) to be changed; or a new one. */
export function ModelPage(props: ModelPageProps) {
  const { t } = useView()
  const { model, mayEdit, segments } = props
  const title = model?.name ?? t('touch:models.newTitle')
  return (
    <StaffLayout title={title} width="narrow">
      <PageHead
        title={title}
        marks={
          <>
            {model?.sample ? <SampleMark /> : null}
            {model?.ended ? <Tag>{t('touch:models.ended')}</Tag> : null}
          </>
        }
        breadcrumb={[
          { text: t('touch:title'), href: href(paths.touch) },
          { text: t('touch:models.title'), href: href(paths.touchModels) },
        ]}
        lead={mayEdit ? t('touch:form.lead') : undefined}
      />
      {mayEdit ? (
        <Stack gap="loose">
          <Card label={title} padded>
            <ModelForm {...props} />
          </Card>
          {model && model.segmentId !== null ? <Ending model={model} /> : null}
        </Stack>
      ) : model ? (
        <ModelRead model={model} segments={segments} />
      ) : null}
    </StaffLayout>
  )
}

function ModelForm(props: ModelPageProps) {
  const { t } = useView()
  const { model, form } = props
  return (
    <Form action={model ? href(paths.touchModel, { id: model.id }) : href(paths.touchModels)} form={form} guards>
      {model ? <input type="hidden" name="was" value={wordOf(...modelShown(model))} /> : null}
      <Field name="name" label={t('touch:form.name')} value={model?.name} maxlength={100} required />
      <SegmentChoice {...props} />
      <MixPart model={model} />
      <Field
        name="minutes"
        inputmode="numeric"
        label={t('touch:form.minutes')}
        hint={t('touch:form.minutesHint')}
        value={model?.minutes}
        unit={t('touch:form.minutesUnit')}
        short
        required
      />
      <TextArea name="note" label={t('touch:form.note')} value={model?.note} rows={3} maxlength={2000} optional />
      <FormActions back={href(paths.touchModels)}>
        <Button look="primary">{t('touch:form.save')}</Button>
      </FormActions>
    </Form>
  )
}

function SegmentChoice({ model, free, first }: ModelPageProps) {
  const { t } = useView()
  if (model && model.segmentId === null) {
    return (
      <p>
        <span class="field-label">{t('touch:models.segment')}</span> {t('touch:models.everybodyElse')}
      </p>
    )
  }
  return (
    <Select
      name="segment"
      label={t('touch:models.segment')}
      hint={
        <>
          {t('touch:form.segmentHint')}{' '}
          <a class="link" href={href(paths.newSegment)}>
            {t('touch:form.newSegment')}
          </a>
        </>
      }
      value={model?.segmentId ?? ''}
      empty={t(first ? 'touch:form.everybody' : 'touch:form.choose')}
      options={[...free].map(([id, text]) => ({ value: String(id), text }))}
    />
  )
}

function MixPart({ model }: { readonly model: TouchModel | undefined }) {
  const { t } = useView()
  return (
    <FormPart legend={t('touch:form.mix')}>
      <p class="field-hint">{t('touch:form.mixHint')}</p>
      {touchKinds.map(kind => (
        <FormRow>
          <Field
            name={kind}
            inputmode="numeric"
            label={t(nameOf(kind))}
            hint={t(`touch:kindHint.${kind}`)}
            value={model?.shares ? model.shares[kind] : ''}
            unit="%"
            short
          />
          <Field
            name={`${kind}_for`}
            label={t('touch:form.purpose', { kind: t(nameOf(kind)) })}
            value={model?.purposes[kind] ?? ''}
            maxlength={300}
            optional
          />
        </FormRow>
      ))}
    </FormPart>
  )
}

function Ending({ model }: { readonly model: TouchModel }) {
  const { t } = useView()
  return (
    <Card title={t('touch:models.end')} padded>
      <Stack>
        <p class="small muted">{t('touch:models.endNote')}</p>
        <PostButton
          action={href(paths.touchModelEnd, { id: model.id })}
          look="danger"
          size="small"
          confirm={t('touch:models.endQuestion', { name: model.name })}
        >
          {t('touch:models.end')}
        </PostButton>
      </Stack>
    </Card>
  )
}
