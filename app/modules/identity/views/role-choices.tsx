import { type Role, roles } from '../../../web/access.ts'
import type { FormState } from '../../../web/forms.ts'
import { Checkbox, Choices } from '../../../web/ui/choice.tsx'
import { useView } from '../../../web/view.ts'

/** Which roles somebody has; each says what it is for. */
export function RoleChoices({ form, chosen }: { readonly form: FormState; readonly chosen?: readonly Role[] }) {
  const { t } = useView()
  const error = form.errors.roles
  return (
    <Choices
      legend={t('identity:fields.roles')}
      hint={t('identity:fields.rolesHint')}
      {...(error && { error: t(error) })}
    >
      {roles.map(role => (
        <Checkbox
          name="roles"
          value={role}
          label={t(`identity:roles.${role}`)}
          hint={t(`identity:roleMeanings.${role}`)}
          checked={chosen?.includes(role) ?? false}
        />
      ))}
    </Choices>
  )
}
