import type { Child } from 'hono/jsx'
import { href, paths } from '../../../paths.ts'
import type { FormErrors } from '../../../web/forms.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import type { Offers } from '../../../web/module.ts'
import { Button, LinkButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { FirstButton, UpdateButton } from '../../../web/ui/draft-form.tsx'
import { Field, TextArea } from '../../../web/ui/field.tsx'
import { Form, FormActions, FormRow } from '../../../web/ui/form.tsx'
import { Cols, Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView } from '../../../web/view.ts'
import type { Suggestions } from '../editing/choices.ts'
import type { Draft } from '../editing/draft.ts'
import type { Filled } from '../editing/fill.ts'
import { ModelRow } from './model-row.tsx'
import { PreviewCard, type PreviewCardProps } from './preview-card.tsx'

export interface EditorProps {
  /** The model that is edited, and the version that was begun with; undefined for a new one. */
  readonly model: { readonly id: number; readonly name: string; readonly number: number } | undefined
  readonly draft: Draft
  readonly filled: Filled
  readonly errors: FormErrors
  /** Say what is missing in every row. */
  readonly strict: boolean
  /** Id of the row that was just added. */
  readonly focus: string | undefined
  readonly offers: Offers
  readonly currency: string
  readonly suggestions: Suggestions
  /** Segments that a new model can be for. */
  readonly segments: ReadonlyMap<number, string>
  readonly preview: PreviewCardProps
  /** What somebody else published meanwhile. */
  readonly conflict?: Child
}

/** Making and changing a score model, with what would change beside it. */
export function ModelEditorPage(props: EditorProps) {
  const { t } = useView()
  const { model, draft, errors, conflict, preview } = props
  const title = model ? t('health:model.editTitle', { name: model.name }) : t('health:model.newTitle')
  const back = model ? href(paths.healthModel, { id: model.id }) : href(paths.healthModels)
  return (
    <StaffLayout title={title} width="wide">
      <PageHead
        title={title}
        breadcrumb={[
          { text: t('health:title'), href: href(paths.healthOverview) },
          { text: t('health:tabs.models'), href: href(paths.healthModels) },
        ]}
        lead={t('health:model.editLead')}
      />
      <Cols aside={<PreviewCard {...preview} />} asideLabel={t('health:preview.title')}>
        {conflict}
        {/* Sends itself to the preview, which only looks; the button that publishes says so. */}
        <Form
          action={href(paths.healthModelPreview, { id: model?.id ?? 'new' })}
          form={{ values: {}, errors }}
          wide
          more={{ 'data-controller': 'autosubmit' }}
        >
          <FirstButton words={t('health:preview.update')} />
          {model ? <input type="hidden" name="basedOn" value={model.number} /> : null}
          <Card title={t('health:model.about')} padded>
            <Stack>
              <Field name="name" label={t('health:model.name')} value={draft.name} maxlength={200} required />
              {model ? null : <SegmentChoice {...props} />}
            </Stack>
          </Card>
          <ModelRows {...props} />
          <Bands {...props} />
          <Publish {...props} back={back} />
        </Form>
      </Cols>
    </StaffLayout>
  )
}

const live = { 'data-action': 'input->autosubmit#later compositionend->autosubmit#later change->autosubmit#now' }

function SegmentChoice({ draft, segments }: EditorProps) {
  const { t } = useView()
  return (
    <div {...live}>
      <Select
        name="segment"
        label={t('health:model.segment')}
        hint={t('health:model.segmentHint')}
        value={draft.segment}
        options={[...segments].map(([id, name]) => ({ value: String(id), text: name }))}
        empty={t('health:model.segmentEmpty')}
        required
      />
    </div>
  )
}

/** The element that holds all rows: replaced when rows come or go. */
export function ModelRows({ draft, filled, strict, focus, offers, currency, suggestions }: EditorProps) {
  const { t } = useView()
  return (
    <div id="model-measures" {...live}>
      <Card title={t('health:model.measures')} note={t('health:model.measuresNote')}>
        {draft.rows.map(row => (
          <ModelRow
            row={row}
            offers={offers}
            currency={currency}
            problem={strict ? filled.rows.get(row.id) : undefined}
            focus={focus === row.id}
          />
        ))}
        <CardPart>
          <Button size="small" icon="plus" name="do" value="add">
            {t('health:model.add')}
          </Button>
        </CardPart>
        {[...suggestions].map(([key, texts]) => (
          <datalist id={`texts-${key}`}>
            {texts.map(text => (
              <option value={text} />
            ))}
          </datalist>
        ))}
      </Card>
    </div>
  )
}

function Bands({ draft, filled, strict }: EditorProps) {
  const { t } = useView()
  const points = { inputmode: 'decimal', unit: t('health:model.points'), short: true } as const
  return (
    <div {...live}>
      <Card title={t('health:model.bands')} padded>
        <p class="small muted">{t('health:model.bandsLead')}</p>
        <FormRow>
          <Field
            name="good"
            label={t('health:model.goodFrom')}
            value={draft.good}
            error={strict && filled.bands ? t(filled.bands) : undefined}
            {...points}
          />
          <Field name="care" label={t('health:model.careFrom')} value={draft.care} {...points} />
        </FormRow>
      </Card>
    </div>
  )
}

function Publish({ model, draft, back }: EditorProps & { readonly back: string }) {
  const { t } = useView()
  const target = model ? href(paths.healthModel, { id: model.id }) : href(paths.healthModels)
  return (
    <Card title={t('health:model.publishTitle')} padded>
      <Stack>
        <TextArea
          name="note"
          label={t('health:model.note')}
          hint={t('health:model.noteHint')}
          value={draft.note}
          rows={2}
          maxlength={1000}
          required
        />
        <FormActions>
          <Button look="primary" formaction={target}>
            {t(model ? 'health:model.publish' : 'health:model.create')}
          </Button>
          <LinkButton href={back}>{t('web:ui.form.cancel')}</LinkButton>
          <UpdateButton words={t('health:preview.update')} />
        </FormActions>
      </Stack>
    </Card>
  )
}
