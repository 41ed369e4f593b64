import type { Child } from 'hono/jsx'
import type { FormState } from '../../../web/forms.ts'
import { Button } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { useView } from '../../../web/view.ts'
import { type VersionRow, Versions } from './versions.tsx'

interface EditFormProps {
  readonly title: string
  readonly action: string
  /** Where giving up leads to. */
  readonly back: string
  readonly form: FormState
  /** The version of what is stored; none for something new. */
  readonly version: number | undefined
  /** What is stored and what was typed, when somebody else saved since this form was opened. */
  readonly versions: readonly VersionRow[] | undefined
  /** The fields. */
  readonly children: Child
}

/** A form about something that is stored. Where somebody else saved first it stands under both versions. */
export function EditForm({ title, action, back, form, version, versions, children }: EditFormProps) {
  const { t } = useView()
  return (
    <>
      {versions ? <Versions rows={versions} lead={t('customers:form.changedMeanwhile')} /> : null}
      <Card label={title} padded>
        <Form action={action} form={form} guards>
          {version === undefined ? null : <input type="hidden" name="version" value={version} />}
          {children}
          <FormActions back={back} backWords={versions && t('customers:versions.keepStored')}>
            <Button look="primary">{t(versions ? 'customers:versions.saveMine' : 'customers:form.save')}</Button>
          </FormActions>
        </Form>
      </Card>
    </>
  )
}
