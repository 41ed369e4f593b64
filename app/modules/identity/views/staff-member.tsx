import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button, PostButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView } from '../../../web/view.ts'
import type { Member } from '../queries.ts'
import { RoleChoices } from './role-choices.tsx'
import { StrengthsCard } from './strengths-card.tsx'

interface StaffMemberPageProps {
  readonly member: Member
  readonly strengths: readonly string[]
  /** Tags of everybody here. */
  readonly known: readonly string[]
  readonly form: FormState
  readonly strengthsForm: FormState
}

/** One person: roles, strengths, a way back in, the way out. */
export function StaffMemberPage({ member, strengths, known, form, strengthsForm }: StaffMemberPageProps) {
  const { t } = useView()
  const { id, name, email, roles } = member
  return (
    <StaffLayout title={name} width="narrow">
      <PageHead title={name} breadcrumb={[{ text: t('identity:staff.title'), href: href(paths.staff) }]} lead={email} />
      <Stack gap="loose">
        <Card label={t('identity:fields.roles')} padded>
          <Form action={href(paths.staffMember, { id })} form={form} guards>
            {/* What this page showed, so that a change by somebody else meanwhile is noticed. */}
            <input type="hidden" name="was" value={roles.join(' ')} />
            <RoleChoices form={form} chosen={roles} />
            <FormActions>
              <Button look="primary">{t('identity:staff.saveRoles')}</Button>
            </FormActions>
          </Form>
        </Card>
        <StrengthsCard
          action={href(paths.staffMemberStrengths, { id })}
          strengths={strengths}
          known={known}
          form={strengthsForm}
        />
        <Card title={t('identity:staff.renewTitle')} padded>
          <Stack>
            <p class="muted">{t('identity:staff.renewText')}</p>
            <form method="post" action={href(paths.staffMemberAccess, { id })} data-turbo="false">
              <Button icon="key-round">{t('identity:staff.renew')}</Button>
            </form>
          </Stack>
        </Card>
        <Card title={t('identity:staff.removeTitle')} padded>
          <Stack>
            <p class="muted">{t('identity:staff.removeText')}</p>
            <div>
              <PostButton
                action={href(paths.staffMemberRemoval, { id })}
                look="danger"
                confirm={t('identity:staff.removeConfirm', { name })}
              >
                {t('identity:staff.remove')}
              </PostButton>
            </div>
          </Stack>
        </Card>
      </Stack>
    </StaffLayout>
  )
}
