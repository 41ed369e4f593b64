import { href, paths } from '../../../paths.ts'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { MarkedName } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { LeftOut, LeftOutNow } from '../drawing/queries.ts'
import type { DayView } from '../list/load.ts'

/** One line: how many accounts are left off the list at random, and by which play; who they are, one click away. */
export function LeftOutLine({ leftOut: { accounts, total } }: Pick<DayView, 'leftOut'>) {
  const { t, format } = useView()
  if (total === 0) return null
  const plays = [...new Map(accounts.map(one => [one.playId, one.play]))]
  const words = { count: total, shown: format.number(total), plays: format.list(plays.map(([, name]) => name)) }
  return (
    <Disclosure summary={t('today:leftOut.line', words)}>
      <div class="order-note small muted">
        <p>{t('today:leftOut.why')}</p>
        <p>{t('today:leftOut.free')}</p>
        <ul>
          {accounts.map(account => (
            <li>
              <a class="link" href={href(paths.account, { id: account.accountId })}>
                <MarkedName name={account.name} sample={account.sample} />
              </a>{' '}
              <Until until={account.until} />
            </li>
          ))}
        </ul>
        {total > accounts.length ? <p>{t('today:leftOut.first', { shown: format.number(accounts.length) })}</p> : null}
        {plays.map(([id, name]) => (
          <p>
            <a class="link" href={href(paths.playHeldOut, { id }, { level: 'play' })}>
              {t('today:leftOut.heldOut', { play: name })}
            </a>
          </p>
        ))}
      </div>
    </Disclosure>
  )
}

/** On the page of an account: that it is left off Today at random, by which play, and until when. */
export function LeftOutPanel({ leftOut }: { readonly leftOut: readonly LeftOutNow[] }) {
  const { t } = useView()
  return (
    <Card title={t('today:page.nav')}>
      {leftOut.map(one => (
        <CardPart>
          <p>
            {t(one.backAt ? 'today:leftOut.isBack' : 'today:leftOut.is')} <PlayLink {...one} />
          </p>
          <p class="small muted">
            {one.backAt ? <Time at={one.backAt} /> : <Until until={one.until} />} {t('today:leftOut.free')}
          </p>
        </CardPart>
      ))}
    </Card>
  )
}

function PlayLink({ playId, play }: Pick<LeftOut, 'playId' | 'play'>) {
  return (
    <a class="link" href={href(paths.play, { id: playId })}>
      {play}
    </a>
  )
}

function Until({ until }: Pick<LeftOut, 'until'>) {
  const { t, format } = useView()
  return <span class="num">{t('today:leftOut.until', { date: format.date(until) })}</span>
}
