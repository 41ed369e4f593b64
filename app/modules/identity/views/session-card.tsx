import { href, paths } from '../../../paths.ts'
import { PostButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Icon } from '../../../web/ui/icon.tsx'
import { Cluster } from '../../../web/ui/layout-parts.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import { type Device, deviceOf } from '../device.ts'
import type { Session } from '../sessions.ts'

/** Where the person is signed in, and how to end that. */
export function SessionCard({ sessions }: { readonly sessions: readonly Session[] }) {
  const { t } = useView()
  const others = sessions.filter(session => !session.current)
  return (
    <Card
      title={t('identity:profile.sessions')}
      actions={
        others.length > 0 ? (
          <PostButton
            action={href(paths.profileOtherSessionsRemoval)}
            size="small"
            confirm={t('identity:profile.endOthersConfirm')}
          >
            {t('identity:profile.endOthers')}
          </PostButton>
        ) : undefined
      }
    >
      <CardPart>
        <p class="muted">{t('identity:profile.sessionsText')}</p>
      </CardPart>
      {sessions.map(session => (
        <CardPart>
          <SessionRow session={session} />
        </CardPart>
      ))}
    </Card>
  )
}

const icons = { phone: 'smartphone', computer: 'laptop', unknown: 'monitor' } as const

function SessionRow({ session }: { readonly session: Session }) {
  const { t } = useView()
  const device = deviceOf(session.userAgent)
  return (
    <Cluster align="spread">
      <div>
        <Cluster>
          <Icon name={icons[device.kind]} />
          <b>
            <DeviceName device={device} />
          </b>
          {session.current ? <Tag tone="good">{t('identity:profile.thisDevice')}</Tag> : null}
        </Cluster>
        <p class="muted small">
          {t('identity:profile.address')} <span class="num">{session.ip ?? t('identity:profile.noAddress')}</span>
          {' · '}
          {t('identity:profile.since')} <Time at={session.since} as="exact" />
          {' · '}
          {t('identity:profile.seen')} <Time at={session.seen} />
        </p>
      </div>
      {session.current ? null : (
        <PostButton action={href(paths.profileSessionRemoval, { id: session.id })} size="small">
          {t('identity:profile.end')}
        </PostButton>
      )}
    </Cluster>
  )
}

function DeviceName({ device: { browser, system } }: { readonly device: Device }) {
  const { t } = useView()
  if (browser && system) return <>{t('identity:profile.device', { browser, system })}</>
  return <>{browser ?? system ?? t('identity:profile.unknownDevice')}</>
}
