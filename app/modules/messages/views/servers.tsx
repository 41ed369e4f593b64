import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { MailServer, ServerState } from '../servers/state.ts'

interface ServerNoticeProps {
  readonly what: MailServer
  readonly server: ServerState
}

/** Said plainly while a server cannot be used: since when, what it said, what to do. Nothing while it can, or is not meant to be. */
export function ServerNotice({ what, server: { outage, reachedAt } }: ServerNoticeProps) {
  const { t } = useView()
  if (!outage) return null
  return (
    <Card title={t(`messages:server.${what}.away`)}>
      <CardPart>
        <p>
          {t('messages:server.since')} <Time at={outage.since} /> · {t('messages:server.last')}{' '}
          <Time at={outage.lastAt} />
          {reachedAt ? (
            <>
              {' · '}
              {t('messages:server.reached')} <Time at={reachedAt} />
            </>
          ) : null}
        </p>
        <p>
          <code>{outage.error}</code>
        </p>
        <p>{t(`messages:server.${what}.how`)}</p>
      </CardPart>
    </Card>
  )
}

/** How both servers are, for whoever looks after them. */
export function ServersCard({ servers }: { readonly servers: Readonly<Record<MailServer, ServerState>> }) {
  const { t } = useView()
  return (
    <Card title={t('messages:server.title')} padded>
      <dl class="facts">
        {(['sending', 'bounces'] as const).map(what => (
          <>
            <dt>{t(`messages:server.${what}.name`)}</dt>
            <dd>
              <ServerLine what={what} server={servers[what]} />
            </dd>
          </>
        ))}
      </dl>
    </Card>
  )
}

function ServerLine({ what, server: { setUp, outage, reachedAt } }: ServerNoticeProps) {
  const { t } = useView()
  if (!setUp) return <>{t(`messages:server.${what}.notSetUp`)}</>
  const reached = reachedAt ? (
    <>
      {t('messages:server.reached')} <Time at={reachedAt} />
    </>
  ) : (
    t('messages:server.neverReached')
  )
  if (!outage) return reached
  return (
    <>
      <span class="care-text">{t(`messages:server.${what}.away`)}</span> · {t('messages:server.since')}{' '}
      <Time at={outage.since} /> · {reached}
      <br />
      <code>{outage.error}</code>
      <br />
      {t(`messages:server.${what}.how`)}
    </>
  )
}
