import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Copyable } from '../../../web/ui/copyable.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView } from '../../../web/view.ts'
import type { Invitation } from '../invitations.ts'

interface InvitationReadyPageProps {
  readonly invitation: Invitation
  readonly link: string
  /** Whether it goes out by mail as well. */
  readonly mailed: boolean
}

/** An invitation's link, shown this once. */
export function InvitationReadyPage({ invitation, link, mailed }: InvitationReadyPageProps) {
  const { email, expiresAt, staffId } = invitation
  const { t, format } = useView()
  const title = t('identity:invitation.readyTitle')
  return (
    <StaffLayout title={title} width="narrow">
      <PageHead title={title} breadcrumb={[{ text: t('identity:staff.title'), href: href(paths.staff) }]} />
      <Card padded label={title}>
        <Stack>
          <p>{t('identity:invitation.readyText', { email, date: format.dateTime(expiresAt) })}</p>
          <Copyable
            text={link}
            title={t(staffId ? 'identity:invitation.resetLink' : 'identity:invitation.link')}
            wraps
          />
          <p class="muted">{t(mailed ? 'identity:invitation.mailed' : 'identity:invitation.notMailed', { email })}</p>
          <div>
            <LinkButton href={href(paths.staff)}>{t('identity:invitation.back')}</LinkButton>
          </div>
        </Stack>
      </Card>
    </StaffLayout>
  )
}
