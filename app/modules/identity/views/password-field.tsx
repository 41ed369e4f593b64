import { Field } from '../../../web/ui/field.tsx'
import { useView } from '../../../web/view.ts'

/** Where a new password is chosen; the hint says what is asked of it. */
export function NewPasswordField({ name = 'password', label }: { readonly name?: string; readonly label?: string }) {
  const { t } = useView()
  return (
    <Field
      name={name}
      type="password"
      label={label ?? t('identity:fields.password')}
      hint={t('identity:fields.passwordHint')}
      autocomplete="new-password"
      required
    />
  )
}
