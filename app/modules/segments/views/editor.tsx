import { href, paths } from '../../../paths.ts'
import type { FormErrors } from '../../../web/forms.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button, LinkButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { FirstButton, UpdateButton } from '../../../web/ui/draft-form.tsx'
import { Field, TextArea } from '../../../web/ui/field.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { Cols, Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView } from '../../../web/view.ts'
import type { About } from '../about.ts'
import { ConditionField, type ConditionFieldProps } from './condition-field.tsx'
import { PreviewCard, type PreviewCardProps } from './preview.tsx'

interface EditedSegment {
  readonly id: number
  readonly about: About
  readonly version: number
  readonly name: string
}

export interface EditorPageProps {
  /** The segment that is edited; undefined for a new one. */
  readonly segment: EditedSegment | undefined
  readonly name: string
  readonly description: string
  readonly errors: FormErrors
  readonly editor: ConditionFieldProps
  readonly preview: PreviewCardProps
}

/** Making and editing a segment, with whom it would find beside it. */
export function EditorPage({ segment, name, description, errors, editor, preview }: EditorPageProps) {
  const { t } = useView()
  const { about } = editor.draft
  const title = segment ? t('segments:form.titleEdit', { name: segment.name }) : t(`segments:about.${about}.new`)
  const back = segment ? href(paths.segment, { id: segment.id }) : href(paths.segments)
  const breadcrumb = [
    { text: t('segments:list.title'), href: href(paths.segments) },
    ...(segment ? [{ text: segment.name, href: back }] : []),
  ]
  return (
    <StaffLayout title={title} width="wide">
      <PageHead title={title} breadcrumb={breadcrumb} lead={t(`segments:about.${about}.lead`)} />
      <Cols aside={<PreviewCard {...preview} />} asideLabel={t(`segments:about.${about}.preview`)}>
        {/* Sends itself to the draft, which only looks; the button that saves says so. */}
        <Form
          action={href(paths.segmentDraft)}
          form={{ values: {}, errors }}
          wide
          more={{ 'data-controller': 'autosubmit' }}
        >
          <FirstButton words={t('segments:form.update')} />
          {segment ? <Edited {...segment} /> : <input type="hidden" name="about" value={about} />}
          <Card padded label={title}>
            <Stack>
              <Field name="name" label={t('segments:form.name')} value={name} maxlength={100} required />
              <TextArea
                name="description"
                label={t('segments:form.description')}
                hint={t('segments:form.descriptionHint')}
                value={description}
                rows={2}
                maxlength={1000}
                optional
              />
            </Stack>
          </Card>
          <Card title={t('segments:form.conditions')} padded>
            <ConditionField {...editor} />
          </Card>
          <FormActions>
            <Button look="primary" formaction={segment ? back : href(paths.segments)}>
              {t('segments:form.save')}
            </Button>
            <LinkButton href={back}>{t('web:ui.form.cancel')}</LinkButton>
            <UpdateButton words={t('segments:form.update')} />
          </FormActions>
        </Form>
      </Cols>
    </StaffLayout>
  )
}

function Edited({ id, version }: Pick<EditedSegment, 'id' | 'version'>) {
  return (
    <>
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="version" value={version} />
    </>
  )
}
