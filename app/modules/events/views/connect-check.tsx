import { href, paths } from '../../../paths.ts'
import { Icon } from '../../../web/ui/icon.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { Arrival, RefusedItem } from '../queries.ts'
import { arrivalsHref } from './arrival-state.ts'

/** What came in with a key so far. */
export interface Check {
  readonly lastUsed: Date | null
  readonly arrival: Arrival | undefined
  readonly refusal: RefusedItem | undefined
}

/** Whether anything arrived, and if not, what was wrong with it. Renews itself. */
export function CheckPanel({ check, keyId }: { readonly check: Check; readonly keyId: number }) {
  const { t } = useView()
  const { arrival, refusal, lastUsed } = check
  return (
    <div class="stack">
      {arrival ? <Arrived arrival={arrival} /> : null}
      {!arrival && lastUsed ? (
        <p>
          <Icon name="circle-check" /> {t('events:connect.usedBefore')} <Time at={lastUsed} />
        </p>
      ) : null}
      {!arrival && !lastUsed && !refusal ? (
        <p>
          <Icon name="loader" /> {t('events:connect.waiting')}
        </p>
      ) : null}
      {refusal ? (
        <p>
          <Icon name="triangle-alert" /> {t('events:connect.refused')} {t(`events:refusal.${refusal.code}`)}{' '}
          <Time at={refusal.receivedAt} />{' '}
          <a href={arrivalsHref({ view: 'refused', keyId })}>{t('events:connect.seeRefused')}</a>
        </p>
      ) : null}
    </div>
  )
}

function Arrived({ arrival }: { readonly arrival: Arrival }) {
  const { t } = useView()
  const { account, accountId } = arrival
  return (
    <>
      <p>
        <Icon name="circle-check" /> <strong>{t('events:connect.arrived')}</strong> {arrival.name}{' '}
        <Tag>{arrival.type}</Tag> <Time at={arrival.receivedAt} />
      </p>
      {account === null ? (
        <p class="muted">{t('events:connect.noAccount')}</p>
      ) : (
        <p>
          <a href={href(paths.account, { id: accountId })}>{t('events:connect.seeAccount', { name: account })}</a>
        </p>
      )}
    </>
  )
}
