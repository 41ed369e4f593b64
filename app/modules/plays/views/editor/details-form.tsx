import { href, paths } from '../../../../paths.ts'
import type { FormState } from '../../../../web/forms.ts'
import { Button } from '../../../../web/ui/button.tsx'
import { Select } from '../../../../web/ui/choice.tsx'
import { Field, TextArea } from '../../../../web/ui/field.tsx'
import { Form, FormActions } from '../../../../web/ui/form.tsx'
import { useView } from '../../../../web/view.ts'
import { wordOf } from '../../../../web/was.ts'
import { editorHref, useSheet } from './context.ts'

/** Name, description and owner of a play. */
export function DetailsForm({ form }: { readonly form?: FormState }) {
  const { t } = useView()
  const { play, desk } = useSheet()
  return (
    <Form action={href(paths.playDetails, { id: play.id })} wide {...(form && { form })}>
      <input type="hidden" name="was" value={wordOf(play.name, play.description, play.ownerId)} />
      <Field name="name" label={t('plays:editor.name')} value={play.name} maxlength={100} required autofocus />
      <TextArea
        name="description"
        label={t('plays:editor.description')}
        hint={t('plays:editor.descriptionHint')}
        value={play.description}
        rows={2}
        maxlength={2000}
        optional
      />
      <Select
        name="owner"
        label={t('plays:editor.owner')}
        hint={t('plays:editor.ownerHint')}
        value={play.ownerId ?? ''}
        options={[...desk.conditions.people].map(([id, name]) => ({ value: id, text: name }))}
        empty={t('plays:editor.nobody')}
      />
      <FormActions back={editorHref(play.id, undefined)}>
        <Button look="primary">{t('plays:editor.saveDetails')}</Button>
      </FormActions>
    </Form>
  )
}
