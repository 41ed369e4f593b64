import { href, paths } from '../../../paths.ts'
import { Button, PostButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { Cluster } from '../../../web/ui/layout-parts.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { Invitation } from '../invitations.ts'
import { RoleTags } from './role-tags.tsx'

interface InvitationCardProps {
  readonly invitations: readonly Invitation[]
  /** Names of those who invited, by id. */
  readonly names: ReadonlyMap<string, string>
}

/** Who is invited and has not come yet. */
export function InvitationCard({ invitations, names }: InvitationCardProps) {
  const { t } = useView()
  const columns: readonly Column<Invitation>[] = [
    {
      key: 'email',
      label: t('identity:fields.email'),
      value: ({ email, staffId }) => (
        <>
          {email} {staffId ? <Tag>{t('identity:invitation.renewal')}</Tag> : null}
        </>
      ),
    },
    { key: 'roles', label: t('identity:fields.roles'), value: ({ roles }) => <RoleTags roles={roles} /> },
    {
      key: 'by',
      label: t('identity:invitation.invitedBy'),
      value: ({ invitedBy }) => names.get(invitedBy) ?? t('identity:audit.unknown'),
    },
    { key: 'expires', label: t('identity:invitation.expires'), value: invitation => <Expiry {...invitation} /> },
    { key: 'actions', label: '', value: invitation => <InvitationActions invitation={invitation} /> },
  ]
  const none = (
    <CardPart>
      <p class="muted">{t('identity:invitation.none')}</p>
    </CardPart>
  )
  return (
    <Card title={t('identity:invitation.open')}>
      <DataTable caption={t('identity:invitation.open')} columns={columns} rows={invitations} empty={none} />
    </Card>
  )
}

function Expiry({ expiresAt }: Pick<Invitation, 'expiresAt'>) {
  const { t, now } = useView()
  return expiresAt > now ? (
    <Time at={expiresAt} as="exact" />
  ) : (
    <Tag tone="care">{t('identity:invitation.expired')}</Tag>
  )
}

function InvitationActions({ invitation: { id, email } }: { readonly invitation: Invitation }) {
  const { t } = useView()
  return (
    <Cluster>
      {/* The answer shows the link, and is no address to come back to. */}
      <form method="post" action={href(paths.invitationRenewal, { id })} class="inline-form" data-turbo="false">
        <Button size="small">{t('identity:invitation.resend')}</Button>
      </form>
      <PostButton
        action={href(paths.invitationRevocation, { id })}
        size="small"
        look="danger"
        confirm={t('identity:invitation.revokeConfirm', { email })}
      >
        {t('identity:invitation.revoke')}
      </PostButton>
    </Cluster>
  )
}
