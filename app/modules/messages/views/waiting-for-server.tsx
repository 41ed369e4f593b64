import { href, paths } from '../../../paths.ts'
import { Card } from '../../../web/ui/card.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { ServerState } from '../servers/state.ts'

interface WaitingForServerProps {
  readonly server: ServerState
  readonly playId: number
  readonly waiting: number
}

/** That mails of a play wait for the mail server, since when, and where to see them. */
export function WaitingForServer({ server, playId, waiting }: WaitingForServerProps) {
  const { t, format } = useView()
  return (
    <Card title={t(server.setUp ? 'messages:server.sending.away' : 'messages:server.notSetUp')} padded>
      <p>
        {t('messages:server.mailsWait', { count: waiting, n: format.number(waiting) })}{' '}
        {server.outage ? (
          <>
            {t('messages:server.since')} <Time at={server.outage.since} />
          </>
        ) : null}{' '}
        <a class="link" href={href(paths.outbox, {}, { view: 'waiting', play: playId })}>
          {t('messages:server.seeMails')}
        </a>
      </p>
    </Card>
  )
}
