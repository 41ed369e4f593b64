import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { SampleMark, Tag } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { Invitation } from '../invitations.ts'
import type { Member } from '../queries.ts'
import { InvitationCard } from './invitation-card.tsx'
import { RoleChoices } from './role-choices.tsx'
import { RoleTags } from './role-tags.tsx'

interface StaffPageProps {
  readonly members: readonly Member[]
  readonly next: string | undefined
  readonly invitations: readonly Invitation[]
  readonly names: ReadonlyMap<string, string>
  readonly form: FormState
}

/** Everybody of the company, who is invited, and how to invite. */
export function StaffPage({ members, next, invitations, names, form }: StaffPageProps) {
  const { t } = useView()
  return (
    <StaffLayout title={t('identity:staff.title')}>
      <PageHead title={t('identity:staff.title')} lead={t('identity:staff.lead')} />
      <Stack gap="loose">
        <Card label={t('identity:staff.list')}>
          <StaffTable members={members} />
        </Card>
        <Pagination next={next} shown={members.length} />
        <InvitationCard invitations={invitations} names={names} />
        <Card title={t('identity:staff.invite')} padded id="invite">
          {/* The answer shows the link, and is no address to come back to. */}
          <Form action={href(paths.invitations)} form={form} more={{ 'data-turbo': 'false' }}>
            <Field name="email" type="email" label={t('identity:fields.email')} maxlength={254} required />
            <RoleChoices form={form} chosen={['csm']} />
            <FormActions>
              <Button look="primary">{t('identity:staff.inviteSubmit')}</Button>
            </FormActions>
          </Form>
        </Card>
      </Stack>
    </StaffLayout>
  )
}

function StaffTable({ members }: { readonly members: readonly Member[] }) {
  const { t, staff } = useView()
  const columns: readonly Column<Member>[] = [
    {
      key: 'name',
      label: t('identity:fields.name'),
      value: ({ id, name, sample }) => (
        <>
          {name} {id === staff?.id ? <Tag>{t('identity:staff.you')}</Tag> : null} {sample ? <SampleMark /> : null}
        </>
      ),
    },
    { key: 'email', label: t('identity:fields.email'), value: ({ email }) => email },
    { key: 'roles', label: t('identity:fields.roles'), value: ({ roles }) => <RoleTags roles={roles} /> },
    {
      key: 'twoFactor',
      label: t('identity:staff.twoFactor'),
      value: ({ twoFactor }) => t(twoFactor ? 'identity:twoFactor.on' : 'identity:twoFactor.off'),
    },
    {
      key: 'seen',
      label: t('identity:staff.seen'),
      value: ({ seen }) => (seen ? <Time at={seen} /> : t('identity:staff.never')),
    },
  ]
  const memberHref = ({ id }: Member) => href(paths.staffMember, { id })
  return (
    <DataTable caption={t('identity:staff.list')} columns={columns} rows={members} href={memberHref} empty={null} />
  )
}
