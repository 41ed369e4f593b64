import { Card } from '../../../../web/ui/card.tsx'
import { Time } from '../../../../web/ui/time.tsx'
import { useView } from '../../../../web/view.ts'
import type { RestingReceiver } from '../../webhooks/receivers.ts'
import { reasonWords } from './made-lines.tsx'

/** Receivers of webhooks that do not answer: since when, why, how many wait for them, and when they are asked again. */
export function ReceiversPanel({ receivers }: { readonly receivers: readonly RestingReceiver[] }) {
  const { t, format } = useView()
  return (
    <Card title={t('plays:running.receiver.title')} padded>
      {receivers.map(({ host, since, lastAt, nextAt, status, reason, waiting }) => (
        <>
          <p>
            <code>{host}</code> {t('plays:running.receiver.since')} <Time at={since} /> ·{' '}
            {status === null ? reasonWords(t, reason ?? 'broken') : t('plays:running.made.webhook.status', { status })}
          </p>
          <p>{t('plays:running.receiver.waiting', { count: waiting, n: format.number(waiting) })}</p>
          <p class="small muted">
            {t('plays:running.receiver.last')} <Time at={lastAt} /> · {t('plays:running.made.webhook.next')}{' '}
            <Time at={nextAt} />
          </p>
        </>
      ))}
      <p class="small muted">{t('plays:running.receiver.how')}</p>
    </Card>
  )
}
