import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { RadioGroup, Select } from '../../../web/ui/choice.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView } from '../../../web/view.ts'
import type { PlayTemplate } from '../templates/template.ts'
import { TemplateCards } from './template-cards.tsx'

/** What to begin with. */
export function TemplatesPage({ templates }: { readonly templates: readonly PlayTemplate[] }) {
  const { t } = useView()
  return (
    <StaffLayout title={t('plays:new.title')} width="wide">
      <PageHead
        title={t('plays:new.title')}
        breadcrumb={[{ text: t('plays:nav'), href: href(paths.plays) }]}
        lead={t('plays:new.lead')}
      />
      <TemplateCards templates={templates} />
    </StaffLayout>
  )
}

interface NewPlayPageProps {
  /** Undefined for an empty play. */
  readonly template: PlayTemplate | undefined
  /** Segments that the play could start with, by id. */
  readonly segments: ReadonlyMap<number, string>
  readonly form: FormState | undefined
}

/** The few things that have to be said before a play is there. */
export function NewPlayPage({ template, segments, form }: NewPlayPageProps) {
  const { t, locale } = useView()
  const texts = template?.texts[locale]
  return (
    <StaffLayout title={t('plays:new.title')}>
      <PageHead
        title={texts?.name ?? t('plays:new.emptyName')}
        breadcrumb={[
          { text: t('plays:nav'), href: href(paths.plays) },
          { text: t('plays:new.title'), href: href(paths.playNew) },
        ]}
        lead={texts?.does ?? t('plays:new.emptyDoes')}
      />
      <Card label={t('plays:new.title')} padded>
        <Form action={href(paths.plays)} {...(form && { form })}>
          <input type="hidden" name="template" value={template?.key ?? 'empty'} />
          <Field name="name" label={t('plays:editor.name')} value={texts?.name} maxlength={100} required autofocus />
          {template ? null : <AboutChoice />}
          {template?.segment ? <SegmentChoice template={template} segments={segments} /> : null}
          {texts?.needs ? <p class="field-hint">{t('plays:new.needs', { needs: texts.needs })}</p> : null}
          <FormActions back={href(paths.playNew)}>
            <Button look="primary">{t('plays:new.make')}</Button>
          </FormActions>
        </Form>
      </Card>
    </StaffLayout>
  )
}

function AboutChoice() {
  const { t } = useView()
  return (
    <RadioGroup
      name="about"
      legend={t('plays:new.about')}
      hint={t('plays:new.aboutHint')}
      value="account"
      options={(['account', 'contact'] as const).map(value => ({
        value,
        text: t(`plays:new.abouts.${value}`),
        hint: t(`plays:new.aboutHints.${value}`),
      }))}
    />
  )
}

function SegmentChoice({
  template,
  segments,
}: Pick<NewPlayPageProps, 'segments'> & { readonly template: PlayTemplate }) {
  const { t, locale } = useView()
  const fitting = template.segment?.texts[locale]
  if (!fitting) return null
  return (
    <Select
      name="segment"
      label={t('plays:new.segment')}
      hint={t('plays:new.segmentHint', { name: fitting.name, description: fitting.description })}
      value="new"
      options={[
        { value: 'new', text: t('plays:new.segmentNew', { name: fitting.name }) },
        ...[...segments].map(([id, name]) => ({ value: String(id), text: name })),
      ]}
    />
  )
}
