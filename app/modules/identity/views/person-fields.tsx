import { Field } from '../../../web/ui/field.tsx'
import { useView } from '../../../web/view.ts'

/** What a person is called. */
export function NameField({ value, autofocus }: { readonly value?: string; readonly autofocus?: boolean }) {
  const { t } = useView()
  return (
    <Field
      name="name"
      label={t('identity:fields.name')}
      value={value}
      autocomplete="name"
      maxlength={100}
      autofocus={autofocus}
      required
    />
  )
}

/** The address that a person signs in with. */
export function SignInEmailField() {
  const { t } = useView()
  return (
    <Field
      name="email"
      type="email"
      label={t('identity:fields.email')}
      autocomplete="username"
      inputmode="email"
      autofocus
      required
    />
  )
}
